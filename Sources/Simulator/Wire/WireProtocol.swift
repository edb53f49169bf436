import LanguageModel

/// The protocols that the simulated provider speaks.
package enum WireProtocol: String, CaseIterable, Sendable, Hashable, Codable {
    case anthropic, gemini, ollama, openai

    var writer: any WireWriter {
        switch self {
        case .anthropic: AnthropicWriter()
        case .gemini: GeminiWriter()
        case .ollama: OllamaWriter()
        case .openai: OpenAIWriter()
        }
    }
}

/// One protocol's public form: reads a request, writes answers. Each string of a stream is one whole event.
protocol WireWriter: Sendable {
    /// - Parameter route: what the path says (Gemini names the model and streaming there).
    func call(from body: JSONValue, route: ChatRoute) throws(UnreadableRequest) -> ChatCall

    var streamContentType: String { get }
    /// The header that carries the request's id; nil where the protocol has none.
    var requestIDHeader: String? { get }

    /// False where an answer begins with its first words; then ``opening(_:)`` is needed only to say it twice.
    var hasStartEvent: Bool { get }
    /// The events before any content.
    func opening(_ reply: Reply) -> [String]
    func events(for piece: Reply.Piece, in reply: Reply) -> [String]
    /// The events that make the stream whole.
    func closing(_ reply: Reply) -> [String]
    /// An event whose JSON is broken.
    func brokenEvent(_ reply: Reply) -> String
    /// The error that comes in the middle of a stream.
    func streamError() -> String

    /// The unstreamed answer.
    func whole(_ reply: Reply) -> String
    func failure(_ error: WireError, model: String, isStreaming: Bool, id: String) -> WireFailure
    func modelList(_ names: [String]) -> String
}

/// Where a request for an answer was sent.
struct ChatRoute: Sendable, Equatable {
    var wire: WireProtocol
    /// From the path, where the protocol has it there.
    var model: String?
    var isStreaming = false
}

extension WireWriter {
    var requestIDHeader: String? { nil }
    var hasStartEvent: Bool { true }

    func serverSentEvent(_ json: OrderedJSON, named name: String? = nil) -> String {
        (name.map { "event: \($0)\n" } ?? "") + "data: \(json.text)\n\n"
    }

    /// Arguments in two halves, as a model writes them.
    func halves(_ text: String) -> [String] {
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        return [String(text[..<middle]), String(text[middle...])].filter { !$0.isEmpty }
    }
}
