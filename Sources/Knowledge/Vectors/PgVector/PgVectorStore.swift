package import Storage
import Synchronization

/// Vectors in PostgreSQL with the extension pgvector: one table for each length of vectors, in a schema of its own. Searches are
/// exact unless an HNSW index is asked for.
package final class PgVectorStore: VectorStore {
    package enum Index: String, Sendable, CaseIterable {
        /// Every search compares all vectors of the collection.
        case exact
        /// Approximate, for collections of millions; vectors of 2,000 numbers at most.
        case hnsw
    }

    package let kind = VectorStoreKind.pgvector
    private let database: any Database
    private let schema: String
    private let index: Index
    /// The schema that the extension lies in, quoted; nil before the first call.
    private let extensionSchema = Mutex<String?>(nil)

    /// Rows of one statement; few statements have to be prepared.
    private static let batch = 50

    /// - Parameters:
    ///   - database: PostgreSQL; closed by whoever opened it.
    ///   - schema: made when it is missing.
    package init(database: any Database, schema: String = "understudy_vectors", index: Index = .exact) {
        self.database = database
        self.schema = quotedName(schema)
        self.index = index
    }

    package func make(_ collection: String, dimensions: Int) async throws {
        guard (1...16_000).contains(dimensions) else {
            throw VectorStoreError.rejected(.pgvector, "vectors have 1 to 16000 numbers, not \(dimensions)")
        }
        let type = try await prepared()
        let found = try await run { [schema, index] session -> Int? in
            let known = try Self.dimensions(of: collection, schema, session)
            if let known, known != dimensions { return known }
            let table = Self.table(dimensions, schema)
            try Self.takeTurn(session)
            try session.execute(
                """
                CREATE TABLE IF NOT EXISTS \(table) (collection TEXT NOT NULL, id BIGINT NOT NULL, document TEXT NOT NULL,
                    embedding \(type).vector(\(dimensions)) NOT NULL, PRIMARY KEY (collection, id))
                """)
            try session.execute("CREATE INDEX IF NOT EXISTS vectors_\(dimensions)_by_document ON \(table) (collection, document)")
            if index == .hnsw {
                let name = "hnsw_" + String(nameHash(collection), radix: 16)
                try session.execute(
                    """
                    CREATE INDEX IF NOT EXISTS \(name) ON \(table) USING hnsw (embedding \(type).vector_ip_ops)
                    WHERE collection = \(quotedText(collection))
                    """)
            }
            try session.execute(
                "INSERT INTO \(schema).collections (name, dimensions) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                [.text(collection), .integer(dimensions)])
            return nil
        }
        if let found {
            throw VectorStoreError.dimensionMismatch(collection: collection, expected: found, found: dimensions)
        }
    }

    package func drop(_ collection: String) async throws {
        _ = try await prepared()
        try await run { [schema] session in
            guard let dimensions = try Self.dimensions(of: collection, schema, session) else { return }
            try session.execute("DROP INDEX IF EXISTS \(schema).hnsw_\(String(nameHash(collection), radix: 16))")
            try session.execute("DELETE FROM \(Self.table(dimensions, schema)) WHERE collection = ?", [.text(collection)])
            try session.execute("DELETE FROM \(schema).collections WHERE name = ?", [.text(collection)])
        }
    }

    package func collections() async throws -> [String] {
        _ = try await prepared()
        return try await look { [schema] session in
            try session.query("SELECT name FROM \(schema).collections ORDER BY name COLLATE \"C\"").map { try $0.text("name") }
        }
    }

    package func dimensions(of collection: String) async throws -> Int {
        _ = try await prepared()
        return try await look { [schema] in try Self.known(collection, schema, $0) }
    }

    package func count(in collection: String) async throws -> Int {
        _ = try await prepared()
        return try await look { [schema] session in
            let dimensions = try Self.known(collection, schema, session)
            return try session.count(
                "SELECT COUNT(*) FROM \(Self.table(dimensions, schema)) WHERE collection = ?", [.text(collection)])
        }
    }

    package func put(_ points: [VectorPoint]) async throws {
        let type = try await prepared()
        for (collection, points) in points.byCollection() {
            try await run { [schema] session in
                let dimensions = try Self.known(collection, schema, session)
                var rest = try points.map { try $0.unit(dimensions: dimensions) }[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(rest.count >= Self.batch ? Self.batch : 1)
                    let marks = Array(repeating: "(?, ?, ?, CAST(? AS \(type).vector))", count: piece.count)
                    try session.execute(
                        """
                        INSERT INTO \(Self.table(dimensions, schema)) (collection, id, document, embedding)
                        VALUES \(marks.joined(separator: ", "))
                        ON CONFLICT (collection, id) DO UPDATE SET document = excluded.document, embedding = excluded.embedding
                        """,
                        piece.flatMap { point -> [SQLValue] in
                            [.text(collection), .integer(Int(point.id)), .text(point.document), .text(vectorText(point.vector))]
                        })
                    rest = rest.dropFirst(piece.count)
                }
            }
        }
    }

    package func delete(_ ids: [Int64], from collection: String) async throws {
        let list = "{\(ids.map(String.init).joined(separator: ","))}"
        try await delete("id = ANY(CAST(? AS BIGINT[]))", list, from: collection)
    }

    package func delete(documents: [String], from collection: String) async throws {
        try await delete("document = ANY(CAST(? AS TEXT[]))", arrayText(documents), from: collection)
    }

    package func search(
        _ vector: [Float], in collection: String, documents: Set<String>?, limit: Int
    ) async throws -> [VectorHit] {
        let type = try await prepared()
        let limit = max(1, min(limit, Self.mostHits))
        return try await look { [schema, index] session in
            let dimensions = try Self.known(collection, schema, session)
            let unit = vectorText(try unitVector(vector, dimensions: dimensions, collection: collection))
            if index == .hnsw { try session.execute("SET LOCAL hnsw.ef_search = \(max(40, min(limit * 2, 1000)))") }
            var arguments: [SQLValue] = [.text(unit)]
            if let documents { arguments.append(.text(arrayText(documents.sorted()))) }
            arguments += [.text(unit), .integer(limit)]
            let product = "embedding OPERATOR(\(type).<#>) CAST(? AS \(type).vector)"
            // The collection's name stands in the statement, or the planner would not take the index of that collection.
            return try session.query(
                """
                SELECT id, -(\(product)) AS score FROM \(Self.table(dimensions, schema))
                WHERE collection = \(quotedText(collection)) \(documents == nil ? "" : "AND document = ANY(CAST(? AS TEXT[]))")
                ORDER BY \(product), id LIMIT ?
                """, arguments
            ).map { VectorHit(id: Int64(try $0.integer("id")), score: Float($0["score"].real ?? 0)) }
        }.nearestFirst(limit)
    }

    package func points(_ ids: [Int64], in collection: String) async throws -> [VectorPoint] {
        let list = "{\(ids.map(String.init).joined(separator: ","))}"
        return try await select("id = ANY(CAST(? AS BIGINT[]))", [.text(list)], in: collection)
    }

    package func scan(_ collection: String, after cursor: String?, limit: Int) async throws -> VectorPage {
        let after = cursor.flatMap { Int($0) } ?? -1
        let points = try await select("id > ? ORDER BY id LIMIT ?", [.integer(after), .integer(limit)], in: collection)
        return VectorPage(points: points, next: points.count == limit ? points.last.map { "\($0.id)" } : nil)
    }

    private func select(_ condition: String, _ arguments: [SQLValue], in collection: String) async throws -> [VectorPoint] {
        _ = try await prepared()
        return try await look { [schema] session in
            let dimensions = try Self.known(collection, schema, session)
            return try session.query(
                """
                SELECT id, document, CAST(embedding AS TEXT) AS numbers FROM \(Self.table(dimensions, schema))
                WHERE collection = ? AND \(condition)
                """, [.text(collection)] + arguments
            ).map { row in
                VectorPoint(
                    id: Int64(try row.integer("id")), collection: collection, document: try row.text("document"),
                    vector: try vector(ofText: try row.text("numbers")))
            }
        }
    }

    private func delete(_ condition: String, _ list: String, from collection: String) async throws {
        _ = try await prepared()
        try await run { [schema] session in
            let dimensions = try Self.known(collection, schema, session)
            try session.execute(
                "DELETE FROM \(Self.table(dimensions, schema)) WHERE collection = ? AND \(condition)",
                [.text(collection), .text(list)])
        }
    }

    // MARK: Preparation and errors

    /// Makes what the store needs, once, and answers the schema of the extension.
    /// - Throws: ``VectorStoreError`` `missingExtension`.
    private func prepared() async throws -> String {
        if let known = extensionSchema.withLock({ $0 }) { return known }
        guard database.dialect == .postgresql else {
            throw VectorStoreError.missingExtension("the configured database is SQLite")
        }
        let isOffered = try await look { session in
            try session.count("SELECT COUNT(*) FROM pg_available_extensions WHERE name = 'vector'") > 0
        }
        guard isOffered else { throw VectorStoreError.missingExtension("its extension \"vector\" is not installed") }
        try await run { [schema] session in
            try Self.takeTurn(session)
            try session.execute("CREATE EXTENSION IF NOT EXISTS vector")
            try session.execute("CREATE SCHEMA IF NOT EXISTS \(schema)")
            try session.execute(
                "CREATE TABLE IF NOT EXISTS \(schema).collections (name TEXT PRIMARY KEY, dimensions BIGINT NOT NULL)")
        }
        // In a transaction of its own: the one before saw the catalogue as it was when it began to wait.
        let found = try await look { session in
            try session.query(
                """
                SELECT n.nspname AS name FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'vector'
                """
            ).first.map { try $0.text("name") }
        }
        guard let found else {
            throw VectorStoreError.missingExtension("its extension \"vector\" is not there after it was made")
        }
        let quoted = quotedName(found)
        extensionSchema.withLock { $0 = quoted }
        return quoted
    }

    /// Two that make the same thing at once would fail, `IF NOT EXISTS` or not.
    private static func takeTurn(_ session: any SQLSession) throws {
        try session.execute("SELECT pg_advisory_xact_lock(\(preparationLock))")
    }

    private static func table(_ dimensions: Int, _ schema: String) -> String { "\(schema).vectors_\(dimensions)" }

    private static func dimensions(of collection: String, _ schema: String, _ session: any SQLSession) throws -> Int? {
        try session.query("SELECT dimensions FROM \(schema).collections WHERE name = ?", [.text(collection)]).first
            .map { try $0.integer("dimensions") }
    }

    private static func known(_ collection: String, _ schema: String, _ session: any SQLSession) throws -> Int {
        guard let dimensions = try dimensions(of: collection, schema, session) else {
            throw VectorStoreError.unknownCollection(collection)
        }
        return dimensions
    }

    private func look<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await translated { try await database.read(body) }
    }

    @discardableResult
    private func run<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await translated { try await database.write(unhurried: true, body) }
    }

    private func translated<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch StorageError.unavailable(let reason) {
            throw VectorStoreError.unavailable(.pgvector, reason)
        } catch let error as StorageError {
            throw VectorStoreError.rejected(.pgvector, error.description)
        }
    }
}

/// "vectors" in ASCII.
private let preparationLock = 0x76_6563_746f_7273
