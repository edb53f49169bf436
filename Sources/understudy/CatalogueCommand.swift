import Accounts
import App
import ArgumentParser
import Foundation
import Knowledge
import LanguageModel
import Storage
import Web

/// `understudy catalogue …`
struct CatalogueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Take items, rentals and profiles in, for assistants to recommend by.",
        subcommands: [CatalogueImportCommand.self, CatalogueCustomersCommand.self])
}

struct CatalogueImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take a file of items into a catalogue.",
        discussion: """
            CSV with names on the first line, or JSON. Items of the same id are changed, others stay as they are. Every line that \
            is broken is named and left out. A running server takes the changes over within a second.
            """)

    @Argument(help: "The file.")
    var file: String
    @Option(help: "Whose catalogue: an assistant's id.")
    var catalogue: String
    @Flag(help: "Only say what would become of the items.")
    var dryRun = false
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let configured = try store.settings().assistants.map(\.id)
        let report = try await store.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).up()
            let stored = try await AssistantRepository(database: database, time: SystemTime()).list()
            let assistants = configured + stored.filter { !$0.isDeleted }.map(\.id)
            guard assistants.contains(catalogue) else {
                let hint = nearest(to: catalogue, in: assistants) ?? assistants.joined(separator: ", ")
                throw ValidationError("no assistant is called \(catalogue); did you mean \(hint)?")
            }
            var reading = CatalogueImport(
                CatalogueFormat(path: file), into: catalogue,
                of: CatalogueRepository(database: database, time: SystemTime()), isDryRun: dryRun)
            return try await reading.take(file: file)
        }
        if json { return try printJSON(CatalogueImportDocument(report)) }
        for problem in report.problems { print("line \(problem.line): \(problem.reason)") }
        if report.rejected > report.problems.count { print("and \(report.rejected - report.problems.count) more") }
        print(
            "\(report.added) added, \(report.changed) changed, \(report.unchanged) unchanged, \(report.rejected) rejected"
                + (dryRun ? "; this was only a check, nothing was changed" : ""))
    }
}

struct CatalogueCustomersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customers", abstract: "Take people's profiles and rentals in.",
        discussion: """
            A JSON list of {"user": NAME, "facts": {…}, "rentals": [{"id", "item", "from", "to"}]}. The users must have accounts. \
            A rental of an id that is there already is changed.
            """)

    private struct Entry: Decodable {
        struct Rented: Decodable {
            var id: String
            var item: String
            var from: String
            var to: String?
        }

        var user: String
        var facts: [String: JSONValue]?
        var rentals: [Rented]?
    }

    @Argument(help: "The file.")
    var file: String
    @Option(help: "Whose catalogue the rented items are in: an assistant's id.")
    var catalogue: String
    @OptionGroup var options: AccountOptions

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("\(file) cannot be read") }
        let entries: [Entry]
        do {
            entries = try JSONDecoder().decode([Entry].self, from: data)
        } catch {
            throw ValidationError("\(file) is no list of people: \(error)")
        }
        let settings = try options.store.settings()
        let rentals = try await options.store.withDatabase { database in
            let accounts = try await AccountServices(settings: settings, database: database, time: SystemTime())
            let customers = CustomerRepository(database: database, time: SystemTime())
            var rentals = 0
            for entry in entries {
                let user = try await accounts.users.user(named: entry.user).id
                if let facts = entry.facts { try await customers.setFacts(facts, of: user) }
                for rented in entry.rentals ?? [] {
                    try await customers.put(
                        Rental(
                            id: rented.id, owner: user, catalogue: catalogue, item: rented.item, from: rented.from, to: rented.to)
                    )
                    rentals += 1
                }
            }
            return rentals
        }
        if options.json { return try printJSON(["people": entries.count, "rentals": rentals]) }
        print("\(entries.count) people and \(rentals) rentals")
    }
}
