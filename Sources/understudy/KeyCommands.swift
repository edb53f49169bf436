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
    @Option(help: "The data folder.")
    var data = "./understudy-data"

    @Flag(help: "Print JSON.")
    var json = false

    func repository() async throws -> KeyRepository {
        let database = try SQLiteDatabase(path: SQLiteDatabase.path(inData: data))
        try await Migrator(database: database, time: SystemTime()).up()
        return KeyRepository(database: database, time: SystemTime())
    }

    func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
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
        let (key, plain) = try await options.repository().create(name: name)
        if options.json {
            try options.printJSON(Created(id: key.id, name: key.name, key: plain.reveal))
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
        let keys = try await options.repository().list()
        if options.json { return try options.printJSON(keys) }
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
        do {
            try await options.repository().revoke(id)
        } catch StorageError.notFound {
            throw ValidationError("there is no key \(id)")
        }
        if options.json { try options.printJSON(Revoked(id: id)) } else { print("Revoked \(id).") }
    }
}
