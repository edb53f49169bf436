import Foundation
import LanguageModel

@testable import Simulator

/// Puts one question in any of the four protocols and reads the words out of the answer.
struct Speaker: Sendable, CustomStringConvertible {
    var wire: WireProtocol
    var isStreaming: Bool

    var description: String { "\(wire.rawValue) \(isStreaming ? "streamed" : "whole")" }

    static let all = WireProtocol.allCases.flatMap { wire in [true, false].map { Speaker(wire: wire, isStreaming: $0) } }

    func ask(
        _ port: Int, model: String, turns: [(String, String)] = [("user", "Hello there")], tools: Bool = false,
        until enough: @Sendable (RawAnswer) -> Bool = { _ in false }
    ) async throws -> RawAnswer {
        try await RawClient.send(request(model, turns, tools), to: port, until: enough)
    }

    private func request(_ model: String, _ turns: [(String, String)], _ tools: Bool) -> String {
        let isGemini = wire == .gemini
        let messages = turns.map { role, text -> OrderedJSON in
            isGemini
                ? ["role": .string(role == "assistant" ? "model" : role), "parts": [["text": .string(text)]]]
                : ["role": .string(role), "content": .string(text)]
        }
        var members: [(String, OrderedJSON)] = [(isGemini ? "contents" : "messages", .array(messages))]
        if !isGemini { members += [("model", .string(model)), ("stream", .bool(isStreaming))] }
        if wire == .anthropic { members.append(("max_tokens", 4096)) }
        let schema: OrderedJSON = ["type": "object", "properties": [:]]
        if tools {
            let tool: OrderedJSON =
                switch wire {
                case .anthropic: ["name": "clock", "input_schema": schema]
                case .gemini: ["functionDeclarations": [["name": "clock"]]]
                case .ollama, .openai: ["type": "function", "function": ["name": "clock", "parameters": schema]]
                }
            members.append(("tools", [tool]))
        }
        return RawClient.request("POST", path(model), OrderedJSON.object(members).text)
    }

    private func path(_ model: String) -> String {
        switch wire {
        case .anthropic: "/v1/messages"
        case .gemini: "/v1beta/models/\(model):" + (isStreaming ? "streamGenerateContent?alt=sse" : "generateContent")
        case .ollama: "/api/chat"
        case .openai: "/v1/chat/completions"
        }
    }

    /// Every JSON value of the answer that can be read.
    func values(_ answer: RawAnswer) -> [JSONValue] {
        let lines = isStreaming ? answer.body.split(separator: "\n").map(String.init) : [answer.body]
        return lines.compactMap { line in
            let json = line.hasPrefix("data: ") ? String(line.dropFirst(6)) : line
            return try? JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        }
    }

    /// The words of the answer.
    func words(_ answer: RawAnswer) -> String {
        values(answer).map { value in
            switch wire {
            case .anthropic:
                value["delta"]?["text"]?.stringValue ?? value["content"]?.arrayValue?.first?["text"]?.stringValue ?? ""
            case .gemini: value["candidates"]?.arrayValue?.first?["content"]?["parts"]?.contentText ?? ""
            case .ollama: value["message"]?["content"]?.stringValue ?? ""
            case .openai:
                value["choices"]?.arrayValue?.first.map { ($0["delta"] ?? $0["message"])?["content"]?.stringValue ?? "" } ?? ""
            }
        }.joined()
    }

    /// The answer says that it is whole.
    func isWhole(_ answer: RawAnswer) -> Bool {
        switch (wire, isStreaming) {
        case (.openai, true): answer.body.hasSuffix("data: [DONE]\n\n") && answer.body.contains("\"finish_reason\":\"")
        case (.openai, false): answer.body.contains("\"finish_reason\":\"")
        case (.anthropic, true): answer.body.contains("\"type\":\"message_stop\"")
        case (.anthropic, false): answer.body.contains("\"stop_reason\":\"")
        case (.gemini, _): answer.body.contains("\"finishReason\":")
        case (.ollama, _): answer.body.contains("\"done\":true")
        }
    }
}
