import Foundation
import LanguageModel

extension AnthropicWire.Request {
    /// What an answer may have when the caller sets no limit: the protocol wants one.
    static let defaultMaxTokens = 4096

    init(_ call: ModelCall) {
        let request = call.request
        let system = request.messages.filter { $0.role == .system }.map(\.text).joined(separator: "\n\n")
        model = call.model
        max_tokens = request.maxTokens ?? Self.defaultMaxTokens
        self.system = system.isEmpty ? nil : system
        messages = Self.turns(request.messages)
        // The protocol's scale ends at 1.
        temperature = request.temperature.map { min($0, 1) }
        // Recent models take only one of the two.
        top_p = request.temperature == nil ? request.topP : nil
        stop_sequences = request.stop.isEmpty ? nil : request.stop
        if !request.tools.isEmpty {
            tools = request.tools.map { .init(name: $0.name, description: $0.description, input_schema: $0.parameters) }
            tool_choice = request.toolChoice.map { choice in
                switch choice {
                case .auto: .init(type: "auto")
                case .none: .init(type: "none")
                case .required: .init(type: "any")
                case .named(let name): .init(type: "tool", name: name)
                }
            }
        }
        if case .jsonSchema(let schema) = request.responseFormat { output_config = .init(format: .init(schema: schema.schema)) }
        stream = call.streams ? true : nil
    }

    /// User and assistant in turns: tool results are the user's, and neighbours of one role become one message.
    private static func turns(_ messages: [Message]) -> [AnthropicWire.Message] {
        var turns: [AnthropicWire.Message] = []
        for message in messages where message.role != .system {
            let role = message.role == .assistant ? "assistant" : "user"
            let blocks = blocks(of: message)
            guard !blocks.isEmpty else { continue }
            if turns.last?.role == role {
                turns[turns.count - 1].content += blocks
            } else {
                turns.append(.init(role: role, content: blocks))
            }
        }
        trimEnd(&turns)
        return turns
    }

    /// A last assistant message must not end in white space.
    private static func trimEnd(_ turns: inout [AnthropicWire.Message]) {
        guard let last = turns.indices.last, turns[last].role == "assistant", case .text(let text)? = turns[last].content.last
        else {
            return
        }
        let kept = text.reversed().drop { $0.isWhitespace }.reversed()
        turns[last].content[turns[last].content.count - 1] = .text(String(kept))
    }

    private static func blocks(of message: Message) -> [AnthropicWire.Block] {
        if message.role == .tool {
            return [.toolResult(id: message.toolCallID ?? "", text: message.text)]
        }
        let content = message.content.compactMap { part -> AnthropicWire.Block? in
            switch part {
            case .text(let text): text.isEmpty ? nil : .text(text)
            case .image(let image): .image(image)
            }
        }
        return content
            + message.toolCalls.map { call in
                let input = try? JSONDecoder().decode(JSONValue.self, from: Data(call.arguments.utf8))
                return .toolUse(call, input: input ?? [:])
            }
    }
}
