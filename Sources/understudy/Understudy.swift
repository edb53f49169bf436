import App
import ArgumentParser

/// The program; one file a command.
@main
struct Understudy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "understudy", abstract: "Keeps a team's AI chat on stage.", version: Version.current,
        subcommands: [
            BackupCommand.self, BenchJournal.self, BenchVectors.self, CatalogueCommand.self, ChatCommand.self, EvalCommand.self,
            ImportSQLite.self, IngestCommand.self, KeyCommand.self, LogCommand.self, MigrateCommand.self, ParseCommand.self,
            PurgeCommand.self, RestoreCommand.self, ScanCommand.self, Serve.self, Simulate.self, UsageCommand.self,
            UserCommand.self,
            VectorsCommand.self,
        ])
}
