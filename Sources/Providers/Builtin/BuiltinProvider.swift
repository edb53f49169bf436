import Foundation
package import LanguageModel

/// The answerer that needs no model: quotes the documents, says that it does, and never passes for a model.
package struct BuiltinProvider: ModelProvider {
    private let search: @Sendable (String) -> [Passage]

    /// - Parameter search: the passages nearest to a question, best first; empty when none is near.
    package init(search: @escaping @Sendable (String) -> [Passage]) {
        self.search = search
    }

    package func ask(_ call: ModelCall, receive: (ModelEvent) async throws -> Void) async throws {
        let question = call.request.messages.last { $0.role == .user }?.text ?? ""
        let answer =
            call.request.passages.map { $0.isEmpty ? Self.answer(question, passages: []) : Self.quotes($0) }
            ?? Self.answer(question, passages: search(question))
        try await receive(.started(model: "documents"))
        for paragraph in answer {
            try Task.checkCancellation()
            try await receive(.text(paragraph))
        }
        try await receive(.finished(.stop))
    }

    package func models() async throws -> [String] { ProviderKind.builtin.defaultModels }

    package func continuesPrefill(model: String) -> Bool { false }

    package func takes(_ format: ResponseFormat) -> Bool { false }

    /// The answer in paragraphs; joined they are Markdown.
    static func answer(_ question: String, passages: [Passage]) -> [String] {
        if isGreeting(question) { return [greeting, howToConnect] }
        guard !passages.isEmpty else {
            return [
                "The documents say nothing that I can find about this, and no language model is configured that could answer freely.\n\n",
                howToConnect,
            ]
        }
        return [preface] + passages.map { "**\($0.source)**\n\n\(quote($0.text))\n\n" }
    }

    /// What was found for the question, each with its number.
    private static func quotes(_ passages: [Passage]) -> [String] {
        [preface]
            + passages.enumerated().prefix(mostQuotes).map { offset, passage in
                // The number stands on a line of its own, where no code or table of the passage swallows it.
                "**\(passage.source)**\n\n\(quote(passage.text))\n>\n> [\(offset + 1)]\n\n"
            }
    }

    private static let mostQuotes = 3
    private static let preface = "No language model is configured, so this is what the documents say, word for word:\n\n"

    private static func quote(_ text: String) -> String {
        let fences = text.split(separator: "\n").count { $0.drop { $0 == " " }.hasPrefix("```") }
        let closed = fences.isMultiple(of: 2) ? text : text + "\n```"
        return closed.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ">" : "> \($0)" }
            .joined(separator: "\n")
    }

    private static let greeting = """
        Hello! This is Understudy. No language model is configured yet, so I can only quote its documents: ask how to connect \
        a model, how fallback works, or what happens when every model is out.


        """

    private static let howToConnect = """
        To connect a model, use **Connect a model** on this page, or set `GEMINI_API_KEY`, `OPENAI_API_KEY` or \
        `ANTHROPIC_API_KEY` in the environment and start again. An Ollama on this machine is found by itself.

        """

    private static func isGreeting(_ question: String) -> Bool {
        let words = question.lowercased().split { !$0.isLetter }
        let greetings: Set<Substring> = ["hello", "hi", "hey", "hallo", "moin", "servus", "greetings"]
        return words.count <= 3 && words.first.map(greetings.contains) ?? true
    }
}
