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
    /// Whose it is; nil for one that was made on the command line for nobody.
    package var userID: String?
    /// What it may do, by name; nil for what a key may do that was made without naming scopes.
    package var scopes: [String]?
    /// Seconds since 1970; nil for a key that does not expire.
    package var expiresAt: Double?
    package var requestsPerMinute: Int?
    /// nil for a key that is to be kept secret, as most are.
    package var publicTerms: PublicKeyTerms?
}

/// What a key is bound to that stands in the pages of other sites, where everybody can read it.
package struct PublicKeyTerms: Sendable, Hashable, Codable {
    /// Where the pages are from, as browsers say it: `https://shop.example`.
    package var origins: [String]
    /// Who answers; nil for whoever answers where nobody is named.
    package var assistantID: String?
    /// What may be asked about, of what everybody may read; nil for all of that.
    package var collectionIDs: [String]?
    /// How many requests one visitor's address may make in a minute.
    package var visitorRequestsPerMinute: Int
    /// The key itself, which is no secret; nil until it is made.
    package var key: String?

    package init(
        origins: [String], assistantID: String? = nil, collectionIDs: [String]? = nil, visitorRequestsPerMinute: Int = 20,
        key: String? = nil
    ) {
        self.origins = origins
        self.assistantID = assistantID
        self.collectionIDs = collectionIDs
        self.visitorRequestsPerMinute = visitorRequestsPerMinute
        self.key = key
    }
}

/// What a key is made with.
package struct NewAPIKey: Sendable, Hashable {
    package var name: String
    package var userID: String?
    package var scopes: [String]?
    /// Seconds since 1970.
    package var expiresAt: Double?
    package var requestsPerMinute: Int?
    package var publicTerms: PublicKeyTerms?

    package init(
        name: String, userID: String? = nil, scopes: [String]? = nil, expiresAt: Double? = nil, requestsPerMinute: Int? = nil,
        publicTerms: PublicKeyTerms? = nil
    ) {
        self.name = name
        self.userID = userID
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.requestsPerMinute = requestsPerMinute
        self.publicTerms = publicTerms
    }
}

package struct KeyRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// Makes a key: 256 random bits behind `us-`, or behind `pk_` when it is public. A secret one can be seen only now.
    package func create(_ new: NewAPIKey) async throws -> (key: APIKey, plain: Secret) {
        let plain = (new.publicTerms == nil ? "us-" : "pk_") + SymmetricKey(size: .bits256).withUnsafeBytes { Array($0).hex }
        let now = Timestamp(seconds: time.wallClock)
        var key = APIKey(
            id: "key-" + SymmetricKey(size: .init(bitCount: 64)).withUnsafeBytes { Array($0).hex }, name: new.name,
            prefix: String(plain.prefix(9)), createdAt: now.seconds, userID: new.userID, scopes: new.scopes,
            expiresAt: new.expiresAt, requestsPerMinute: new.requestsPerMinute, publicTerms: new.publicTerms)
        key.publicTerms?.key = plain
        return (try await insert(key, plain), Secret(plain))
    }

    private func insert(_ key: APIKey, _ plain: String) async throws -> APIKey {
        let terms = key.publicTerms
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO api_keys (
                    id, name, prefix, hash, created_at, user_id, scopes, expires_at, requests_per_minute, public_key, origins,
                    assistant_id, collection_ids, visitor_requests_per_minute)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(key.id), .text(key.name), .text(key.prefix), .text(hash(plain)),
                    .text(Timestamp(seconds: key.createdAt).description),
                    SQLValue(key.userID), SQLValue(key.scopes?.joined(separator: " ")),
                    SQLValue(key.expiresAt.map { Timestamp(seconds: $0).description }), SQLValue(key.requestsPerMinute),
                    SQLValue(terms?.key), SQLValue(terms?.origins.joined(separator: " ")), SQLValue(terms?.assistantID),
                    SQLValue(terms?.collectionIDs?.joined(separator: " ")), SQLValue(terms?.visitorRequestsPerMinute),
                ])
        }
        return key
    }

    package func create(name: String) async throws -> (key: APIKey, plain: Secret) {
        try await create(NewAPIKey(name: name))
    }

    /// The key that `plain` is; nil when it is unknown, revoked or expired. Looked up by its hash, so timing tells nothing of it.
    package func verify(_ plain: Secret) async throws -> APIKey? {
        guard plain.reveal.hasPrefix("us-") || plain.reveal.hasPrefix("pk_") else { return nil }
        let (hashed, now) = (hash(plain.reveal), Timestamp(seconds: time.wallClock).description)
        return try await database.read { session in
            try session.query(
                "SELECT * FROM api_keys WHERE hash = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)",
                [.text(hashed), .text(now)]
            ).first.map(APIKey.init(row:))
        }
    }

    /// All keys, revoked ones too, oldest first.
    /// - Parameter userID: only this user's; nil for everybody's.
    package func list(userID: String? = nil) async throws -> [APIKey] {
        try await database.read { session in
            try session.query(
                """
                SELECT k.*, (SELECT MAX(u.created_at) FROM ai_usage_logs u WHERE u.key_id = k.id) AS last_used_at
                FROM api_keys k \(userID == nil ? "" : "WHERE k.user_id = ?") ORDER BY k.created_at, k.id
                """, userID.map { [.text($0)] } ?? []
            ).map(APIKey.init(row:))
        }
    }

    /// The origins that public keys list which are good now.
    package func publicOrigins() async throws -> Set<String> {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.read { session in
            let rows = try session.query(
                """
                SELECT origins FROM api_keys
                WHERE public_key IS NOT NULL AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
                """, [.text(now)])
            return Set(try rows.flatMap { try $0.text("origins").split(separator: " ").map(String.init) })
        }
    }

    /// Ends a key; ending it twice changes nothing.
    /// - Parameter userID: only when it is this user's; nil for anybody's.
    /// - Throws: ``StorageError/notFound``.
    package func revoke(_ id: String, userID: String? = nil) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            let touched = try session.execute(
                "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?\(userID == nil ? "" : " AND user_id = ?")",
                [.text(now), .text(id)] + (userID.map { [.text($0)] } ?? []))
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
            revokedAt: row["revoked_at"].text.flatMap { Timestamp($0) }?.seconds, userID: row["user_id"].text,
            scopes: row["scopes"].text.map { $0.split(separator: " ").map(String.init) },
            expiresAt: row["expires_at"].text.flatMap { Timestamp($0) }?.seconds,
            requestsPerMinute: row["requests_per_minute"].integer, publicTerms: PublicKeyTerms(row: row))
    }
}

extension PublicKeyTerms {
    /// nil for a secret key's row.
    fileprivate init?(row: SQLRow) {
        guard let key = row["public_key"].text else { return nil }
        func words(_ column: String) -> [String]? { row[column].text.map { $0.split(separator: " ").map(String.init) } }
        self.init(
            origins: words("origins") ?? [], assistantID: row["assistant_id"].text, collectionIDs: words("collection_ids"),
            visitorRequestsPerMinute: row["visitor_requests_per_minute"].integer ?? 1, key: key)
    }
}
