import LanguageModel
package import Storage

/// Tells an index of every passage that comes or goes, in that order, whichever process it was that made or took it. What was
/// told is noted, so that after a kill it goes on there; the last of it may be told twice.
package actor PassageFeed {
    /// What its place in the order is noted under: one for each copy of the index.
    package nonisolated let name: String
    private let sink: any PassageSink
    private let database: any Database
    private var delivery: Task<Void, any Error>?

    private static let batch = 200

    package init(name: String, sink: any PassageSink, database: any Database) {
        self.name = name
        self.sink = sink
        self.database = database
    }

    /// Tells all that there is to tell until now.
    /// - Throws: what the index throws, which is told the same again the next time; ``Storage/StorageError``.
    package func catchUp() async throws {
        // Whoever is at it may have begun before the last change was made.
        while let delivery { _ = await delivery.result }
        let task = Task { try await self.deliver() }
        delivery = task
        let result = await task.result
        delivery = nil
        try result.get()
    }

    /// Has everything told once more from the beginning, as an index needs it that was lost.
    package func startOver() async throws {
        while let delivery { _ = await delivery.result }
        try await setCursor(0)
    }

    /// How many changes were not told yet.
    package func pending() async throws -> Int {
        let cursor = try await cursor()
        return try await database.read {
            try $0.count("SELECT COUNT(*) FROM passage_changes WHERE seq > ?", [.integer(cursor)])
        }
    }

    private func deliver() async throws {
        var cursor = try await cursor()
        while true {
            let changes = try await changes(after: cursor)
            if changes.isEmpty { return }
            for change in changes {
                switch change.kind {
                case .put: try await put(change)
                case .remove: try await remove(change)
                }
                cursor = change.seq
                try await setCursor(cursor)
            }
        }
    }

    private func put(_ change: PassageChange) async throws {
        var next = change.range.lowerBound
        while next <= change.range.upperBound {
            // Those that are gone by now are not there; that they went is said further on.
            let entries = try await entries(next...change.range.upperBound)
            guard let last = entries.last else { return }
            try await sink.put(entries)
            next = last.id + 1
        }
    }

    private func remove(_ change: PassageChange) async throws {
        for first in stride(from: change.range.lowerBound, through: change.range.upperBound, by: 1000) {
            try await sink.remove(passages: Array(first...min(first + 999, change.range.upperBound)), of: change.collection)
        }
    }

    private func changes(after seq: Int) async throws -> [PassageChange] {
        let rows = try await database.read {
            try $0.query("SELECT * FROM passage_changes WHERE seq > ? ORDER BY seq LIMIT 100", [.integer(seq)])
        }
        return try rows.map { row in
            let (first, last) = (Int64(try row.integer("first_id")), Int64(try row.integer("last_id")))
            guard first <= last, let kind = PassageChange.Kind(rawValue: try row.text("kind")) else {
                throw StorageError.unreadable("a change of passages makes no sense")
            }
            return PassageChange(
                seq: try row.integer("seq"), kind: kind, collection: try row.text("collection_id"),
                document: try row.text("document_id"), range: first...last)
        }
    }

    private func entries(_ range: ClosedRange<Int64>) async throws -> [IndexEntry] {
        let rows = try await database.read { session in
            try session.query(
                """
                SELECT p.*, d.title FROM passages p JOIN documents d ON d.id = p.document_id
                WHERE p.id BETWEEN ? AND ? ORDER BY p.id LIMIT ?
                """, [.integer(Int(range.lowerBound)), .integer(Int(range.upperBound)), .integer(Self.batch)])
        }
        return try rows.map { row in
            let passage = try Passage(row: row)
            let titles = ([try row.text("title")] + passage.headings).reduce(into: [String]()) {
                if $0.last != $1 { $0.append($1) }
            }
            return IndexEntry(
                id: passage.id, document: passage.documentID, collection: passage.collectionID,
                title: titles.joined(separator: " › "), text: passage.text, language: passage.language)
        }
    }

    private func cursor() async throws -> Int {
        try await database.read { [name] in
            try $0.count("SELECT seq FROM passage_cursors WHERE name = ?", [.text(name)])
        }
    }

    private func setCursor(_ seq: Int) async throws {
        try await database.write { [name] session in
            try session.execute(
                """
                INSERT INTO passage_cursors (name, seq) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq = excluded.seq
                """, [.text(name), .integer(seq)])
        }
    }
}
