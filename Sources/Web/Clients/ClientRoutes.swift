import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel

/// `/api/v1/clients`: the providers of models, for admins.
package struct ClientRoutes: Sendable {
    private let clients: any ClientKeeping

    package init(clients: any ClientKeeping) {
        self.clients = clients
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: connect)
        group.patch("{name}", use: change)
        group.delete("{name}", use: remove)
        group.get("{name}/models", use: models)
        group.post("{name}/test", use: test)
        group.post("{name}/reset", use: reset)
    }

    private struct ConnectBody: Decodable {
        var kind: String
        var name: String?
        var api_key: String?
        var base_url: String?
        var models: [String]?
    }

    private struct ChangeBody: Decodable {
        var api_key: String
    }

    private struct ModelBody: Decodable {
        var model: String
    }

    private struct ClientDocument: Encodable {
        var name: String
        var kind: ProviderKind
        var base_url: String?
        var local: Bool
        var source: AIClient.Source
        var has_key: Bool
        var key_unreadable: Bool
        var models: [ModelStateDocument]

        init(_ client: AIClient) {
            name = client.name
            kind = client.kind
            base_url = client.address
            local = client.isLocal
            source = client.source
            has_key = client.hasKey
            key_unreadable = client.keyIsUnreadable
            models = client.models.map(ModelStateDocument.init)
        }
    }

    private struct FailureDocument: Encodable {
        var code: String
        var message: String?
    }

    private struct ListingDocument: Encodable {
        var models: [String]
        var latency_ms: Int
        /// Why there are none.
        var failure: FailureDocument?
    }

    private struct TestDocument: Encodable {
        var model: String
        var answered: Bool
        var latency_ms: Int
        var answer: String?
        var failure: FailureDocument?
        /// Whether it was asked at all.
        var asked: Bool
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        return try .json(["clients": try await clients.list().map(ClientDocument.init)])
    }

    @Sendable private func connect(request: Request, context: WebContext) async throws -> Response {
        let asker = try context.admin().owner
        var request = request
        let body: ConnectBody = try await request.decodeJSON(limit: 16 * 1024)
        guard let kind = ProviderKind(rawValue: body.kind), kind != .builtin else {
            throw APIError.invalid("kind", "is not a kind of provider")
        }
        let connected = try await clients.connect(
            ProviderConnectionRequest(
                name: body.name?.filled, kind: kind, apiKey: Self.key(body.api_key), baseURL: body.base_url?.filled,
                models: body.models ?? []), asker: asker, visit: Visit(request, context))
        return try .json(connected, status: .created)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let asker = try context.admin().owner
        var request = request
        let body: ChangeBody = try await request.decodeJSON(limit: 16 * 1024)
        guard let key = Self.key(body.api_key) else { throw SetupError.keyMissing }
        try await clients.changeKey(of: try context.name(), to: key, asker: asker, visit: Visit(request, context))
        return Response(status: .noContent)
    }

    @Sendable private func remove(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        try await clients.remove(try context.name(), visit: Visit(request, context))
        return Response(status: .noContent)
    }

    @Sendable private func models(request: Request, context: WebContext) async throws -> Response {
        let asker = try context.admin().owner
        let listing = try await clients.models(of: try context.name(), asker: asker)
        return try .json(
            ListingDocument(
                models: listing.models.map(\.description), latency_ms: Int(listing.milliseconds.rounded()),
                failure: listing.failure.map { .init(code: $0.kind.rawValue, message: $0.message) }))
    }

    @Sendable private func test(request: Request, context: WebContext) async throws -> Response {
        let asker = try context.admin()
        var request = request
        let body: ModelBody = try await request.decodeJSON(limit: 4096)
        let test = try await clients.test(
            try model(body, context), requestID: context.requestID, asker: asker, visit: Visit(request, context))
        let failure = test.answer == nil ? FailureDocument(code: test.failure?.rawValue ?? "unknown", message: test.message) : nil
        return try .json(
            TestDocument(
                model: test.model.description, answered: test.answer != nil, latency_ms: Int(test.milliseconds.rounded()),
                answer: test.answer, failure: failure, asked: !test.wasNotAsked))
    }

    @Sendable private func reset(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: ModelBody = try await request.decodeJSON(limit: 4096)
        try await clients.resetBreaker(of: try model(body, context), visit: Visit(request, context))
        return Response(status: .noContent)
    }

    private func model(_ body: ModelBody, _ context: WebContext) throws -> ModelIdentifier {
        let client = try context.name()
        let name = body.model.hasPrefix("\(client):") ? String(body.model.dropFirst(client.utf8.count + 1)) : body.model
        guard name.filled != nil else { throw APIError.invalid("model", "must name a model") }
        return ModelIdentifier(provider: client, model: name)
    }

    private static func key(_ text: String?) -> Secret? {
        text?.filter { !$0.isWhitespace }.filled.map { Secret($0) }
    }
}
