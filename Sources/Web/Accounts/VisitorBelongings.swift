package import Accounts
package import Chat
import Hummingbird
package import Knowledge
package import Storage

/// What a visitor's browser has that goes along when they log in.
package struct VisitorBelongings: Sendable {
    private let conversations: ConversationRepository
    private let settings: SettingsDesk
    private let customers: CustomerRepository?
    private let consents: ConsentDesk

    /// - Parameter customers: nil where nothing is recommended.
    package init(
        conversations: ConversationRepository, settings: SettingsDesk, customers: CustomerRepository? = nil, consents: ConsentDesk
    ) {
        self.conversations = conversations
        self.settings = settings
        self.customers = customers
        self.consents = consents
    }

    /// Gives `user` the conversations and consents of the browser that sent `request`, and the visitor's settings and profile where
    /// the account has none.
    func bring(to user: String, from request: Request) async throws {
        guard let browser = BrowserCookie.token(of: request).map(BrowserCookie.owner) else { return }
        // First, so that no conversation is ever without the rule under which it was begun.
        try await settings.adopt(from: browser, owner: user)
        try await conversations.adopt(from: browser, owner: user)
        try await customers?.adopt(from: browser, owner: user)
        try await consents.adopt(from: browser, owner: user)
    }
}
