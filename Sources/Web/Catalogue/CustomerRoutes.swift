import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel

/// `/api/v1/profile` and `/api/v1/rentals`: what people say of themselves, and what they rent.
struct CustomerRoutes: Sendable {
    let adviser: Adviser
    let users: UserDesk
    let assistants: AssistantDirectory

    func add(to group: RouterGroup<WebContext>) {
        group.get("profile", use: profile)
        group.put("profile", use: setProfile)
        group.get("rentals", use: rentals)
        group.post("rentals", use: addRental)
    }

    private struct Profile: Codable {
        var facts: [String: JSONValue]
    }

    private struct RentalBody: Decodable {
        /// An id, username or e-mail address.
        var user: String
        var item: String
        var from: String
        var to: String?
        var catalogue: String?
        var id: String?
    }

    private struct RentalDocument: Encodable {
        var id: String
        var user_id: String
        var catalogue: String
        var item: String
        /// nil when it is not in the catalogue any more.
        var name: String?
        var from: String
        var to: String?
    }

    @Sendable private func profile(request: Request, context: WebContext) async throws -> Response {
        try .json(Profile(facts: try await adviser.customers.facts(of: context.caller(maying: .read).owner)))
    }

    @Sendable private func setProfile(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .chat)
        var request = request
        let body: Profile = try await request.decodeJSON(limit: 64 * 1024)
        do {
            try await adviser.customers.setFacts(body.facts, of: caller.owner)
        } catch let error as CatalogueError {
            throw APIError.invalid(error.field ?? "facts", error.description)
        }
        return try .json(body)
    }

    /// One's own; an admin may ask for another person's.
    @Sendable private func rentals(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        var owner = caller.owner
        if let name = try request.queryText("user") {
            try context.admin()
            owner = try await user(name.removingPercentEncoding ?? name).id
        }
        var found: [RentalDocument] = []
        for rental in try await adviser.customers.rentals(of: owner) { found.append(await document(rental)) }
        return try .json(["rentals": found])
    }

    @Sendable private func addRental(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: RentalBody = try await request.decodeJSON(limit: 16 * 1024)
        let owner = try await user(body.user).id
        let catalogue = try await catalogue(body.catalogue)
        guard await adviser.shelf.catalogue(catalogue)?[body.item] != nil else {
            throw APIError.invalid("item", "there is no such item in the catalogue")
        }
        if let id = body.id {
            guard (1...100).contains(id.count), !id.utf8.contains(0) else {
                throw APIError.invalid("id", "must have 1 to 100 characters")
            }
        }
        let rental = Rental(
            id: body.id ?? UUID().uuidString.lowercased(), owner: owner, catalogue: catalogue, item: body.item, from: body.from,
            to: body.to)
        do {
            try await adviser.customers.put(rental)
        } catch let error as CatalogueError {
            throw APIError.invalid(error.field ?? "from", error.description)
        }
        return try .json(await document(rental), status: .created)
    }

    private func user(_ name: String) async throws -> User {
        guard !name.utf8.contains(0) else { throw APIError.invalid("user", "there is no such user") }
        do {
            return try await users.user(name)
        } catch AccountError.notFound {
            do {
                return try await users.user(named: name)
            } catch AccountError.notFound {
                throw APIError.invalid("user", "there is no such user")
            }
        }
    }

    /// The named one, or the first that there is.
    private func catalogue(_ name: String?) async throws -> String {
        for assistant in assistants.all where name == nil || name == assistant.id {
            if await adviser.shelf.catalogue(assistant.id) != nil { return assistant.id }
        }
        throw APIError.invalid("catalogue", "there is no such catalogue")
    }

    private func document(_ rental: Rental) async -> RentalDocument {
        RentalDocument(
            id: rental.id, user_id: rental.owner, catalogue: rental.catalogue, item: rental.item,
            name: await adviser.shelf.catalogue(rental.catalogue)?[rental.item]?.name, from: rental.from, to: rental.to)
    }
}
