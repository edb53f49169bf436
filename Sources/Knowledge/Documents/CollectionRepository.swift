import Foundation
package import LanguageModel
package import Storage

/// Collections as they are kept.
package struct CollectionRepository: Sendable {
    let database: any Database
    let time: any TimeSource
    private let makeID: @Sendable () -> String
    private let onDelete: @Sendable (String) -> Void

    /// - Parameter onDelete: told of each collection that this has deleted.
    package init(
        database: any Database, time: any TimeSource, makeID: @escaping @Sendable () -> String,
        onDelete: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.database = database
        self.time = time
        self.makeID = makeID
        self.onDelete = onDelete
    }

    /// - Parameter owner: nil for one that admins keep together.
    /// - Throws: ``KnowledgeError/nameTaken`` when the owner has one of this name; ``Storage/StorageError``.
    package func create(
        name: String, owner: String?, readers: DocumentCollection.Readers, chunks: ChunkSettings? = nil
    ) async throws -> DocumentCollection {
        let now = Timestamp(seconds: time.wallClock)
        let collection = DocumentCollection(
            id: makeID(), name: name, owner: owner, readers: readers, chunks: chunks, version: 0, createdAt: now.seconds,
            updatedAt: now.seconds)
        try await database.write { session in
            try Self.claim(name, of: owner, but: nil, session)
            try session.execute(
                """
                INSERT INTO collections (id, name, owner_id, readers, settings, version, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, 0, ?, ?)
                """,
                [
                    .text(collection.id), .text(name), SQLValue(owner), .text(readers.text), .text(try Self.settings(chunks)),
                    .text(now.description), .text(now.description),
                ])
        }
        return collection
    }

    /// The collection of this name that admins keep together, made when it is missing, for everybody.
    package func shared(named name: String) async throws -> DocumentCollection {
        if let found = try await find(name: name, owner: nil) { return found }
        do {
            return try await create(name: name, owner: nil, readers: .everybody)
        } catch KnowledgeError.nameTaken {
            // Another process was faster.
            guard let found = try await find(name: name, owner: nil) else { throw StorageError.notFound }
            return found
        }
    }

    package func find(name: String, owner: String?) async throws -> DocumentCollection? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM collections WHERE COALESCE(owner_id, '') = ? AND name = ?", [.text(owner ?? ""), .text(name)]
            ).first.map(DocumentCollection.init(row:))
        }
    }

    /// - Throws: ``Storage/StorageError/notFound`` when there is none, or none that `reader` may read.
    package func collection(_ id: String, for reader: KnowledgeReader) async throws -> DocumentCollection {
        guard let found = try await collection(id), reader.mayRead(found) else { throw StorageError.notFound }
        return found
    }

    package func collection(_ id: String) async throws -> DocumentCollection? {
        try await database.read {
            try $0.query("SELECT * FROM collections WHERE id = ?", [.text(id)]).first.map(DocumentCollection.init(row:))
        }
    }

    /// All that `reader` may read, by name.
    package func readable(by reader: KnowledgeReader) async throws -> [DocumentCollection] {
        try await database.read { try Self.readable(by: reader, $0) }
    }

    static func readable(by reader: KnowledgeReader, _ session: any SQLSession) throws -> [DocumentCollection] {
        try session.query(
            "SELECT * FROM collections WHERE owner_id = ? OR owner_id IS NULL OR readers <> 'owner' ORDER BY name, id",
            [.text(reader.owner)]
        ).map(DocumentCollection.init(row:)).filter(reader.mayRead)
    }

    /// The first of `names` that is neither a collection's identifier nor the name of one that is not somebody's own, and the name
    /// that is most like it.
    package func unknown(among names: [String]) async throws -> (name: String, nearest: String?)? {
        guard !names.isEmpty else { return nil }
        let (shared, known) = try await database.read { session in
            let shared = try session.query("SELECT name FROM collections WHERE owner_id IS NULL ORDER BY name").map {
                try $0.text("name")
            }
            let known = try session.query(
                "SELECT id FROM collections WHERE id IN (\(names.map { _ in "?" }.joined(separator: ", ")))",
                names.map(SQLValue.text)
            ).map { try $0.text("id") }
            return (shared, Set(known + shared))
        }
        return names.first { !known.contains($0) }.map { ($0, nearest(to: $0, in: shared)) }
    }

    /// Changes what is not nil.
    /// - Parameter owner: whose it is from now on; only with `readers`.
    /// - Throws: ``KnowledgeError/nameTaken``, ``Storage/StorageError``.
    package func change(
        _ id: String, name: String? = nil, readers: DocumentCollection.Readers? = nil, owner: String? = nil,
        chunks: ChunkSettings? = nil
    ) async throws -> DocumentCollection {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { session in
            guard
                var collection = try session.query("SELECT * FROM collections WHERE id = ?", [.text(id)]).first
                    .map(DocumentCollection.init(row:))
            else { throw StorageError.notFound }
            if let name { collection.name = name }
            if let readers {
                collection.readers = readers
                collection.owner = owner
            }
            if let chunks { collection.chunks = chunks }
            try Self.claim(collection.name, of: collection.owner, but: id, session)
            try session.execute(
                "UPDATE collections SET name = ?, owner_id = ?, readers = ?, settings = ?, updated_at = ? WHERE id = ?",
                [
                    .text(collection.name), SQLValue(collection.owner), .text(collection.readers.text),
                    .text(try Self.settings(collection.chunks)), .text(now), .text(id),
                ])
            return collection
        }
    }

    /// Takes it away, with all that is in it.
    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    package func delete(_ id: String) async throws {
        try await database.write(unhurried: true) { session in
            guard try DocumentRows.delete(collection: id, session) else { throw StorageError.notFound }
        }
        onDelete(id)
    }

    /// Takes away all that belongs to a person, in the transaction in which the person goes.
    package static func erase(owner: String, _ session: any SQLSession) throws {
        for row in try session.query("SELECT id FROM collections WHERE owner_id = ?", [.text(owner)]) {
            _ = try DocumentRows.delete(collection: try row.text("id"), session)
        }
    }

    /// How many documents are how far.
    package func counts(of id: String) async throws -> [SourceDocument.Status: Int] {
        try await counts(of: [id])[id] ?? [:]
    }

    package func counts(of ids: [String]) async throws -> [String: [SourceDocument.Status: Int]] {
        guard !ids.isEmpty else { return [:] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        let rows = try await database.read { session in
            try session.query(
                """
                SELECT collection_id, status, COUNT(*) AS count FROM documents WHERE collection_id IN (\(marks))
                GROUP BY collection_id, status
                """, ids.map(SQLValue.text))
        }
        var counts: [String: [SourceDocument.Status: Int]] = [:]
        for row in rows {
            guard let status = SourceDocument.Status(rawValue: try row.text("status")) else { continue }
            counts[try row.text("collection_id"), default: [:]][status] = try row.integer("count")
        }
        return counts
    }

    private static func claim(_ name: String, of owner: String?, but id: String?, _ session: any SQLSession) throws {
        let taken = try session.query(
            "SELECT id FROM collections WHERE COALESCE(owner_id, '') = ? AND name = ?", [.text(owner ?? ""), .text(name)])
        if try taken.contains(where: { try $0.text("id") != id }) { throw KnowledgeError.nameTaken }
    }

    private static func settings(_ chunks: ChunkSettings?) throws -> String {
        guard let chunks else { return "{}" }
        return String(decoding: try JSONEncoder().encode(["chunks": chunks]), as: UTF8.self)
    }
}

/// Why a collection or document cannot be as somebody wants it.
package enum KnowledgeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The owner has a collection of this name.
    case nameTaken
    case invalid(field: String, reason: String)

    package var description: String {
        switch self {
        case .nameTaken: "there is a collection of this name"
        case .invalid(let field, let reason): "\(field) \(reason)"
        }
    }
}

extension DocumentCollection {
    init(row: SQLRow) throws {
        let settings = try? JSONDecoder().decode([String: ChunkSettings].self, from: Data(try row.text("settings").utf8))
        self.init(
            id: try row.text("id"), name: try row.text("name"), owner: row["owner_id"].text,
            readers: Readers(text: try row.text("readers")) ?? .owner, chunks: settings?["chunks"],
            version: try row.integer("version"), createdAt: try row.moment("created_at"),
            updatedAt: try row.moment("updated_at"))
    }
}
