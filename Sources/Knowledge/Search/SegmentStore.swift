import Storage

/// Keyword indexes as they are kept: segments that are only ever added, merged and thrown away, and lists of what is gone.
struct SegmentStore: Sendable {
    let database: any Database

    /// A segment's row, without what is in it.
    private struct Row {
        var number: Int
        var passages: Int
        var changed: Int
        var gone: Gone

        var live: Int { passages - gone.count }
    }

    /// So many segments of a like size become one.
    private static let fan = 8
    /// Segments of as many passages are left as they are.
    private static let large = 4096

    /// Adds a segment whose passages come in place of those of the same ids.
    /// - Parameter known: segments that need not be read again, by number.
    func add(_ segment: IndexSegment, to collection: String, known: [Int: IndexSegment]) async throws {
        try await database.write(unhurried: true) { session in
            let version = try Self.nextVersion(of: collection, session)
            try Self.forget(segment.ids, of: collection, version: version, known: known, session)
            try Self.insert(segment, number: version, into: collection, session)
            try Self.mergeLike(in: collection, known: known, session)
        }
    }

    func remove(_ passages: [Int64], of collection: String, known: [Int: IndexSegment]) async throws {
        try await database.write(unhurried: true) { session in
            let version = try Self.nextVersion(of: collection, session)
            try Self.forget(passages, of: collection, version: version, known: known, session)
        }
    }

    func remove(collection: String) async throws {
        try await database.write(unhurried: true) { session in
            // The version goes on, so that no server mistakes what may come for what was.
            _ = try Self.nextVersion(of: collection, session)
            try session.execute("DELETE FROM search_segments WHERE collection = ?", [.text(collection)])
        }
    }

    /// Those that have an index, by name.
    func collections() async throws -> [String] {
        try await database.read { session in
            try session.query("SELECT collection FROM search_indexes ORDER BY collection").map { try $0.text("collection") }
        }
    }

    /// The indexes of `collections` as they are now, those that never had one left out.
    /// - Parameter held: what is in memory; nothing of it is read again.
    func indexes(of collections: [String], held: [String: CollectionIndex]) async throws -> [CollectionIndex] {
        guard !collections.isEmpty else { return [] }
        return try await database.read { session in
            let marks = collections.map { _ in "?" }.joined(separator: ", ")
            let rows = try session.query(
                "SELECT collection, version FROM search_indexes WHERE collection IN (\(marks)) ORDER BY collection",
                collections.map(SQLValue.text))
            return try rows.map { row in
                let collection = try row.text("collection")
                let version = try row.integer("version")
                let old = held[collection]
                if let old, old.version == version { return old }
                let known = Dictionary((old?.parts ?? []).map { ($0.number, $0) }) { first, _ in first }
                let parts = try Self.rows(of: collection, session).map { row in
                    if let part = known[row.number], part.changed == row.changed { return part }
                    let segment = try known[row.number]?.segment ?? Self.segment(row.number, of: collection, session)
                    return CollectionIndex.Part(number: row.number, changed: row.changed, segment: segment, gone: row.gone)
                }
                return CollectionIndex(collection: collection, version: version, parts: parts)
            }
        }
    }

    /// Makes the index where there is none, and keeps others from changing it until the transaction ends.
    private static func nextVersion(of collection: String, _ session: any SQLSession) throws -> Int {
        try session.execute(
            "INSERT INTO search_indexes (collection, version) VALUES (?, 0) ON CONFLICT (collection) DO NOTHING",
            [.text(collection)])
        try session.execute("UPDATE search_indexes SET version = version + 1 WHERE collection = ?", [.text(collection)])
        return try session.count("SELECT version FROM search_indexes WHERE collection = ?", [.text(collection)])
    }

