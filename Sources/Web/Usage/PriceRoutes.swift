package import Accounts
import Foundation
import HTTPTypes
package import Hummingbird
package import LanguageModel
package import Usage

/// `/api/v1/prices`: what models' tokens cost, for admins.
package struct PriceRoutes: Sendable {
    private let prices: PriceList
    private let accounts: AccountServices
    private let time: any TimeSource

    package init(prices: PriceList, accounts: AccountServices, time: any TimeSource) {
        self.prices = prices
        self.accounts = accounts
        self.time = time
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: enter)
    }

    private struct EntryBody: Decodable {
        var model: String
        var prices: [TokenClass: String]
        var valid_from: String?

        private enum Key: String, CodingKey {
            case model, valid_from
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            model = try container.decode(String.self, forKey: .model)
            valid_from = try container.decodeIfPresent(String.self, forKey: .valid_from)
            prices = [:]
            let classes = try decoder.container(keyedBy: TokenClass.self)
            for tokens in TokenClass.allCases where classes.contains(tokens) {
                // A number in JSON as it is written, or text.
                if let text = try? classes.decode(String.self, forKey: tokens) {
                    prices[tokens] = text
                } else if let number = try? classes.decode(Decimal.self, forKey: tokens) {
                    prices[tokens] = "\(number)"
                } else if try !classes.decodeNil(forKey: tokens) {
                    throw DecodingError.dataCorruptedError(
                        forKey: tokens, in: classes, debugDescription: PriceFault.unreadable.description)
                }
            }
        }
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        try await prices.load()
        let model = request.uri.queryParameters.get("model")
        let documents = PriceDocument.all(in: prices.book, at: time.wallClock).filter { model == nil || $0.model == model }
        return try .json(PriceListDocument(prices: documents), headers: [.cacheControl: "no-store"])
    }

    @Sendable private func enter(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: EntryBody = try await request.decodeJSON(limit: 16 * 1024)
        let form = PriceForm(
            model: body.model, prices: body.prices, validFrom: try body.valid_from.map { try Self.moment($0) })
        let model = try await form.enter(into: prices, audit: accounts.audit, Visit(request, context))
        let newest = prices.book.history.filter { $0.model == model }.max { $0.id < $1.id }
        guard let newest else { throw APIError.notFound }
        let isCurrent = prices.book.entry(of: model, at: time.wallClock)?.id == newest.id
        return try .json(PriceDocument(newest, isCurrent: isCurrent), status: .created)
    }

    private static func moment(_ text: String) throws -> Double {
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw APIError.invalid("valid_from", "must be a moment such as 2027-01-31T00:00:00Z")
        }
        return date.timeIntervalSince1970
    }
}

extension TokenClass: CodingKey {}

/// What somebody wants to enter, from the API or the page.
struct PriceForm {
    var model: String
    /// As they were written; a class that is missing has no known price.
    var prices: [TokenClass: String]
    /// Seconds since 1970; now when nil.
    var validFrom: Double?

    /// Enters it in the name of who is behind `visit`, and puts that on record.
    /// - Returns: the model.
    /// - Throws: ``APIError`` 422 naming the field, or what ``Usage/PriceList/enter(_:for:validFrom:by:)`` throws.
    func enter(into list: PriceList, audit: AuditLog, _ visit: Visit) async throws -> ModelIdentifier {
        guard model.utf8.count <= 256, let id = ModelIdentifier(model), !model.contains(where: \.isWhitespace) else {
            throw APIError.invalid("model", "must be a provider:model")
        }
        var entered = TokenPrices()
        for (tokens, text) in prices.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            do {
                entered[tokens] = try TokenPrice(perMillion: text)
            } catch {
                throw APIError.invalid(tokens.rawValue, error.description)
            }
        }
        do {
            try await list.enter(entered, for: id, validFrom: validFrom, by: visit.actorID)
        } catch PriceList.Refusal.past {
            throw APIError.invalid("valid_from", "must not lie in the past: what was answered keeps its cost")
        }
        let perMillion = prices.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) $\($0.value)" }
        try await audit.note(
            .priceEntered, visit: visit, subject: id.description,
            detail: ([validFrom.map { "from \(AvailabilityDocument.date($0))" }].compactMap(\.self) + perMillion)
                .joined(separator: ", "))
        return id
    }
}

struct PriceListDocument: Encodable {
    var currency = "USD"
    /// Tokens that a price is for.
    var per = 1_000_000
    var prices: [PriceDocument]
}

/// Prices of one model from one moment on.
struct PriceDocument: Encodable {
    var id: Int?
    var model: String
    var source: String
    /// By class; what is missing is unknown.
    var prices: [String: Decimal]
    var valid_from: String?
    var entered_by: String?
    var created_at: String?
    /// Whether these count for answers that begin now.
    var in_force: Bool

    init(_ entry: PriceEntry, isCurrent: Bool) {
        id = entry.id
        model = entry.model.description
        source = "admin"
        prices = Self.decimals(entry.prices)
        valid_from = AvailabilityDocument.date(entry.validFrom)
        entered_by = entry.enteredBy
        created_at = AvailabilityDocument.date(entry.createdAt)
        in_force = isCurrent
    }

    init(_ prices: TokenPrices, of model: ModelIdentifier, isCurrent: Bool) {
        self.model = model.description
        source = "configuration"
        self.prices = Self.decimals(prices)
        in_force = isCurrent
    }

    /// What was entered, by model and the newest first, and then what the configuration says.
    static func all(in book: PriceBook, at now: Double) -> [PriceDocument] {
        let entered = book.history.map { PriceDocument($0, isCurrent: book.entry(of: $0.model, at: now)?.id == $0.id) }
        let configured = book.configured.sorted { $0.key.description < $1.key.description }.map { model, prices in
            PriceDocument(prices, of: model, isCurrent: book.entry(of: model, at: now) == nil)
        }
        return entered + configured
    }

    private static func decimals(_ prices: TokenPrices) -> [String: Decimal] {
        Dictionary(
            uniqueKeysWithValues: TokenClass.allCases.compactMap { tokens in
                prices[tokens].map { price in
                    (tokens.rawValue, Decimal(sign: .plus, exponent: -6, significand: Decimal(price.picodollars)))
                }
            })
    }
}
