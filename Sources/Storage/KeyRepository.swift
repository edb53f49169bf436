import Crypto
import Foundation
package import LanguageModel

/// A key for the API. Of the key itself only its SHA-256 is kept.
package struct APIKey: Sendable, Hashable, Codable {
    package var id: String
    package var name: String
    /// The first characters, by which its owner recognises it.
    package var prefix: String
    /// Seconds since 1970.
    package var createdAt: Double
    /// When the usage log last saw it.
    package var lastUsedAt: Double?
    package var revokedAt: Double?
}

package struct KeyRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// Makes a key: `us-` and 256 random bits. This is the only time that it can be seen.
    package func create(name: String) async throws -> (key: APIKey, plain: Secret) {
        let plain = "us-" + SymmetricKey(size: .bits256).withUnsafeBytes { Array($0).hex }
        let now = Timestamp(seconds: time.wallClock)
        let key = APIKey(
            id: "key-" + SymmetricKey(size: .init(bitCount: 64)).withUnsafeBytes { Array($0).hex }, name: name,
            prefix: String(plain.prefix(9)), createdAt: now.seconds)
        try await database.write { session in
            try session.execute(
                "INSERT INTO api_keys (id, name, prefix, hash, created_at) VALUES (?, ?, ?, ?, ?)",
                [.text(key.id), .text(name), .text(key.prefix), .text(hash(plain)), .text(now.description)])
        }
        return (key, Secret(plain))
    }

    /// The key that `plain` is; nil when it is unknown or revoked. Looked up by its hash, so timing tells nothing of it.
    package func verify(_ plain: Secret) async throws -> APIKey? {
        guard plain.reveal.hasPrefix("us-") else { return nil }
        let hashed = hash(plain.reveal)
        return try await database.read { session in
            try session.query("SELECT * FROM api_keys WHERE hash = ? AND revoked_at IS NULL", [.text(hashed)])
                .first.map(APIKey.init(row:))
        }
    }

    /// All keys, revoked ones too, oldest first.
    package func list() async throws -> [APIKey] {
        try await database.read { session in
            try session.query(
                """
                SELECT k.*, (SELECT MAX(u.created_at) FROM ai_usage_logs u WHERE u.key_id = k.id) AS last_used_at
                FROM api_keys k ORDER BY k.created_at, k.id
                """
            ).map(APIKey.init(row:))
        }
    }

    /// Ends a key; ending it twice changes nothing.
    /// - Throws: ``StorageError/notFound``.
    package func revoke(_ id: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            let touched = try session.execute(
                "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?", [.text(now), .text(id)])
            guard touched > 0 else { throw StorageError.notFound }
        }
    }
}

/// A key has 256 random bits, so a plain hash is as good as a slow one, and is cheap on every request.
private func hash(_ plain: String) -> String {
    SHA256.hash(data: Data(plain.utf8)).hex
}

extension APIKey {
    fileprivate init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), name: try row.text("name"), prefix: try row.text("prefix"),
            createdAt: try row.moment("created_at"),
            lastUsedAt: row["last_used_at"].text.flatMap { Timestamp($0) }?.seconds,
            revokedAt: row["revoked_at"].text.flatMap { Timestamp($0) }?.seconds)
    }
}
