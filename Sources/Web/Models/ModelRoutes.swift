import Accounts
package import Chat
import Foundation
package import Hummingbird
import LanguageModel
package import Routing

/// `GET /api/v1/models`: what the caller may choose from.
package struct ModelRoutes: Sendable {
    private let choices: ModelChoices
    /// The chain that the page's assistant plays now.
    private let chain: @Sendable () -> Chain?
    private let wallClock: @Sendable () -> Double

    package init(
        choices: ModelChoices, chain: @escaping @Sendable () -> Chain?, wallClock: @escaping @Sendable () -> Double
    ) {
        self.choices = choices
        self.chain = chain
        self.wallClock = wallClock
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let owner = context.principal?.owner
        let models = choices.models(for: owner)
        let own = try await choices.ownDefault(of: owner)
        let first = chain()?.models.first { model in models.contains { $0.id == model.id } }
        return try .json(
            ModelListDocument(
                models: models.map { ModelListDocument.Model($0, at: wallClock()) },
                default_model_id: (own ?? first?.id)?.description))
    }
}

struct ModelListDocument: Encodable {
    struct Model: Encodable {
        var id: String
        var name: String
        var provider: String
        var kind: String?
        var local: Bool
        var available: Bool
        var retry_at: String?
        var context_window: Int?

        /// - Parameter now: seconds since 1970.
        init(_ model: SelectableModel, at now: Double) {
            id = model.id.description
            name = model.name
            provider = model.id.provider
            kind = model.kind?.rawValue
            local = model.isLocal
            available = model.retryAfter == nil
            retry_at = model.retryAfter.map { AvailabilityDocument.date(now + $0.seconds) }
            context_window = model.contextWindow
        }
    }

    var models: [Model]
    /// What answers where nothing is chosen; nil when nothing may be asked.
    var default_model_id: String?
}
