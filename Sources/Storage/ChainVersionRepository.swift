import Foundation
package import LanguageModel

/// A chain as an admin left it.
package struct ChainVersion: Sendable, Hashable {
    package var chain: String
    /// 1 for a chain's first.
    package var number: Int
    /// In the order in which they are asked; nil for what the configuration says, or for no such chain where it says nothing.
    package var models: [ModelIdentifier]?
    /// Seconds since 1970.
    package var createdAt: Double
    /// The user or key that made it.
    package var createdBy: String?
}

/// Somebody else has made a newer version of the chain.
package struct ChainVersionConflict: Error, Sendable, Hashable {
    package init() {}
}

/// The table `chain_versions`, which is only ever added to.
package struct ChainVersionRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// The newest version of every chain that has any, by the chain's name.
    package func current() async throws -> [ChainVersion] {
        try await list(
            """
            SELECT * FROM chain_versions v
            WHERE version = (SELECT MAX(version) FROM chain_versions w WHERE w.chain = v.chain) ORDER BY chain
            """, [])
    }

    /// Newest first.
    package func versions(of chain: String) async throws -> [ChainVersion] {
        try await list("SELECT * FROM chain_versions WHERE chain = ? ORDER BY version DESC", [.text(chain)])
    }

    /// - Parameter version: the newest one that whoever asks has seen; 0 for none.
    /// - Throws: ``ChainVersionConflict`` when there is a newer one.
    package func add(
        _ models: [ModelIdentifier]?, to chain: String, after version: Int, by author: String?
    ) async throws -> ChainVersion {
        let now = Timestamp(seconds: time.wallClock)
        let made = ChainVersion(
            chain: chain, number: version + 1, models: models, createdAt: now.seconds, createdBy: author)
        let text = try models.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try await database.write { session in
            let newest = try session.query(
                "SELECT COALESCE(MAX(version), 0) AS newest FROM chain_versions WHERE chain = ?", [.text(chain)])
            guard try newest.first?.integer("newest") == version else { throw ChainVersionConflict() }
            // On another server somebody may be adding the same number right now.
            let added = try session.execute(
                """
                INSERT INTO chain_versions (chain, version, models, created_at, created_by) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (chain, version) DO NOTHING
                """,
                [.text(chain), .integer(made.number), SQLValue(text), .text(now.description), SQLValue(author)])
            guard added == 1 else { throw ChainVersionConflict() }
        }
        return made
    }

    private func list(_ statement: String, _ arguments: [SQLValue]) async throws -> [ChainVersion] {
        try await database.read { try $0.query(statement, arguments) }.map { row in
            let models = try row["models"].text.map {
                try JSONDecoder().decode([ModelIdentifier].self, from: Data($0.utf8))
            }
            return ChainVersion(
                chain: try row.text("chain"), number: try row.integer("version"), models: models,
                createdAt: try row.moment("created_at"), createdBy: row["created_by"].text)
        }
    }
}
