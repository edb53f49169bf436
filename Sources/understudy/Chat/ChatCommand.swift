import ArgumentParser
import Foundation
import UnderstudyClient

/// `understudy chat`
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Chat with a running server, in the terminal.",
        discussion: """
            With a prompt, or one piped in, prints the answer and ends; else it is a conversation. The answer goes to standard \
            output, everything else to standard error.
            """)

    @Argument(help: "What to ask. Without it: what is piped in, or a conversation.")
    var prompt: [String] = []

    @Option(help: "The server's address.")
    var url = "http://127.0.0.1:8000"

    @Option(help: "A key of the server, better as file:PATH; without it UNDERSTUDY_KEY is used.")
    var key: String?

    @Option(help: "A chain, an assistant, or one model as provider:model; without it your default model, or the chain default.")
    var model: String?

    @Flag(help: "Print one JSON object when the answer is whole. Not for a conversation.")
    var json = false

    func run() async throws {
        guard let address = URL(string: url), ["http", "https"].contains(address.scheme?.lowercased()), address.host != nil else {
            throw ValidationError("--url must be an address like http://127.0.0.1:8000")
        }
        let understudy = UnderstudyAPI(
            url: address, key: try ChatKey.read(option: key, environment: ProcessInfo.processInfo.environment))
        if let question = try question() {
            try await ChatOneShot(understudy: understudy, model: model, json: json).ask(question)
        } else {
            if json { throw ValidationError("--json wants a prompt, as an argument or piped in") }
            try await ChatConversation(understudy: understudy, model: model, screen: ChatScreen()).run()
        }
    }

    /// What is asked once; nil for a conversation.
    private func question() throws -> String? {
        let question: String
        if !prompt.isEmpty {
            question = prompt.joined(separator: " ")
        } else if isatty(STDIN_FILENO) == 0 {
            question = String(decoding: try FileHandle.standardInput.readToEnd() ?? Data(), as: UTF8.self)
        } else {
            return nil
        }
        let trimmed = question.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw ValidationError("the prompt is empty") }
        return trimmed
    }
}
