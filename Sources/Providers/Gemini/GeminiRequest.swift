import Foundation
import LanguageModel

extension GeminiWire.Request {
    init(_ call: ModelCall) throws {
        let request = call.request
        let system = request.messages.filter { $0.role == .system }.map(\.text).joined(separator: "\n\n")
        systemInstruction = system.isEmpty ? nil : GeminiWire.Content(role: nil, parts: [.init(text: system)])
        var names: [String: String] = [:]
        for call in request.messages.flatMap(\.toolCalls) { names[call.id] = call.name }
        contents = try Self.turns(request.messages, toolNames: names, signsCalls: call.model.hasPrefix("gemini-3"))
        generationConfig = GeminiWire.Configuration(
            temperature: request.temperature, topP: request.topP, maxOutputTokens: request.maxTokens,
            stopSequences: request.stop.isEmpty ? nil : request.stop)
        switch request.responseFormat {
        case nil: break
        case .jsonObject: generationConfig.responseMimeType = "application/json"
        case .jsonSchema(let schema):
            generationConfig.responseMimeType = "application/json"
            generationConfig.responseJsonSchema = schema.schema
        }
        if !request.tools.isEmpty {
            tools = [
                .init(
                    functionDeclarations: request.tools.map {
                        .init(name: $0.name, description: $0.description, parametersJsonSchema: $0.parameters)
                    })
            ]
        }
        // The protocol rejects a choice among no tools.
        toolConfig =
            request.tools.isEmpty
            ? nil
            : request.toolChoice.map { choice in
                switch choice {
                case .auto: .init(functionCallingConfig: .init(mode: "AUTO"))
                case .none: .init(functionCallingConfig: .init(mode: "NONE"))
                case .required: .init(functionCallingConfig: .init(mode: "ANY"))
                case .named(let name): .init(functionCallingConfig: .init(mode: "ANY", allowedFunctionNames: [name]))
                }
            }
    }

    /// Neighbours of one role become one turn: the results of calls made together must come together.
    private static func turns(
        _ messages: [Message], toolNames: [String: String], signsCalls: Bool
    ) throws -> [GeminiWire.Content] {
        var turns: [GeminiWire.Content] = []
        for message in messages where message.role != .system {
            var turn = try GeminiWire.Content(message, toolNames: toolNames)
            if signsCalls { turn.signFirstCall() }
            guard let parts = turn.parts, !parts.isEmpty else { continue }
            if let last = turns.indices.last, turns[last].role == turn.role {
                turns[last].parts = (turns[last].parts ?? []) + parts
            } else {
                turns.append(turn)
            }
        }
        return turns
    }
}

extension GeminiWire.Content {
    /// Gemini 3 rejects a call without the signature of the thought that led to it. Understudy keeps none, since the next
    /// model may be anybody's; the public documentation names this value for calls that another model made.
    fileprivate mutating func signFirstCall() {
        guard let first = parts?.firstIndex(where: { $0.functionCall != nil }) else { return }
        parts?[first].thoughtSignature = "skip_thought_signature_validator"
    }

    fileprivate init(_ message: Message, toolNames: [String: String]) throws {
        role = message.role == .assistant ? "model" : "user"
        if message.role == .tool {
            let name = message.toolCallID.flatMap { toolNames[$0] } ?? message.toolCallID ?? "tool"
            parts = [.init(functionResponse: .init(name: name, response: Self.object(message.text)))]
            return
        }
        parts =
            try message.content.compactMap { part in
                switch part {
                case .text(let text): text.isEmpty ? nil : .init(text: text)
                case .image(.base64(let data, let mediaType)): .init(inlineData: .init(mimeType: mediaType, data: data))
                case .image(.url):
                    throw ModelFailure(.badRequest, "this provider takes images only as data, not by address")
                }
            } + message.toolCalls.map { .init(functionCall: .init(name: $0.name, args: Self.object($0.arguments))) }
    }

    /// Gemini wants objects where others take text.
    private static func object(_ text: String) -> JSONValue {
        if let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)), case .object = value { return value }
        return ["result": .string(text)]
    }
}
