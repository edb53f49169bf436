import Accounts
import LanguageModel
import Storage

extension WebParts {
    /// Whole minutes, at least one.
    var temporaryMinutes: Int { max(1, Int(temporaryLifetime.seconds / 60)) }

    /// What the owner is still to be told or asked; nil for nothing.
    func missingConsent(of owner: String?) async throws -> ChatPage.Consent? {
        try await accounts.consents.isMissing(of: owner) ? consent : nil
    }

    /// What the settings page says about privacy; nil for a browser of which nothing is known.
    func privacy(of principal: Principal?) async throws -> PrivacySection? {
        guard let principal else { return nil }
        let given = try await accounts.consents.consent(of: principal.owner)
        let agreed = given.flatMap { $0.withdrawnAt == nil ? Timestamp(seconds: $0.givenAt) : nil }
        let group = principal.role.map { RetentionGroup(rawValue: $0.rawValue) } ?? .visitor
        return PrivacySection(
            consent: accounts.consents.policy.mode == .none ? nil : consent,
            agreedOn: agreed.map { String($0.description.prefix(10)) },
            days: group.flatMap { accounts.policy.retention.limits[$0] }.map { max(1, Int($0.seconds / 86_400)) },
            keepsConversations: keepsConversations, temporaryMinutes: temporaryMinutes, hasAccount: principal.sessionID != nil)
    }

    private var consent: ChatPage.Consent {
        let policy = accounts.consents.policy
        return ChatPage.Consent(
            text: HTML(trusted: MarkdownRenderer.render(policy.text).joined()), link: policy.link, version: policy.version,
            isRequired: policy.mode == .required)
    }
}
