import Accounts
import Chat
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import NIOCore

/// `/profile`: what one says of oneself, as a plain form.
struct ProfilePageRoutes: Sendable {
    let adviser: Adviser
    let siteName: String

    func add(to group: RouterGroup<WebContext>) {
        group.get("profile", use: show)
        group.post("profile", use: save)
    }

    private struct Form: Decodable {
        var instrument: String?
        var level: String?
        var budget: String?
        var owns: String?
        var notes: String?
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        guard let owner = context.principal?.owner else { return .redirect(to: "/login?next=/profile", type: .found) }
        return try await page(request, owner: owner)
    }

    @Sendable private func save(request: Request, context: WebContext) async throws -> Response {
        guard let owner = context.principal?.owner else { return .redirect(to: "/login?next=/profile", type: .normal) }
        var request = request
        let form: Form = try await request.decodeForm(limit: 64 * 1024)
        var facts = try await adviser.customers.facts(of: owner)
        for (name, text) in [
            ("instrument", form.instrument), ("level", form.level), ("budget", form.budget), ("notes", form.notes),
        ] {
            let text = text?.trimmed ?? ""
            facts[name] = text.isEmpty ? nil : .string(text)
        }
        if let budget = form.budget.flatMap({ Double($0.trimmed.replacing(",", with: ".")) }) {
            facts["budget"] = .number(budget)
        }
        let owned = (form.owns ?? "").split { ",،、".contains($0) }.map { String($0).trimmed }.filter { !$0.isEmpty }
        facts["owns"] = owned.isEmpty ? nil : .array(owned.map(JSONValue.string))
        do {
            try await adviser.customers.setFacts(facts, of: owner)
        } catch let error as CatalogueError {
            throw APIError.invalid(error.field ?? "facts", error.description)
        }
        return try await page(request, owner: owner, isSaved: true)
    }

    private func page(_ request: Request, owner: String, isSaved: Bool = false) async throws -> Response {
        let facts = try await adviser.customers.facts(of: owner)
        var rented: [ProfileView.Rented] = []
        for rental in try await adviser.customers.rentals(of: owner) {
            let item = await adviser.shelf.catalogue(rental.catalogue)?[rental.item]
            rented.append(.init(name: item?.name ?? rental.item, from: rental.from, to: rental.to))
        }
        let language = PageLanguage(of: request)
        let view = ProfileView(
            language: language, siteName: siteName, facts: facts.compactMapValues(\.shown), rentals: rented,
            message: isSaved ? language.catalogueWords.saved : nil)
        return .page(view.render())
    }
}

extension JSONValue {
    /// As it stands in a field of a form; nil for what cannot.
    fileprivate var shown: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): number == number.rounded() ? String(Int(number)) : String(number)
        case .array(let values): values.compactMap(\.stringValue).joined(separator: ", ")
        case .bool, .null, .object: nil
        }
    }
}

extension String {
    /// Without the blanks around it.
    var trimmed: String { String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }
}
