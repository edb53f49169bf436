package import Accounts
import Foundation
import HTTPTypes
package import Hummingbird
package import LanguageModel
import Storage

/// `/api/v1/keys`: everybody's own, and all of them for admins.
package struct KeyRoutes: Sendable {
    private let keys: KeyDesk
    private let users: UserDesk
    private let terms: PublicTermsReader
    private let time: any TimeSource

    package init(keys: KeyDesk, users: UserDesk, terms: PublicTermsReader, time: any TimeSource) {
        self.keys = keys
        self.users = users
        self.terms = terms
        self.time = time
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.delete("{id}", use: revoke)
    }

    private struct CreateBody: Decodable {
        var name: String
        var scopes: [String]?
        var expires_at: String?
        var requests_per_minute: Int?
        /// Whose it is to be; for admins.
        var user_id: String?
        /// Whether it is for the pages of other sites; for admins, as is all that follows.
        var `public`: Bool?
        var origins: [String]?
        var assistant: String?
        var collections: [String]?
        var visitor_requests_per_minute: Int?

        var saysTerms: Bool {
            origins != nil || assistant != nil || collections != nil || visitor_requests_per_minute != nil
        }
    }

    private struct KeyDocument: Encodable {
        var id: String
        var name: String
        var prefix: String
        var user_id: String?
        var scopes: [String]
        var requests_per_minute: Int?
        var created_at: String
        var expires_at: String?
        var last_used_at: String?
        var revoked_at: String?
        /// The key itself, this once, or always when it is public.
        var key: String?
        var `public`: Bool
        var origins: [String]?
        var assistant: String?
        var collections: [String]?
        var visitor_requests_per_minute: Int?

        init(_ key: APIKey, plain: Secret? = nil) {
            id = key.id
            name = key.name
            prefix = key.prefix
            user_id = key.userID
            scopes = key.scopes ?? Scope.ofPlainKeys.map(\.rawValue).sorted()
            requests_per_minute = key.requestsPerMinute
            created_at = AvailabilityDocument.date(key.createdAt)
            expires_at = key.expiresAt.map(AvailabilityDocument.date)
            last_used_at = key.lastUsedAt.map(AvailabilityDocument.date)
            revoked_at = key.revokedAt.map(AvailabilityDocument.date)
            self.key = plain?.reveal ?? key.publicTerms?.key
            self.public = key.publicTerms != nil
            origins = key.publicTerms?.origins
            assistant = key.publicTerms?.assistantID
            collections = key.publicTerms?.collectionIDs
            visitor_requests_per_minute = key.publicTerms?.visitorRequestsPerMinute
        }
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let principal = try keyHolder(context)
        let isAll = try request.queryFlag("all") ?? false
        if isAll { try context.admin() }
        let found = try await keys.list(userID: isAll || principal.userID == nil ? nil : principal.userID)
        return try .json(["keys": found.map { KeyDocument($0) }])
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let principal = try keyHolder(context)
        let body: CreateBody = try await request.decodeJSON(limit: 16 * 1024)
        var (owner, granted) = (principal.userID, principal.scopes)
        if let other = body.user_id, other != principal.userID {
            try context.admin()
            let user = try await users.user(other)
            (owner, granted) = (user.id, user.role.scopes)
        }
        if body.public == true {
            let key = try await createPublic(body, owner: owner, Visit(request, context), context)
            return try .json(KeyDocument(key), status: .created, headers: [.cacheControl: "no-store"])
        }
        // Whoever says where a key is to be shown must not get one that is to be shown nowhere.
        guard !body.saysTerms else {
            throw APIError.invalid(
                "public", "must be true where origins, assistant, collections or visitor_requests_per_minute are said")
        }
        let made = try await keys.create(
            name: body.name, userID: owner, scopes: try body.scopes.map(scopes), granted: granted,
            expiresAt: try body.expires_at.map(moment), now: time.wallClock, requestsPerMinute: body.requests_per_minute,
            visit: Visit(request, context))
        return try .json(KeyDocument(made.key, plain: made.plain), status: .created, headers: [.cacheControl: "no-store"])
    }

    private func createPublic(
        _ body: CreateBody, owner: String?, _ visit: Visit, _ context: WebContext
    ) async throws -> APIKey {
        try context.admin()
        if body.scopes != nil { throw APIError.invalid("scopes", "must be missing: a public key may ask, and nothing else") }
        return try await keys.createPublic(
            name: body.name,
            terms: try await terms.terms(
                origins: body.origins ?? [], assistant: body.assistant, collections: body.collections,
                visitorRequestsPerMinute: body.visitor_requests_per_minute),
            userID: owner, expiresAt: try body.expires_at.map(moment), now: time.wallClock,
            requestsPerMinute: body.requests_per_minute, visit: visit)
    }

    @Sendable private func revoke(request: Request, context: WebContext) async throws -> Response {
        let principal = try keyHolder(context)
        try await keys.revoke(
            try context.parameters.require("id"), userID: principal.isAdmin ? nil : principal.userID,
            visit: Visit(request, context))
        return Response(status: .noContent)
    }

    /// Whoever may have keys: somebody who has logged in, or a key that may do what admins may. A lesser key makes no
    /// others, so that revoking it is the end of what it could do.
    private func keyHolder(_ context: WebContext) throws -> Principal {
        let principal = try context.caller()
        return principal.proof == .key ? try context.admin() : try context.user()
    }

    private func scopes(_ names: [String]) throws -> Set<Scope> {
        Set(
            try names.map { name in
                guard let scope = Scope(rawValue: name) else {
                    let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                    throw APIError.invalid("scopes", "must be among \(known)")
                }
                return scope
            })
    }

    private func moment(_ text: String) throws -> Double {
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw APIError.invalid("expires_at", "must be a moment such as 2027-01-31T00:00:00Z")
        }
        return date.timeIntervalSince1970
    }
}
