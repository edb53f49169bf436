import Foundation
import LanguageModel
import NIOCore

@testable import Providers

/// A request that uses everything a request can hold.
let fullRequest = ChatRequest(
    messages: [
        Message(.system, "Be brief."),
        Message(role: .user, content: [.text("What is this?"), .image(.base64("aW1n", mediaType: "image/png"))]),
        Message(
            role: .assistant, content: [],
            toolCalls: [
                ToolCall(id: "a", name: "look", arguments: #"{"at":"left"}"#),
                ToolCall(id: "b", name: "look", arguments: #"{"at":"right"}"#),
            ]),
        Message(role: .tool, content: [.text("a cat")], toolCallID: "a"),
        Message(role: .tool, content: [.text(#"{"seen":"a dog"}"#)], toolCallID: "b"),
    ],
    temperature: 1.5, topP: 0.9, maxTokens: 64, stop: ["END"],
    tools: [Tool(name: "look", description: "Looks.", parameters: ["type": "object"])], toolChoice: .named("look"),
    extra: ["seed": 7, "model": "never"])

extension WireFormat {
    /// The body that `request` is sent as.
    func body(_ request: ChatRequest, model: String = "model-1", streams: Bool = false) throws -> JSONValue {
        let sent = try encode(ModelCall(model: model, request: request, streams: streams))
        return try JSONDecoder().decode(JSONValue.self, from: Data((sent.body ?? ByteBuffer()).readableBytesView))
    }

    /// The kind of failure that an error answer means.
    func kind(_ status: Int, _ body: String) -> ModelFailure.Kind {
        decodeFailure(status: status, retryAfter: nil, body: ByteBuffer(string: body)).kind
    }

    func read(_ body: String) throws -> [ModelEvent] { try decodeAnswer(ByteBuffer(string: body)) }

    func readStream(_ body: String) throws -> [ModelEvent] {
        var decoder = makeStreamDecoder()
        return try decoder.decode(ByteBuffer(string: body)) + decoder.end()
    }
}

extension TransportRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension JSONValue {
    subscript(position: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
        return elements[position]
    }
}
