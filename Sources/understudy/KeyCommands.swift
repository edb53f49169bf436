import ArgumentParser
import Foundation
import LanguageModel
import Storage

/// `understudy key …`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, list and revoke keys for the API.",
        subcommands: [KeyCreate.self, KeyList.self, KeyRevoke.self])
}

/// What all `key` commands take.
struct KeyOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions

    @Flag(help: "Print JSON.")
    var json = false

    /// Runs `body` on the keys of the configured database, whose schema is brought up to date first.
    func withKeys<Value>(_ body: (KeyRepository) async throws -> Value) async throws -> Value {
        try await store.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).up()
            return try await body(KeyRepository(database: database, time: SystemTime()))
        }
    }
}

struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a key; it is shown this once.")

    private struct Created: Encodable {
        var id: String
        var name: String
        var key: String
    }

    @Option(help: "What the key is for.")
    var name: String

    @OptionGroup var options: KeyOptions

    func run() async throws {
        let (key, plain) = try await options.withKeys { try await $0.create(name: name) }
        if options.json {
            try printJSON(Created(id: key.id, name: key.name, key: plain.reveal))
        } else {
            print(plain.reveal)
            print("Keep it now: it cannot be shown again. Its id is \(key.id).")
        }
    }
}

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all keys.")

    @OptionGroup var options: KeyOptions

    func run() async throws {
        let keys = try await options.withKeys { try await $0.list() }
        if options.json { return try printJSON(keys) }
        if keys.isEmpty { print("No keys yet: understudy key create --name NAME") }
        for key in keys {
            let created = Timestamp(seconds: key.createdAt).description.prefix(16)
            let used = key.lastUsedAt.map { "last used \(Timestamp(seconds: $0).description.prefix(16))" } ?? "never used"
            let state = key.revokedAt == nil ? used : "revoked"
            print("\(key.id)  \(key.prefix)…  \(created)  \(state)  \(key.name)")
        }
    }
}

struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a key at once.")

    private struct Revoked: Encodable {
        var id: String
        var revoked = true
    }

    @Argument(help: "The key's id, as `key list` shows it.")
    var id: String

    @OptionGroup var options: KeyOptions

    func run() async throws {
        try await options.withKeys { keys in
            do {
                try await keys.revoke(id)
            } catch StorageError.notFound {
                throw ValidationError("there is no key \(id)")
            }
        }
        if options.json { try printJSON(Revoked(id: id)) } else { print("Revoked \(id).") }
    }
}
