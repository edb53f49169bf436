import LanguageModel
import Storage

/// The table `model_prices`, which is only ever added to.
struct PriceRepository: Sendable {
    let database: any Database

    /// Every entry there is.
    func list() async throws -> [PriceEntry] {
        try await database.read { session in
            try session.query("SELECT * FROM model_prices ORDER BY id").map(PriceEntry.init)
        }
    }

    /// Stores `entry` under a number of its own.
    func add(_ entry: PriceEntry) async throws {
        let columns = TokenClass.allCases.map(\.column)
        let names = (["model_identifier"] + columns + ["valid_from", "entered_by", "created_at"]).joined(separator: ", ")
        let marks = Array(repeating: "?", count: columns.count + 4).joined(separator: ", ")
        let prices = TokenClass.allCases.map { SQLValue(entry.prices[$0].map { Int($0.picodollars) }) }
        let arguments: [SQLValue] =
            [.text(entry.model.description)] + prices + [
                .text(Timestamp(seconds: entry.validFrom).description), SQLValue(entry.enteredBy),
                .text(Timestamp(seconds: entry.createdAt).description),
            ]
        try await database.write { session in
            try session.execute("INSERT INTO model_prices (\(names)) VALUES (\(marks))", arguments)
        }
    }
}

extension TokenClass {
    fileprivate var column: String { "\(rawValue)_price" }
}

extension PriceEntry {
    fileprivate init(_ row: SQLRow) throws {
        guard let model = ModelIdentifier(try row.text("model_identifier")) else {
            throw StorageError.unreadable("a price is for no model")
        }
        var prices = TokenPrices()
        for tokens in TokenClass.allCases {
            guard let stored = row[tokens.column].integer else { continue }
            guard let price = TokenPrice(stored: stored) else {
                throw StorageError.unreadable("the price \(try row.integer("id")) of \(model) is none")
            }
            prices[tokens] = price
        }
        self.init(
            id: try row.integer("id"), model: model, prices: prices, validFrom: try row.moment("valid_from"),
            enteredBy: row["entered_by"].text, createdAt: try row.moment("created_at"))
    }
}
