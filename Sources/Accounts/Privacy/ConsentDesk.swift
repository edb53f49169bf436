import Crypto
import Foundation
package import Storage

/// What people are told, or asked to agree to, before anything that they say is stored.
package struct ConsentPolicy: Sendable, Hashable {
    package enum Mode: String, Sendable, Hashable, CaseIterable {
        case none
        /// The text is shown until it was acknowledged; nothing waits for that.
        case notice
        /// Browsers' messages are taken once it was agreed to.
        case required
    }

    package var mode: Mode
    /// The operator's own words, in Markdown.
    package var text: String
    /// Where more is said.
    package var link: String?

    package init(mode: Mode = .none, text: String = "", link: String? = nil) {
        self.mode = mode
        self.text = text
        self.link = link
    }

    /// The text's own name: another text is another version.
    package var version: String {
        SHA256.hash(data: Data(text.utf8)).prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// Who agreed to what.
package struct ConsentDesk: Sendable {
    package let policy: ConsentPolicy
    private let repository: ConsentRepository

    package init(policy: ConsentPolicy, repository: ConsentRepository) {
        self.policy = policy
        self.repository = repository
    }

    /// The owner's consent to the text of today, withdrawn or not; nil when there is none, or none is asked for.
    package func consent(of owner: String?) async throws -> Consent? {
        guard policy.mode != .none, let owner else { return nil }
        return try await repository.consent(of: owner, to: policy.version)
    }

    /// Whether the owner is still to be shown the text.
    package func isMissing(of owner: String?) async throws -> Bool {
        guard policy.mode != .none else { return false }
        guard let consent = try await consent(of: owner) else { return true }
        return consent.withdrawnAt != nil
    }

    /// Whether a browser's message may not be taken yet.
    package func isOwed(by principal: Principal) async throws -> Bool {
        guard policy.mode == .required, !principal.showedBearer else { return false }
        return try await isMissing(of: principal.owner)
    }

    /// Agrees to the text of today.
    /// - Parameter version: of the text that was shown.
    /// - Returns: false when that was another text; nothing is kept then.
    package func give(_ version: String, owner: String) async throws -> Bool {
        guard policy.mode != .none, version == policy.version else { return false }
        try await repository.give(version, owner: owner)
        return true
    }

    package func withdraw(owner: String) async throws {
        try await repository.withdraw(owner: owner)
    }

    package func adopt(from visitor: String, owner: String) async throws {
        guard policy.mode != .none else { return }
        try await repository.adopt(from: visitor, owner: owner)
    }
}
