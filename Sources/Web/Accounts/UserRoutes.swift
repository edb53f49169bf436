package import Accounts
import HTTPTypes
package import Hummingbird

/// `/api/v1/users`: for admins.
package struct UserRoutes: Sendable {
    private let users: UserDesk

    package init(users: UserDesk) {
        self.users = users
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.get("{id}", use: show)
        group.patch("{id}", use: change)
        group.post("{id}/password", use: resetPassword)
    }

    private struct CreateBody: Decodable {
        var username: String
        var password: String
        var email: String?
        var display_name: String?
        var role: String?
    }

    private struct ChangeBody: Decodable {
        var email: String?
        var display_name: String?
        var role: String?
        var disabled: Bool?
    }

    private struct PasswordBody: Decodable {
        var password: String?
    }

    private struct PasswordDocument: Encodable {
        var password: String
    }

    private struct ListDocument: Encodable {
        var users: [UserDocument]
        /// Pass as `after` for the next page.
        var next: String?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let limit = try request.queryNumber("limit", in: 1...1000) ?? 100
        let after = try request.queryText("after")
        let found = try await users.list(after: after, limit: limit + 1)
        let page = found.prefix(limit)
        return try .json(
            ListDocument(users: page.map(UserDocument.init), next: found.count > limit ? page.last?.username : nil))
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: CreateBody = try await request.decodeJSON(limit: 16 * 1024)
        let new = NewUser(
            username: body.username, email: body.email, displayName: body.display_name, role: try role(body.role) ?? .member)
        let user = try await users.create(new, password: body.password, visit: Visit(request, context))
        return try .json(UserDocument(user), status: .created)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        return try .json(UserDocument(try await users.user(try context.parameters.require("id"))))
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: ChangeBody = try await request.decodeJSON(limit: 16 * 1024)
        let change = UserChange(
            email: body.email, displayName: body.display_name, role: try role(body.role), isDisabled: body.disabled)
        return try .json(
            UserDocument(
                try await users.change(try context.parameters.require("id"), change, visit: Visit(request, context))))
    }

    /// The new password comes back only when it was made here.
    @Sendable private func resetPassword(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: PasswordBody = try await request.decodeJSON(limit: 16 * 1024)
        let password = try await users.resetPassword(
            of: try context.parameters.require("id"), to: body.password, visit: Visit(request, context))
        guard body.password == nil else { return Response(status: .noContent) }
        return try .json(PasswordDocument(password: password), headers: [.cacheControl: "no-store"])
    }

    private func role(_ name: String?) throws -> UserRole? {
        guard let name else { return nil }
        guard let role = UserRole(rawValue: name) else { throw APIError.invalid("role", "must be admin, member or viewer") }
        return role
    }
}
