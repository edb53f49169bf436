import Foundation
package import LanguageModel
package import Storage

/// Catalogues as they are kept.
package struct CatalogueRepository: Sendable {
    let database: any Database
    let time: any TimeSource

    /// The most that one catalogue holds: it is searched in memory.
    package static let mostItems = 250_000

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// How many items became what.
    package struct Outcome: Sendable, Hashable {
        package var added = 0
        package var changed = 0
        package var unchanged = 0
    }

    /// Where a catalogue stands.
    package struct State: Sendable, Hashable {
        /// Higher with every change.
        package var version: Int
        /// The version that last took an item away.
        package var rebuilt: Int
    }

    /// Takes items in, in place of those of the same ids, in one transaction.
    /// - Parameters:
    ///   - items: no id twice, 1,000 at most.
    ///   - isDryRun: only says what would become of them.
    @discardableResult
    package func put(_ items: [CatalogueItem], in catalogue: String, isDryRun: Bool = false) async throws -> Outcome {
        if isDryRun {
            return try await database.read { try Self.differences(of: items, in: catalogue, $0).outcome }
        }
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write(unhurried: true) { session in
            let version = try Self.nextVersion(of: catalogue, now: now, session)
            let (outcome, different) = try Self.differences(of: items, in: catalogue, session)
            var rest = different[...]
            while !rest.isEmpty {
                // Few statements to prepare: of fifty rows, and of one.
                let count = rest.count >= 50 ? 50 : 1
                try Self.upsert(rest.prefix(count), in: catalogue, version: version, now: now, session)
                rest = rest.dropFirst(count)
            }
            return outcome
        }
    }

    /// - Throws: ``Storage/StorageError/notFound``.
    package func delete(_ item: String, in catalogue: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            let version = try Self.nextVersion(of: catalogue, now: now, session)
            let deleted = try session.execute(
                "DELETE FROM catalogue_items WHERE catalogue_id = ? AND id = ?", [.text(catalogue), .text(item)])
            guard deleted > 0 else { throw StorageError.notFound }
            try session.execute("UPDATE catalogues SET rebuilt = ? WHERE id = ?", [.integer(version), .text(catalogue)])
        }
    }

    /// nil when there is none.
    package func item(_ id: String, in catalogue: String) async throws -> CatalogueItem? {
        try await database.read { session in
            try session.query("SELECT * FROM catalogue_items WHERE catalogue_id = ? AND id = ?", [.text(catalogue), .text(id)])
                .first.map(CatalogueItem.init(row:))
        }
    }

    /// Items by id.
    /// - Parameters:
    ///   - id: where the page before ended.
    ///   - version: only those that changed after it.
    package func items(
        in catalogue: String, after id: String? = nil, changedAfter version: Int? = nil, limit: Int
    ) async throws -> [CatalogueItem] {
        try await database.read { session in
            try session.query(
                """
                SELECT * FROM catalogue_items WHERE catalogue_id = ? AND id > ? AND version > ? ORDER BY id LIMIT ?
                """, [.text(catalogue), .text(id ?? ""), .integer(version ?? -1), .integer(limit)]
            ).map(CatalogueItem.init(row:))
        }
    }

    package func count(in catalogue: String) async throws -> Int {
        try await database.read {
            try $0.count("SELECT COUNT(*) FROM catalogue_items WHERE catalogue_id = ?", [.text(catalogue)])
        }
    }

    /// nil while nothing was ever in it.
    package func state(of catalogue: String) async throws -> State? {
        try await database.read { session in
            try session.query("SELECT version, rebuilt FROM catalogues WHERE id = ?", [.text(catalogue)]).first
                .map { State(version: try $0.integer("version"), rebuilt: try $0.integer("rebuilt")) }
        }
    }

    /// What tells the file that was imported last; nil when none was.
    package func seed(of catalogue: String) async throws -> String? {
        try await database.read {
            try $0.query("SELECT seed FROM catalogues WHERE id = ?", [.text(catalogue)]).first?["seed"].text
        }
    }

    package func setSeed(_ seed: String, of catalogue: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            _ = try Self.nextVersion(of: catalogue, now: now, session)
            try session.execute("UPDATE catalogues SET seed = ? WHERE id = ?", [.text(seed), .text(catalogue)])
        }
    }

    /// Makes the catalogue where there is none, and keeps others from changing it until the transaction ends.
    private static func nextVersion(of catalogue: String, now: String, _ session: any SQLSession) throws -> Int {
        try session.execute(
            """
            INSERT INTO catalogues (id, version, rebuilt, updated_at) VALUES (?, 0, 0, ?) ON CONFLICT (id) DO NOTHING
            """, [.text(catalogue), .text(now)])
        try session.execute(
            "UPDATE catalogues SET version = version + 1, updated_at = ? WHERE id = ?", [.text(now), .text(catalogue)])
        return try session.count("SELECT version FROM catalogues WHERE id = ?", [.text(catalogue)])
    }

    private static func differences(
        of items: [CatalogueItem], in catalogue: String, _ session: any SQLSession
    ) throws -> (outcome: Outcome, different: [CatalogueItem]) {
        let known = try known(items.map(\.id), in: catalogue, session)
        var outcome = Outcome()
        let different = items.filter { item in
            guard let old = known[item.id] else {
                outcome.added += 1
                return true
            }
            if old == item { outcome.unchanged += 1 } else { outcome.changed += 1 }
            return old != item
        }
        return (outcome, different)
    }

    /// Those of `ids` that are there.
    private static func known(
        _ ids: [String], in catalogue: String, _ session: any SQLSession
    ) throws -> [String: CatalogueItem] {
        guard !ids.isEmpty else { return [:] }
        let rows: [SQLRow]
        switch session.dialect {
        case .sqlite:
            let marks = ids.map { _ in "?" }.joined(separator: ", ")
            rows = try session.query(
                "SELECT * FROM catalogue_items WHERE catalogue_id = ? AND id IN (\(marks))",
                [.text(catalogue)] + ids.map(SQLValue.text))
        case .postgresql:
            // Each by the index. PostgreSQL knows little of a table that grows this fast, and would read all of it for a list.
            let marks = ids.map { _ in "(?)" }.joined(separator: ", ")
            rows = try session.query(
                """
                SELECT i.* FROM (VALUES \(marks)) AS wanted (id), LATERAL (
                    SELECT * FROM catalogue_items WHERE catalogue_id = ? AND id = wanted.id LIMIT 1) AS i
                """, ids.map(SQLValue.text) + [.text(catalogue)])
        }
        return Dictionary(try rows.map { (try $0.text("id"), try CatalogueItem(row: $0)) }) { first, _ in first }
    }

    private static func upsert(
        _ items: ArraySlice<CatalogueItem>, in catalogue: String, version: Int, now: String, _ session: any SQLSession
    ) throws {
        let row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        try session.execute(
            """
            INSERT INTO catalogue_items (catalogue_id, id, name, description, category, price, currency, stock, attributes,
                picture_url, active, version, updated_at)
            VALUES \(Array(repeating: row, count: items.count).joined(separator: ", "))
            ON CONFLICT (catalogue_id, id) DO UPDATE SET name = excluded.name, description = excluded.description,
                category = excluded.category, price = excluded.price, currency = excluded.currency, stock = excluded.stock,
                attributes = excluded.attributes, picture_url = excluded.picture_url, active = excluded.active,
                version = excluded.version, updated_at = excluded.updated_at
            """,
            try items.flatMap { item in
                [
                    .text(catalogue), .text(item.id), .text(item.name), .text(item.description), .text(item.category),
                    SQLValue(item.price), SQLValue(item.currency), SQLValue(item.stock),
                    .text(try item.attributes.json), SQLValue(item.picture), .bool(item.isActive), .integer(version), .text(now),
                ]
            })
    }
}

extension CatalogueItem {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), name: try row.text("name"), description: try row.text("description"),
            category: try row.text("category"), price: row["price"].real, currency: row["currency"].text,
            stock: row["stock"].integer, attributes: [String: JSONValue](json: try row.text("attributes")) ?? [:],
            picture: row["picture_url"].text, isActive: row["active"].bool ?? false)
    }
}

extension [String: JSONValue] {
    /// As a JSON object, its keys in order.
    var json: String {
        get throws {
            if isEmpty { return "{}" }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// nil for what is no JSON object.
    init?(json: String) {
        if json == "{}" {
            self = [:]
        } else {
            guard let members = try? JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8)) else { return nil }
            self = members
        }
    }
}
