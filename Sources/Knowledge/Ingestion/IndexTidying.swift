import Foundation
package import LanguageModel
package import Storage

/// Throws away what indexes need no more.
package struct IndexTidying: Sendable {
    private let database: any Database
    private let vectors: EmbeddingFeed?
    private let time: any TimeSource

    /// Seconds after which a feed that was not heard of is taken for one of a server that is gone. Should it come back, it begins
    /// with the passages that there are.
    static let feedPatience = 7 * 86_400.0
    /// Seconds after which a cached vector that nothing needed goes.
    static let cachePatience = 180 * 86_400.0
    private let spared: Int

    /// - Parameter spared: so many changes stay whoever was told of them.
    package init(database: any Database, vectors: EmbeddingFeed?, time: any TimeSource, spared: Int = 1000) {
        self.spared = spared
        self.database = database
        self.vectors = vectors
        self.time = time
    }

    package func tidy() async throws {
        try await pruneChanges()
        guard let vectors else { return }
        try await vectors.pruneCache(unusedFor: Self.cachePatience)
        let kept = try await database.read { session in
            Set(try session.query("SELECT id FROM collections").map { try $0.text("id") })
        }
        for collection in try await vectors.collections() where !kept.contains(collection) {
            try await vectors.drop(collection)
        }
    }

    /// Changes that every feed was told.
    func pruneChanges() async throws {
        let longAgo = Timestamp(seconds: time.wallClock - Self.feedPatience).description
        try await database.write { [spared] session in
            try session.execute("DELETE FROM passage_cursors WHERE seen_at IS NULL OR seen_at < ?", [.text(longAgo)])
            let slowest = try session.query("SELECT seq FROM passage_cursors ORDER BY seq LIMIT 1").first
            guard let told = try slowest?.integer("seq") else { return }
            let last = try session.count("SELECT value FROM knowledge_counters WHERE name = 'changes'")
            let limit = min(told, last - spared)
            let gone = try session.execute("DELETE FROM passage_changes WHERE seq <= ?", [.integer(limit)])
            guard gone > 0 else { return }
            try session.execute(
                """
                INSERT INTO knowledge_counters (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value
                """, [.text(FeedPlace.pruned), .integer(limit)])
        }
    }
}
