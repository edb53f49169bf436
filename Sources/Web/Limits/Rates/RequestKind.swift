import HTTPTypes
import Hummingbird

extension RequestRates.Kind {
    /// - Parameter route: the one that it took, with its placeholders; nil where there is none.
    init(_ method: HTTPRequest.Method, route: String?) {
        switch method {
        case .get, .head, .options: self = .reading
        case .post, .put: self = route.flatMap { Self.costly[$0] } ?? .changing
        default: self = .changing
        }
    }

    /// Routes whose POST or PUT is more than a change.
    package static let costly: [String: Self] = {
        let asking = [
            "/v1/chat/completions", "/v1/embeddings", "/ai/chat", "/ai/tasks/suggest", "/ai/events/suggest",
            "/ai/notes/suggest", "/api/chatbot/chat", "/api/v1/chat/query", "/api/v1/chat/selection",
            "/api/v1/conversations/{id}/messages", "/api/v1/conversations/{id}/retry", "/assistants/tasks",
            "/assistants/events", "/assistants/notes", "/api/v1/suggestions", "/api/v1/clients/{name}/test",
        ]
        let uploads = [
            "/api/v1/collections/{collection}/documents", "/documents/{collection}/files", "/documents/{collection}/address",
            "/api/v1/conversations/import", "/api/v1/assistants/{id}/picture", "/api/v1/catalogues/{catalogue}/import",
            "/admin/catalogue/import",
        ]
        let login = [
            "/auth/login", "/api/auth/login", "/auth/refresh", "/auth/password", "/login", "/account", "/account/delete",
            "/setup-admin",
        ]
        return Dictionary(
            [(asking, Self.asking), (uploads, .uploads), (login, .login)].flatMap { routes, kind in routes.map { ($0, kind) } },
            uniquingKeysWith: { first, _ in first })
    }()
}
