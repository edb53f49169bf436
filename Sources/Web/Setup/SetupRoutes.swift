package import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel
import NIOCore

/// `/api/v1/setup`: the first-run panel of the page. Until there are accounts, whoever sits at the server's own machine
/// may connect models, and nobody else; then admins may, from wherever they are.
package struct SetupRoutes: Sendable {
    private let setup: any ModelSetup
    private let accounts: AccountServices

    package init(setup: any ModelSetup, accounts: AccountServices) {
        self.setup = setup
        self.accounts = accounts
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: show)
        group.post("providers", use: connect)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        if accounts.policy.isRequired { try context.caller() }
        let refusal = try await Self.refusal(request, context, users: accounts.users)
        return try .json(
            Document(overview: await setup.overview(), can_connect: refusal == nil, why_not: refusal?.message))
    }

    @Sendable private func connect(request: Request, context: WebContext) async throws -> Response {
        if let refusal = try await Self.refusal(request, context, users: accounts.users) { throw refusal }
        var request = request
        let body: ConnectBody = try await request.decodeJSON(limit: 16 * 1024)
        guard let kind = ProviderKind(rawValue: body.kind), kind != .builtin else {
            let hint = nearest(to: body.kind, in: ProviderKind.allCases.map(\.rawValue)).map { " Did you mean \($0)?" } ?? ""
            throw APIError.invalid("kind", "is not a kind of provider.\(hint)")
        }
        let key = body.api_key?.filter { !$0.isWhitespace }
        let connection = ProviderConnectionRequest(
            kind: kind, apiKey: key.flatMap { $0.isEmpty ? nil : Secret($0) },
            baseURL: body.base_url.flatMap { $0.isEmpty ? nil : $0 }, models: body.models ?? [])
        let connected = try await setup.connect(
            connection, asker: context.principal?.owner, visit: Visit(request, context))
        return try .json(connected, status: .created)
    }

    /// Why whoever asks may not connect models; nil when they may.
    static func refusal(_ request: Request, _ context: WebContext, users: UserDesk) async throws -> APIError? {
        if try await users.hasUsers() {
            return context.principal?.isAdmin == true
                ? nil : APIError(.forbidden, "admins_only", "Models can be connected here by an admin, who has to log in first.")
        }
        return isLocal(request, context)
            ? nil
            : APIError(
                .forbidden, "not_local", "Models can be connected here only from the server's own machine (http://localhost).")
    }

    /// From this machine, and meant for it: a page elsewhere that gets a browser to ask is refused by the name it used.
    static func isLocal(_ request: Request, _ context: WebContext) -> Bool {
        guard let peer = context.channel.remoteAddress?.ipAddress,
            peer == "::1" || peer.hasPrefix("127.") || peer.hasPrefix("::ffff:127.")
        else { return false }
        let authority = request.head.authority ?? ""
        let host =
            authority.hasPrefix("[") ? String(authority.prefix { $0 != "]" }) + "]" : String(authority.prefix { $0 != ":" })
        let isForwarded = request.headers[.named("x-forwarded-for")] != nil || request.headers[.named("forwarded")] != nil
        return ["localhost", "127.0.0.1", "[::1]"].contains(host) && !isForwarded
    }

    private struct ConnectBody: Decodable {
        var kind: String
        var api_key: String?
        var base_url: String?
        var models: [String]?
    }

    private struct Document: Encodable {
        struct Kind: Encodable {
            var kind: ProviderKind
            var label: String
            var needs_key: Bool
            var default_base_url: String?
        }

        var builtin_only: Bool
        var models: [SetupOverview.Model]
        var found: [SetupOverview.Found]
        var can_connect: Bool
        var why_not: String?
        var kinds: [Kind]

        init(overview: SetupOverview, can_connect: Bool, why_not: String?) {
            builtin_only = overview.builtinOnly
            models = overview.models
            found = overview.found
            self.can_connect = can_connect
            self.why_not = why_not
            kinds = ProviderKind.allCases.filter { $0 != .builtin }.map {
                Kind(kind: $0, label: $0.label, needs_key: $0.keyVariable != nil, default_base_url: $0.defaultBaseURL)
            }
        }
    }
}

extension APIError {
    init(_ error: SetupError) {
        switch error {
        case .chainsFixed:
            self.init(.conflict, "chains_fixed", "The chains are set in the server's configuration; connect providers there.")
        case .cloudDisabled:
            self = .init(.forbidden, "cloud_disabled", "Cloud providers are disabled; only local ones can be connected.")
        case .keyMissing: self = .invalid("api_key", "is required for this provider")
        case .badAddress: self = .invalid("base_url", "must be an http or https address")
        case .notFound: self.init(.notFound, "client_not_found", "There is no such AI client.")
        case .configured:
            self.init(.conflict, "client_configured", "This AI client is set in the server's configuration; change it there.")
        case .badName:
            self = .invalid(
                "name", "must have 1 to 64 small letters, digits, dots, underscores or hyphens, the first a letter or digit")
        case .nameTaken: self.init(.conflict, "name_taken", "There is an AI client with this name.", field: "name")
        case .usedByChains(let chains):
            self.init(
                .conflict, "client_in_use", "Its models are in the chains \(chains.joined(separator: ", ")); take them out first."
            )
        case .noModels:
            self.init(
                .unprocessableContent, "no_models", "The provider answers, but lists no model that can chat.", field: "models")
        case .refused(let failure) where failure.kind == .unauthorized:
            self.init(.unprocessableContent, "key_refused", "The provider does not accept this key.", field: "api_key")
        case .refused(let failure):
            self.init(.unprocessableContent, "provider_unreachable", "The provider could not be reached: \(failure.message)")
        }
    }
}
