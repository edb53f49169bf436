import Foundation
import LanguageModel

/// `/api/chat`'s own types, as far as they are used here.
enum OllamaWire {
    struct Request: Encodable {
        struct Options: Encodable {
            var temperature: Double?
            var top_p: Double?
            var num_predict: Int?
            var stop: [String]?
        }

        struct Tool: Encodable {
            var type = "function"
            var function: LanguageModel.Tool
        }

        var model: String
        var messages: [Message]
        var stream: Bool
        var options: Options
        var tools: [Tool]?
        /// `"json"`, or a JSON Schema.
        var format: JSONValue?
    }

    struct Message: Codable {
        struct Call: Codable {
            struct Function: Codable {
                var name: String
                var arguments: JSONValue?
            }

            var id: String?
            var function: Function
        }

        var role: String?
        var content: String?
        var thinking: String?
        var images: [String]?
        var tool_calls: [Call]?
        var tool_name: String?
    }

    /// A whole answer, or one line of a streamed one.
    struct Answer: Decodable {
        var model: String?
        var created_at: String?
        var message: Message?
        var done: Bool?
        var done_reason: String?
        var prompt_eval_count: Int?
        var eval_count: Int?
        var error: String?
    }

    struct ModelList: Decodable {
        struct Model: Decodable {
            var name: String
        }

        var models: [Model]?
    }
}

extension OllamaWire.Request {
    init(_ call: ModelCall) throws {
        let request = call.request
        var names: [String: String] = [:]
        for call in request.messages.flatMap(\.toolCalls) { names[call.id] = call.name }
        model = call.model
        messages = try request.messages.map { try OllamaWire.Message($0, toolNames: names) }
        stream = call.streams
        options = Options(
            temperature: request.temperature, top_p: request.topP, num_predict: request.maxTokens,
            stop: request.stop.isEmpty ? nil : request.stop)
        switch request.responseFormat {
        case nil: break
        case .jsonObject: format = "json"
        case .jsonSchema(let schema): format = schema.schema
        }
        // Ollama knows no tool choice; to forbid tools is to offer none.
        tools = request.tools.isEmpty || request.toolChoice == ToolChoice.none ? nil : request.tools.map { Tool(function: $0) }
    }
}

extension OllamaWire.Message {
    fileprivate init(_ message: Message, toolNames: [String: String]) throws {
        self.init(role: message.role.rawValue, content: message.text)
        let images: [String] = try message.content.compactMap { part in
            switch part {
            case .text: nil
            case .image(.base64(let data, _)): data
            case .image(.url): throw ModelFailure(.badRequest, "this provider takes images only as data, not by address")
            }
        }
        if !images.isEmpty { self.images = images }
        if !message.toolCalls.isEmpty {
            tool_calls = message.toolCalls.map { call in
                let arguments = try? JSONDecoder().decode(JSONValue.self, from: Data(call.arguments.utf8))
                return Call(id: call.id, function: .init(name: call.name, arguments: arguments ?? [:]))
            }
        }
        tool_name = message.toolCallID.flatMap { toolNames[$0] }
    }
}
