import LanguageModel
@testable import Providers
import Testing

/// One answer in the words of one protocol, in pieces from which streams are put together.
///
/// Every scene says the same: the text ``Scene/text``, or a call of `weather`, and then the usage.
struct Scene: Sendable {
    static let text = "Grüße 🌍, it holds."
    static let call = ToolCall(id: "call_1", name: "weather", arguments: #"{"city":"Köln"}"#)

    var kind: ProviderKind
    var streamType: String
    var start: String
    /// Together they say the text.
    var texts: [String]
    /// The finish reason, the usage and the end marker.
    var end: String
    var callPieces: [String]
    var callEnd: String
    /// An error in the middle of a stream.
    var error: String
    /// Something that the protocol may add one day.
    var unknown: String

    var wholeText: String
    var wholeCall: String
    var wholeError: String
    /// An error answer's body that quotes its argument.
    var refusal: @Sendable (String) -> String
    var usage: Usage

    var textStream: String { start + texts.joined() + end }
    var callStream: String { start + callPieces.joined() + callEnd }

    static func of(_ kind: ProviderKind) -> Scene {
        switch kind {
        case .anthropic: anthropic
        case .gemini: gemini
        case .ollama: ollama
        case .builtin, .openai: openAI
        }
    }
}

/// One protocol, streamed or not: what the shared suite runs over.
struct Staging: Sendable, CustomTestStringConvertible {
    static let kinds: [ProviderKind] = [.anthropic, .gemini, .ollama, .openai]
    static let all = kinds.flatMap { [Staging(kind: $0, streams: true), Staging(kind: $0, streams: false)] }
    static let streamed = all.filter(\.streams)

    static let key = "sk-test-0123456789"

    var kind: ProviderKind
    var streams: Bool

    var scene: Scene { .of(kind) }
    var testDescription: String { "\(kind.rawValue) \(streams ? "streamed" : "whole")" }

    var textReply: Reply { reply(streams ? scene.textStream : scene.wholeText) }
    var callReply: Reply { reply(streams ? scene.callStream : scene.wholeCall) }

    func reply(_ body: String, ending: Reply.Ending = .ends) -> Reply {
        Reply(type: streams ? scene.streamType : "application/json; charset=utf-8", body, ending: ending)
    }

    func provider(_ transport: any Transport) -> any ModelProvider {
        makeProvider(
            ProviderConfiguration(name: "stage", kind: kind, apiKey: Secret(Self.key), baseURL: "http://stage.test"),
            transport: transport, wallClock: { 784_111_777 })
    }

    /// Everything that came, and how it ended.
    func play(_ reply: Reply, request: ChatRequest = ChatRequest(messages: [Message(.user, "Hello")])) async -> Performance {
        let call = ModelCall(model: "model-1", request: request, streams: streams)
        var events: [ModelEvent] = []
        do {
            try await provider(ScriptedTransport(reply)).ask(call) { events.append($0) }
            return Performance(events: events, failure: nil, isCancelled: false)
        } catch {
            return Performance(events: events, failure: error as? ModelFailure, isCancelled: error is CancellationError)
        }
    }
}

struct Performance: Sendable, Equatable {
    var events: [ModelEvent]
    var failure: ModelFailure?
    var isCancelled: Bool

    /// The same performance, however its text was cut into pieces.
    var inOnePiece: Performance {
        var whole = self
        whole.events = events.joiningText()
        return whole
    }

    var text: String {
        events.reduce(into: "") { if case .text(let piece) = $1 { $0 += piece } }
    }

    var finishes: [FinishReason] {
        events.compactMap { if case .finished(let reason) = $0 { reason } else { nil } }
    }

    var usages: [Usage] {
        events.compactMap { if case .usage(let usage) = $0 { usage } else { nil } }
    }

    var starts: Int {
        events.count { if case .started = $0 { true } else { false } }
    }

    var calls: [ToolCall] {
        var calls: [Int: ToolCall] = [:]
        for case .toolCall(let piece) in events {
            var call = calls[piece.index] ?? ToolCall(id: "", name: "", arguments: "")
            call.id = piece.id ?? call.id
            call.name = piece.name ?? call.name
            call.arguments += piece.arguments
            calls[piece.index] = call
        }
        return calls.sorted { $0.key < $1.key }.map(\.value)
    }
}
