import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct SecretTests {
    let scratch = Scratch()

    @Test(arguments: SQLDialect.allCases) func aKeyIsKnownUntilItIsRevoked(_ dialect: SQLDialect) async throws {
        let keys = KeyRepository(database: try await scratch.database(dialect), time: TestClock())
        let (key, plain) = try await keys.create(name: "ci")
        #expect(plain.reveal.hasPrefix("us-"))
        #expect(plain.reveal.count == 67)
        #expect(try await keys.verify(plain)?.id == key.id)
        #expect(try await keys.verify(Secret("us-wrong")) == nil)
        #expect(try await keys.list().map(\.name) == ["ci"])
        try await keys.revoke(key.id)
        #expect(try await keys.verify(plain) == nil)
        #expect(try await keys.list().first?.revokedAt != nil)
        await #expect(throws: StorageError.notFound) { try await keys.revoke("key-none") }
    }

    @Test(arguments: SQLDialect.allCases) func noKeyStandsInTheDatabase(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let (_, plain) = try await KeyRepository(database: database, time: TestClock()).create(name: "n")
        let rows = try await database.read { try $0.query("SELECT * FROM api_keys") }
        #expect(!rows[0].values.contains { $0.text == plain.reveal })
    }

    @Test(arguments: SQLDialect.allCases) func aConnectionComesBackWithItsKey(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let box = try SecretBox(secretKey: Secret("s"), data: scratch.path)
        let connections = ProviderConnectionRepository(database: database, box: box, time: TestClock())
        var connection = ProviderConnection(name: "openai", kind: .openai, key: Secret("sk-1"), models: ["a", "b"])
        try await connections.upsert(connection)
        connection.baseURL = "http://localhost"
        try await connections.upsert(connection)
        #expect(try await connections.list() == [connection])
        let stored = try await database.read {
            try $0.query("SELECT encrypted_key FROM provider_connections")[0].text("encrypted_key")
        }
        #expect(!stored.contains("sk-1"))
        try await connections.delete("openai")
        #expect(try await connections.list() == [])
    }

    @Test(arguments: SQLDialect.allCases) func underAnotherKeyAConnectionIsMarkedUnreadable(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        for secret in ["one", "two"] {
            let box = try SecretBox(secretKey: Secret(secret), data: scratch.path)
            let connections = ProviderConnectionRepository(database: database, box: box, time: TestClock())
            if secret == "one" {
                try await connections.upsert(ProviderConnection(name: "p", kind: .openai, key: Secret("k"), models: []))
            }
            #expect(try await connections.list().map(\.keyIsUnreadable) == [secret == "two"])
        }
    }

    @Test func aSecretOpensOnlyUnderItsName() throws {
        let box = try SecretBox(secretKey: nil, data: scratch.path)
        let sealed = try box.seal(Secret("k"), of: "a")
        #expect(try SecretBox(secretKey: nil, data: scratch.path).open(sealed, of: "a") == Secret("k"))
        #expect(throws: StorageError.sealedSecret("b")) { try box.open(sealed, of: "b") }
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/secret.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
