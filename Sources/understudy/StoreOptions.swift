import App
import ArgumentParser
import LanguageModel
import Storage

/// What every command takes that works on what is stored.
struct StoreOptions: ParsableArguments {
    @Option(help: "The configuration file; understudy.yaml in this folder when it is there.")
    var config: String?

    @Option(help: "The folder for journal, database and keys.")
    var data: String?

    func settings() throws -> Settings {
        let flags = data.map { [SettingFlag(name: "--data", path: "data", value: $0)] } ?? []
        return try Loading.settings(config: config, flags: flags).settings
    }

    /// Runs `body` on the configured database; what that throws becomes a sentence and exit code 1.
    func withDatabase<Value>(_ body: (any Database) async throws -> Value) async throws -> Value {
        let settings = try settings()
        return try await Loading.orExit {
            let database = try openDatabase(settings, time: SystemTime())
            let value = try await body(database)
            try await database.close()
            return value
        }
    }
}
