package import LanguageModel
package import Providers

/// Where webhooks are posted to.
package struct Webhook: Sendable, Hashable {
    package var url: String
    /// What signs them; nil sends them unsigned.
    package var secret: Secret?
    /// Whether it may be on this machine or in its network.
    package var isLocal: Bool

    package init(url: String, secret: Secret?, isLocal: Bool) {
        self.url = url
        self.secret = secret
        self.isLocal = isLocal
    }
}

/// Why a notice was not delivered, in words for an operator.
package struct NoticeFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Posts notices to the one webhook of the configuration.
package struct WebhookSender: Sendable {
    private let webhook: Webhook
    private let post: WebhookPost

    /// - Parameter resolve: the addresses of a host's name.
    package init(
        _ webhook: Webhook, transport: any Transport,
        resolve: @escaping @Sendable (String) async throws -> [String] = HostLookup.addresses, time: any TimeSource = SystemTime()
    ) {
        self.webhook = webhook
        post = WebhookPost(transport: transport, lookUp: resolve, time: time)
    }

    /// Posts `body` once.
    /// - Parameters:
    ///   - id: the same for every try of one notice.
    ///   - moment: seconds since 1970.
    /// - Throws: ``NoticeFailure`` for anything but an answer of 200 to 299.
    package func post(_ body: String, id: String, at moment: Double) async throws {
        let reply = try await post.send(
            body, to: webhook.url, allowsLocal: webhook.isLocal, secrets: [webhook.secret].compactMap(\.self), id: id, at: moment)
        if let failure = reply.failure { throw NoticeFailure(failure) }
    }
}
