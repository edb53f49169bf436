import Foundation
package import LanguageModel

/// A provider that was connected on the page rather than in the configuration.
package struct ProviderConnection: Sendable, Hashable {
    /// The provider's name in model identifiers.
    package var name: String
    package var kind: ProviderKind
    package var baseURL: String?
    package var key: Secret?
    /// Which of its models to ask, in order.
    package var models: [String]
    /// A key is stored that does not open; the provider has to be connected anew.
    package var keyIsUnreadable: Bool

    package init(
        name: String, kind: ProviderKind, baseURL: String? = nil, key: Secret? = nil, models: [String],
        keyIsUnreadable: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.baseURL = baseURL
        self.key = key
        self.models = models
        self.keyIsUnreadable = keyIsUnreadable
    }
}

/// Connected providers, their keys sealed.
package struct ProviderConnectionRepository: Sendable {
    private let database: any Database
    private let box: SecretBox
    private let time: any TimeSource

    package init(database: any Database, box: SecretBox, time: any TimeSource) {
        self.database = database
        self.box = box
        self.time = time
    }

    /// Stores `connection` in place of one with the same name.
    package func upsert(_ connection: ProviderConnection) async throws {
        let sealed = try connection.key.map { try box.seal($0, of: connection.name) }
        let models = String(decoding: try JSONEncoder().encode(connection.models), as: UTF8.self)
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO provider_connections (name, kind, base_url, encrypted_key, models, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, base_url = excluded.base_url,
                    encrypted_key = excluded.encrypted_key, models = excluded.models
                """,
                [
                    .text(connection.name), .text(connection.kind.rawValue), SQLValue(connection.baseURL), SQLValue(sealed),
                    .text(models), .text(now),
                ])
        }
    }

    /// All connections, in the order in which they came. A key that does not open is marked and hides no other connection.
    package func list() async throws -> [ProviderConnection] {
        let rows = try await database.read { session in
            try session.query("SELECT * FROM provider_connections ORDER BY created_at, name")
        }
        return try rows.map { row in
            let name = try row.text("name")
            guard let kind = ProviderKind(rawValue: try row.text("kind")) else {
                throw StorageError.unreadable("the provider connection \(name) is of an unknown kind")
            }
            let models = try JSONDecoder().decode([String].self, from: Data(try row.text("models").utf8))
            var connection = ProviderConnection(name: name, kind: kind, baseURL: row["base_url"].text, models: models)
            if let sealed = row["encrypted_key"].text {
                do {
                    connection.key = try box.open(sealed, of: name)
                } catch {
                    connection.keyIsUnreadable = true
                }
            }
            return connection
        }
    }

    /// - Throws: ``StorageError/notFound``.
    package func delete(_ name: String) async throws {
        try await database.write { session in
            guard try session.execute("DELETE FROM provider_connections WHERE name = ?", [.text(name)]) > 0 else {
                throw StorageError.notFound
            }
        }
    }
}
