import App
import ArgumentParser

/// The program; one file a command.
@main
struct Understudy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "understudy", abstract: "Keeps a team's AI chat on stage.", version: Version.current,
        subcommands: [BenchJournal.self, ChatCommand.self, KeyCommand.self, LogCommand.self, Serve.self, Simulate.self])
}
