import Foundation
package import LanguageModel
package import Storage

/// What people say of themselves, and what they rent.
package struct CustomerRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    /// The most that is kept of one person's facts, in bytes of JSON.
    package static let longestProfile = 16_384

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// A day, as ``Rental/from``.
    package var today: String { String(Timestamp(seconds: time.wallClock).description.prefix(10)) }

    /// All that a catalogue's recommendations take into account.
    package func customer(_ owner: String, of catalogue: Catalogue, named id: String) async throws -> Customer {
        Customer(
            facts: try await facts(of: owner), rentals: try await rentals(of: owner).filter { $0.catalogue == id }, today: today,
            category: { catalogue[$0]?.category })
    }

    /// Empty when they have said nothing.
    package func facts(of owner: String) async throws -> [String: JSONValue] {
        let rows = try await database.read {
            try $0.query("SELECT facts FROM customer_profiles WHERE user_id = ?", [.text(owner)])
        }
        return rows.first?["facts"].text.flatMap { [String: JSONValue](json: $0) } ?? [:]
    }

    /// - Throws: ``CatalogueError`` when they are too long; ``Storage/StorageError``.
    package func setFacts(_ facts: [String: JSONValue], of owner: String) async throws {
        let json = try facts.json
        guard json.utf8.count <= Self.longestProfile else {
            throw CatalogueError("must have \(Self.longestProfile) bytes at most", field: "facts")
        }
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(Self.upsert, [.text(owner), .text(json), .text(now)])
        }
    }

    /// Gives a person what a visitor has said of themselves, where the person has not said otherwise; the visitor's is gone then,
    /// for whoever uses the same browser next is somebody else.
    package func adopt(from visitor: String, owner: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            func facts(of id: String) throws -> [String: JSONValue]? {
                let rows = try session.query("SELECT facts FROM customer_profiles WHERE user_id = ?", [.text(id)])
                return rows.first?["facts"].text.flatMap { [String: JSONValue](json: $0) }
            }
            guard let brought = try facts(of: visitor) else { return }
            let own = try facts(of: owner) ?? [:]
            var json = try own.merging(brought) { own, _ in own }.json
            if json.utf8.count > Self.longestProfile { json = try own.json }
            try session.execute(Self.upsert, [.text(owner), .text(json), .text(now)])
            try session.execute("DELETE FROM customer_profiles WHERE user_id = ?", [.text(visitor)])
        }
    }

    private static let upsert = """
        INSERT INTO customer_profiles (user_id, facts, updated_at) VALUES (?, ?, ?)
        ON CONFLICT (user_id) DO UPDATE SET facts = excluded.facts, updated_at = excluded.updated_at
        """

    /// A person's rentals, the last ones that began, those first.
    package func rentals(of owner: String, limit: Int = 200) async throws -> [Rental] {
        try await database.read { session in
            try session.query(
                "SELECT * FROM rentals WHERE user_id = ? ORDER BY rented_from DESC, id LIMIT ?", [.text(owner), .integer(limit)]
            ).map { row in
                Rental(
                    id: try row.text("id"), owner: try row.text("user_id"), catalogue: try row.text("catalogue_id"),
                    item: try row.text("item_id"), from: try row.text("rented_from"), to: row["rented_to"].text)
            }
        }
    }

    /// Adds a rental, or takes it in place of the one with its id.
    /// - Throws: ``CatalogueError`` when its days are none; ``Storage/StorageError``.
    package func put(_ rental: Rental) async throws {
        guard Rental.isDay(rental.from) else { throw CatalogueError("must be a day, as in 2026-11-21", field: "from") }
        if let to = rental.to {
            guard Rental.isDay(to), to >= rental.from else {
                throw CatalogueError("must be a day that is not before \"from\"", field: "to")
            }
        }
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO rentals (id, user_id, catalogue_id, item_id, rented_from, rented_to, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, catalogue_id = excluded.catalogue_id,
                    item_id = excluded.item_id, rented_from = excluded.rented_from, rented_to = excluded.rented_to
                """,
                [
                    .text(rental.id), .text(rental.owner), .text(rental.catalogue), .text(rental.item), .text(rental.from),
                    SQLValue(rental.to), .text(now),
                ])
        }
    }
}
