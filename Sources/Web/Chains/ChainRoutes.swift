import Accounts
import Foundation
import HTTPTypes
package import Hummingbird
import LanguageModel

/// `/api/v1/chains`: the chains and their versions, for admins.
package struct ChainRoutes: Sendable {
    private let chains: any ChainKeeping

    package init(chains: any ChainKeeping) {
        self.chains = chains
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.get("{name}", use: show)
        group.put("{name}", use: save)
        group.delete("{name}", use: takeBack)
        group.post("{name}/restore", use: restore)
    }

    private struct SaveBody: Decodable {
        var models: [String]
        var version: Int
    }

    private struct RestoreBody: Decodable {
        var number: Int
        var version: Int
    }

    private struct VersionDocument: Encodable {
        var number: Int
        var models: [String]?
        var created_at: String
        var created_by: String?

        init(_ version: EditableChain.Version) {
            number = version.number
            models = version.models?.map(\.description)
            created_at = AvailabilityDocument.date(version.createdAt)
            created_by = version.createdBy
        }
    }

    private struct ChainDocument: Encodable {
        var name: String
        var models: [ModelStateDocument]
        var source: EditableChain.Source
        var configured: Bool
        var assistants: [String]
        var version: Int
        var versions: [VersionDocument]?

        init(_ chain: EditableChain, versions: [EditableChain.Version]? = nil) {
            name = chain.name
            models = chain.models.map(ModelStateDocument.init)
            source = chain.source
            configured = chain.isConfigured
            assistants = chain.assistants
            version = chain.version
            self.versions = versions?.map(VersionDocument.init)
        }
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        return try .json(["chains": try await chains.list().map { ChainDocument($0) }])
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let name = try context.name()
        return try .json(ChainDocument(try await chains.chain(name), versions: try await chains.versions(of: name)))
    }

    @Sendable private func save(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: SaveBody = try await request.decodeJSON(limit: 64 * 1024)
        return try .json(
            ChainDocument(
                try await chains.save(
                    try context.name(), models: body.models, version: body.version, visit: Visit(request, context))))
    }

    @Sendable private func takeBack(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        guard let version = request.uri.queryParameters.get("version").flatMap({ Int($0) }) else {
            throw APIError.invalid("version", "must be the chain's newest version")
        }
        try await chains.takeBack(try context.name(), version: version, visit: Visit(request, context))
        return Response(status: .noContent)
    }

    @Sendable private func restore(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: RestoreBody = try await request.decodeJSON(limit: 4096)
        return try .json(
            ChainDocument(
                try await chains.restore(
                    try context.name(), number: body.number, version: body.version, visit: Visit(request, context))))
    }
}

/// A model and its breaker, as the API shows them.
struct ModelStateDocument: Encodable {
    var id: String
    var name: String
    var state: ModelState.Phase
    var reason: String?
    var retry_after_seconds: Int?

    init(_ model: AIClient.Model) {
        id = model.id.description
        name = model.name
        state = model.state.phase
        reason = model.state.reason?.rawValue
        retry_after_seconds = model.state.retryAfterSeconds
    }
}

extension WebContext {
    /// The path's `{name}`, as it was meant.
    func name() throws -> String {
        let text = try parameters.require("name")
        return text.removingPercentEncoding ?? text
    }
}

extension APIError {
    init(_ error: ChainEditError) {
        switch error {
        case .notFound: self.init(.notFound, "chain_not_found", "There is no such chain.")
        case .noSuchVersion: self.init(.notFound, "version_not_found", "The chain has no such version.", field: "number")
        case .badName:
            self = .invalid(
                "name", "must have 1 to 64 letters, digits, dots, underscores or hyphens, the first a letter or digit")
        case .empty: self = .invalid("models", "must name at least one model")
        case .tooLong(let limit): self = .invalid("models", "must name \(limit) models at most")
        case .badModel(let model): self = .invalid("models", "\"\(model.prefix(100))\" is not of the form provider:model")
        case .unknownProvider(let name, let nearest):
            let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
            self = .invalid("models", "there is no provider \"\(name.prefix(100))\"\(hint)")
        case .twice(let model): self = .invalid("models", "\(model) is named twice")
        case .changedMeanwhile:
            self.init(
                .conflict, "chain_changed", "Somebody else has changed this chain meanwhile; read it again.", field: "version")
        case .usedBy(let assistants):
            self.init(.conflict, "chain_in_use", "These assistants play this chain: \(assistants.joined(separator: ", ")).")
        case .nothingToTakeBack:
            self.init(.conflict, "nothing_to_take_back", "The chain is what the configuration says, or was deleted before.")
        }
    }
}
