import ArgumentParser
import Foundation
import LanguageModel
import Storage

/// `understudy migrate …`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database's schema up to date, or back.",
        discussion: "The server applies what is missing when it starts.",
        subcommands: [MigrateUp.self, MigrateDown.self, MigrateStatus.self])
}

struct MigrateUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "up", abstract: "Apply every migration that is missing.")

    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let count = try await store.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).up { if !json { print($0) } }
        }
        if json { return try printJSON(["applied": count]) }
        if count == 0 { print("The schema is up to date.") }
    }
}

struct MigrateDown: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Take the last migrations back, with what only they can hold.")

    @Argument(help: "How many.")
    var count = 1
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard count > 0 else { throw ValidationError("the number of migrations must be 1 or more") }
    }

    func run() async throws {
        let taken = try await store.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).down(count) { if !json { print($0) } }
        }
        if json { return try printJSON(["taken_back": taken]) }
        if taken == 0 { print("There is no migration to take back.") }
    }
}

struct MigrateStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "List all migrations and when each was applied.")

    private struct Line: Encodable {
        var number: Int
        var title: String
        var appliedAt: String?

        enum CodingKeys: String, CodingKey {
            case number, title
            case appliedAt = "applied_at"
        }
    }

    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let lines = try await store.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).status().map {
                Line(number: $0.number, title: $0.title, appliedAt: $0.appliedAt.map { Timestamp(seconds: $0).description })
            }
        }
        if json { return try printJSON(lines) }
        for line in lines {
            let number = String(repeating: " ", count: max(0, 3 - String(line.number).count)) + String(line.number)
            print("\(number)  \((line.appliedAt ?? "missing").prefix(19).padded(to: 19))  \(line.title)")
        }
    }
}

extension Substring {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
