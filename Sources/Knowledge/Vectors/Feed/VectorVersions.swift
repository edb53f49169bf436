import LanguageModel
import Storage

/// Which collections of the vector store belong to a collection of documents: one for each model and length of vectors. One of them
/// answers, and one may be under construction until it takes over.
struct VectorVersions: Sendable {
    struct Version: Sendable, Hashable {
        enum State: String, Sendable {
            case building, current, retired
        }

        var collection: String
        var number: Int
        /// As ``EmbeddingChoice`` has them; 0 where the length was left to the model.
        var model: String
        var askedDimensions: Int
        /// How long its vectors are.
        var dimensions: Int
        var state: State

        /// Its name in the store.
        var name: String { "\(collection)-v\(number)" }

        var choice: EmbeddingChoice { EmbeddingChoice(model: model, dimensions: askedDimensions > 0 ? askedDimensions : nil) }
    }

    let database: any Database
    let time: any TimeSource
    /// Whose copy of the vectors this is; nil where all servers of a database share one.
    let copy: String?

    /// What a collection is kept under.
    private func key(_ collection: String) -> String { copy.map { "\($0)/\(collection)" } ?? collection }

    /// The collections that have versions.
    func collections() async throws -> [String] {
        let prefix = key("")
        return try await database.read { session in
            try session.query("SELECT DISTINCT collection_id FROM vector_versions ORDER BY collection_id").compactMap { row in
                let name = try row.text("collection_id")
                // Those of other copies are nobody's business here.
                guard name.hasPrefix(prefix), prefix.isEmpty == !name.contains("/") else { return nil }
                return String(name.dropFirst(prefix.count))
            }
        }
    }

    /// All of a collection, oldest first.
    func all(of collection: String) async throws -> [Version] {
        try await database.read { try all(of: collection, $0) }
    }

    func current(of collections: [String]) async throws -> [Version] {
        try await database.read { session in
            try collections.compactMap { try all(of: $0, session).first { $0.state == .current } }
        }
    }

    /// Where vectors of `choice` go: into the version that answers, or into one that will. The first one answers at once.
    func target(for choice: EmbeddingChoice, dimensions: Int, of collection: String) async throws -> Version {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { session in
            let known = try all(of: collection, session)
            let usable = known.filter { $0.state != .retired }
            if let match = usable.first(where: { $0.choice == choice && $0.dimensions == dimensions }) { return match }
            // What was being built for a model that is no longer chosen.
            try session.execute(
                "UPDATE vector_versions SET state = 'retired' WHERE collection_id = ? AND state = 'building'",
                [.text(key(collection))]
            )
            let made = Version(
                collection: collection, number: (known.map(\.number).max() ?? 0) + 1, model: choice.model,
                askedDimensions: choice.dimensions ?? 0, dimensions: dimensions,
                state: usable.contains { $0.state == .current } ? .building : .current)
            try session.execute(
                """
                INSERT INTO vector_versions (collection_id, version, model, asked_dimensions, dimensions, state, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(key(collection)), .integer(made.number), .text(made.model), .integer(made.askedDimensions),
                    .integer(dimensions), .text(made.state.rawValue), .text(now),
                ])
            return made
        }
    }

    /// The version that was being built answers from now on.
    func finish(_ collection: String) async throws {
        try await database.write { session in
            guard let built = try all(of: collection, session).first(where: { $0.state == .building }) else { return }
            try session.execute(
                "UPDATE vector_versions SET state = 'retired' WHERE collection_id = ? AND state = 'current'",
                [.text(key(collection))])
            try session.execute(
                "UPDATE vector_versions SET state = 'current' WHERE collection_id = ? AND version = ?",
                [.text(key(collection)), .integer(built.number)])
        }
    }

    func retireAll(of collection: String) async throws {
        try await database.write {
            try $0.execute("UPDATE vector_versions SET state = 'retired' WHERE collection_id = ?", [.text(key(collection))])
        }
    }

    /// Forgets a version that the store no longer has.
    func delete(_ version: Version) async throws {
        try await database.write {
            try $0.execute(
                "DELETE FROM vector_versions WHERE collection_id = ? AND version = ?",
                [.text(key(version.collection)), .integer(version.number)])
        }
    }

    private func all(of collection: String, _ session: any SQLSession) throws -> [Version] {
        try session.query("SELECT * FROM vector_versions WHERE collection_id = ? ORDER BY version", [.text(key(collection))]).map
        {
            row in
            Version(
                collection: collection, number: try row.integer("version"), model: try row.text("model"),
                askedDimensions: try row.integer("asked_dimensions"), dimensions: try row.integer("dimensions"),
                state: Version.State(rawValue: try row.text("state")) ?? .retired)
        }
    }
}
