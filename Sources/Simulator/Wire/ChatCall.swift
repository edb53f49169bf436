import LanguageModel

/// One request for an answer, whatever protocol it came in.
struct ChatCall: Sendable {
    struct Turn: Sendable, Equatable {
        var role: Role
        var text: String
    }

    var model: String
    var isStreaming: Bool
    /// Without the system's words.
    var turns: [Turn]
    /// Words in the whole prompt, the system's included: the simulator's tokens.
    var promptTokens: Int
    var toolNames: [String]
    var maxTokens: Int?
    var stop: [String]
    /// What the protocol's own field for the form of the answer asks for.
    var form: Form?
    /// OpenAI reports a stream's usage only when asked to.
    var wantsStreamUsage: Bool = true

    /// JSON, of a schema if one was given.
    struct Form: Sendable, Equatable {
        var schema: JSONValue?
    }

    init(
        model: String, isStreaming: Bool, messages: [Turn], toolNames: [String], maxTokens: Int?, stop: [String]
    ) {
        self.model = model
        self.isStreaming = isStreaming
        turns = messages.filter { $0.role != .system }
        promptTokens = messages.reduce(0) { $0 + AnswerText.tokens(of: $1.text).count }
        self.toolNames = toolNames
        self.maxTokens = maxTokens
        self.stop = stop.filter { !$0.isEmpty }
    }

    var endsWithAssistant: Bool { turns.last?.role == .assistant }
}

/// The request cannot be read; the text is for the caller.
struct UnreadableRequest: Error {
    var message: String
}

extension JSONValue {
    var integerValue: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value.rounded())
        default: nil
        }
    }

    var isTrue: Bool { self == .bool(true) }

    /// A string by itself or every string of a list.
    var strings: [String] {
        stringValue.map { [$0] } ?? arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// The words of a message's content, given as text or as a list of parts with a `text`.
    var contentText: String {
        stringValue ?? (arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined()
    }

    /// A member that must be a list.
    func list(_ key: String) throws(UnreadableRequest) -> [JSONValue] {
        guard let list = self[key]?.arrayValue else { throw UnreadableRequest(message: "'\(key)' must be an array") }
        return list
    }

    /// The name of the model, which must be there.
    func modelName() throws(UnreadableRequest) -> String {
        guard let name = self["model"]?.stringValue, !name.isEmpty else {
            throw UnreadableRequest(message: "you must provide a model parameter")
        }
        return name
    }
}
