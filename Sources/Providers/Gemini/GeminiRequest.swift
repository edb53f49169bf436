import Foundation
import LanguageModel

extension GeminiWire.Request {
    init(_ request: ChatRequest) throws {
        let system = request.messages.filter { $0.role == .system }.map(\.text).joined(separator: "\n\n")
        systemInstruction = system.isEmpty ? nil : GeminiWire.Content(role: nil, parts: [.init(text: system)])
        var names: [String: String] = [:]
        for call in request.messages.flatMap(\.toolCalls) { names[call.id] = call.name }
        contents = try request.messages.filter { $0.role != .system }.map { try GeminiWire.Content($0, toolNames: names) }
        generationConfig = GeminiWire.Configuration(
            temperature: request.temperature, topP: request.topP, maxOutputTokens: request.maxTokens,
            stopSequences: request.stop.isEmpty ? nil : request.stop)
        if !request.tools.isEmpty {
            tools = [
                .init(
                    functionDeclarations: request.tools.map {
                        .init(name: $0.name, description: $0.description, parametersJsonSchema: $0.parameters)
                    })
            ]
        }
        toolConfig = request.toolChoice.map { choice in
            switch choice {
            case .auto: .init(functionCallingConfig: .init(mode: "AUTO"))
            case .none: .init(functionCallingConfig: .init(mode: "NONE"))
            case .required: .init(functionCallingConfig: .init(mode: "ANY"))
            case .named(let name): .init(functionCallingConfig: .init(mode: "ANY", allowedFunctionNames: [name]))
            }
        }
    }
}

extension GeminiWire.Content {
    fileprivate init(_ message: Message, toolNames: [String: String]) throws {
        role = message.role == .assistant ? "model" : "user"
        if message.role == .tool {
            let name = message.toolCallID.flatMap { toolNames[$0] } ?? message.toolCallID ?? "tool"
            parts = [.init(functionResponse: .init(name: name, response: Self.object(message.text)))]
            return
        }
        parts =
            try message.content.map { part in
                switch part {
                case .text(let text): .init(text: text)
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
