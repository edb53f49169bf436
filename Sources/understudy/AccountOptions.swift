import Accounts
import App
import ArgumentParser
import Foundation
import LanguageModel
import Storage

/// What the commands take that change accounts.
struct AccountOptions: ParsableArguments {
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON.")
    var json = false

    /// Runs `body` on the accounts of the configured data, whose schema is brought up to date first.
    func withAccounts<Value>(_ body: (AccountServices) async throws -> Value) async throws -> Value {
        try await withAccounts { accounts, _ in try await body(accounts) }
    }

    /// The same, with the database that they are in.
    func withAccounts<Value>(_ body: (AccountServices, any Database) async throws -> Value) async throws -> Value {
        let settings = try store.settings()
        return try await store.withDatabase { database in
            try await body(AccountServices(settings: settings, database: database, time: SystemTime()), database)
        }
    }

    /// On whose behalf the command line acts: whoever may read the data folder may do everything.
    var visit: Visit { Visit(actorID: "command-line") }
}
