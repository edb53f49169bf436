import App
import ArgumentParser
import Foundation
import LanguageModel
import Ledger
import Storage

/// `understudy backup FILE`
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write everything that the database holds into one file.",
        discussion: """
            Works while a server runs. The file takes its name once it has been restored into a database made for that, and \
            compared. The ledger and secret.key lie in the data folder and are not in it.
            """)

    @Argument(help: "The file to write; one of that name is replaced.", completion: .file())
    var file: String
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tables = try await store.withDatabase { try await Backup(path: file, time: SystemTime()).make(of: $0) }
        try report(tables, json: json, "Backed up to \(file), and restored from it on trial")
    }
}

/// `understudy restore FILE`
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup into the configured database, SQLite or PostgreSQL.",
        discussion: "All of it or nothing; what was stored is read back and compared. Stop the server first.")

    @Argument(help: "The file that understudy backup wrote.", completion: .file())
    var file: String
    @Flag(help: "Delete what the database holds now.")
    var replace = false
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let tables = try await store.withIdleDatabase { database in
            try await Backup(path: file, time: SystemTime()).restore(into: database, replacing: replace)
        }
        try report(tables, json: json, "Restored and compared")
    }
}

/// `understudy import-sqlite FILE`
struct ImportSQLite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-sqlite", abstract: "Move everything from an SQLite file to the configured database.",
        discussion: """
            For an installation that has grown to need PostgreSQL: FILE is its understudy.db. All of it or nothing, counted and \
            compared; FILE stays as it is. Stop the server first, and keep the data folder, where the ledger lies.
            """)

    @Argument(help: "The SQLite file.", completion: .file())
    var file: String
    @Flag(help: "Delete what the configured database holds now.")
    var replace = false
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        guard FileManager.default.fileExists(atPath: file) else { throw ValidationError("there is no file \(file)") }
        let settings = try store.settings()
        let own = URL(fileURLWithPath: SQLiteDatabase.path(inData: settings.data)).standardizedFileURL
        if settings.database == .sqlite, URL(fileURLWithPath: file).standardizedFileURL == own {
            throw ValidationError("\(file) is the configured database itself; set `database: postgres://…`")
        }
        let tables = try await store.withIdleDatabase { database in
            let passage = "\(file).passage-\(UUID().uuidString.prefix(8))"
            defer { try? FileManager.default.removeItem(atPath: passage) }
            let source = try SQLiteDatabase(path: file)
            let backup = Backup(path: passage, time: SystemTime())
            let left = try await backup.make(of: source)
            try source.close()
            let arrived = try await backup.restore(into: database, replacing: replace)
            guard left.map(\.rows) == arrived.map(\.rows) else { throw BackupError.differs(table: "the database") }
            return arrived
        }
        try report(tables, json: json, "Imported and compared")
    }
}

extension StoreOptions {
    /// ``withDatabase(_:)``, refused while a server runs on the data folder.
    func withIdleDatabase<Value>(_ body: (any Database) async throws -> Value) async throws -> Value {
        let ledger = "\(try settings().data)/ledger"
        return try await withDatabase { database in
            let lock = FileManager.default.fileExists(atPath: ledger) ? try JournalLock(directory: ledger) : nil
            defer { lock?.release() }
            return try await body(database)
        }
    }
}

private struct Report: Encodable {
    var rows: Int
    var tables: [String: Int]
}

private func report(_ tables: [TableSummary], json: Bool, _ what: String) throws {
    let rows = tables.map(\.rows).reduce(0, +)
    if json {
        return try printJSON(Report(rows: rows, tables: Dictionary(tables.map { ($0.name, $0.rows) }) { first, _ in first }))
    }
    for table in tables { print("\(table.rows) rows of \(table.name)") }
    print("\(what): \(rows) rows of \(tables.count) tables.")
}