    /// The segments of a collection by number, or only those that may hold one of `ids`.
    private static func rows(
        of collection: String, holding ids: [Int64]? = nil, _ session: any SQLSession
    ) throws -> [Row] {
        var sql = "SELECT number, passages, changed, gone FROM search_segments WHERE collection = ?"
        var arguments: [SQLValue] = [.text(collection)]
        if let first = ids?.min(), let last = ids?.max() {
            sql += " AND first_id <= ? AND last_id >= ?"
            arguments += [.integer(Int(last)), .integer(Int(first))]
        }
        return try session.query(sql + " ORDER BY number", arguments).map { row in
            let passages = try row.integer("passages")
            return Row(
                number: try row.integer("number"), passages: passages, changed: try row.integer("changed"),
                gone: try damaged { () throws(ByteReader.Damage) in
                    try Gone(text: row["gone"].text ?? "", passages: passages)
                })
        }
    }

    private static func segment(_ number: Int, of collection: String, _ session: any SQLSession) throws -> IndexSegment {
        let rows = try session.query(
            "SELECT body FROM search_segments WHERE collection = ? AND number = ?", [.text(collection), .integer(number)])
        guard let body = rows.first?["body"].bytes else {
            throw StorageError.unreadable("a part of a search index is damaged; index its documents again")
        }
        return try damaged { () throws(ByteReader.Damage) in try IndexSegment(bytes: body) }
    }

    private static func insert(
        _ segment: IndexSegment, number: Int, into collection: String, _ session: any SQLSession
    ) throws {
        guard let first = segment.ids.first, let last = segment.ids.last else { return }
        try session.execute(
            """
            INSERT INTO search_segments (collection, number, passages, first_id, last_id, changed, gone, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(collection), .integer(number), .integer(segment.count), .integer(Int(first)), .integer(Int(last)),
                .integer(number), .text(""), .bytes(segment.bytes),
            ])
    }

    private static func delete(_ number: Int, of collection: String, _ session: any SQLSession) throws {
        try session.execute(
            "DELETE FROM search_segments WHERE collection = ? AND number = ?", [.text(collection), .integer(number)])
    }

    private static func forget(
        _ passages: [Int64], of collection: String, version: Int, known: [Int: IndexSegment], _ session: any SQLSession
    ) throws {
        guard !passages.isEmpty else { return }
        for var row in try rows(of: collection, holding: passages, session) {
            let segment = try known[row.number] ?? segment(row.number, of: collection, session)
            let before = row.gone.count
            for passage in passages {
                if let place = segment.place(of: passage) { row.gone.insert(place) }
            }
            if row.live == 0 {
                try delete(row.number, of: collection, session)
            } else if row.gone.count > before {
                try session.execute(
                    "UPDATE search_segments SET gone = ?, changed = ? WHERE collection = ? AND number = ?",
                    [.text(row.gone.text), .integer(version), .text(collection), .integer(row.number)])
            }
        }
    }

    /// Makes one of many small segments, again and again until there are few.
    private static func mergeLike(
        in collection: String, known: [Int: IndexSegment], _ session: any SQLSession
    ) throws {
        while true {
            let rows = try rows(of: collection, session)
            let tiers = Dictionary(grouping: rows.filter { $0.live < large }) { tier($0.live) }
            guard let (_, like) = tiers.filter({ $0.value.count >= fan }).min(by: { $0.key < $1.key }) else { return }
            let parts = try like.map { row in
                (segment: try known[row.number] ?? segment(row.number, of: collection, session), gone: row.gone)
            }
            let merged = try damaged { () throws(ByteReader.Damage) in try IndexSegment.merge(parts) }
            for row in like { try delete(row.number, of: collection, session) }
            // A number of its own, for what is read of a number is kept: it stands for the segment.
            if let merged { try insert(merged, number: try nextVersion(of: collection, session), into: collection, session) }
        }
    }

    private static func tier(_ passages: Int) -> Int {
        var tier = 0
        var size = fan
        while size <= passages {
            size *= fan
            tier += 1
        }
        return tier
    }

    private static func damaged<Value>(_ body: () throws(ByteReader.Damage) -> Value) throws(StorageError) -> Value {
        do {
            return try body()
        } catch {
            throw .unreadable("a part of a search index is damaged; index its documents again")
        }
    }
}
