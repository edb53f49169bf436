import Foundation
import LanguageModel
import NIOCore

/// Google's `generateContent` and `streamGenerateContent`. Source: the public Gemini API reference, v1beta.
struct GeminiFormat: WireFormat {
    let baseURL: String
    let apiKey: Secret?

    func encode(_ call: ModelCall) throws -> TransportRequest {
        let method = call.streams ? "streamGenerateContent?alt=sse" : "generateContent"
        return TransportRequest(
            method: "POST", url: "\(address(of: call.model)):\(method)", headers: headers,
            body: try WireJSON.encode(GeminiWire.Request(call)))
    }

    func expectedMediaType(streaming: Bool) -> String { streaming ? "text/event-stream" : "application/json" }

    func decodeAnswer(_ body: ByteBuffer) throws -> [ModelEvent] {
        var reader = GeminiAnswerReader()
        let events = try reader.take(WireJSON.decode(GeminiWire.Answer.self, from: body))
        return try events + reader.finish()
    }

    func makeStreamDecoder() -> any StreamDecoder { GeminiStreamDecoder() }

    func decodeFailure(status: Int, retryAfter: Duration?, body: ByteBuffer) -> ModelFailure {
        let error =
            (try? WireJSON.decode(GeminiWire.FailureBody.self, from: body))?.error
            ?? (try? WireJSON.decode([GeminiWire.FailureBody].self, from: body))?.first?.error
        return Self.failure(error, status: status, retryAfter: retryAfter)
    }

    func encodeModelList() -> TransportRequest {
        TransportRequest(method: "GET", url: "\(baseURL)/v1beta/models?pageSize=1000", headers: headers)
    }

    func decodeModelList(_ body: ByteBuffer) throws -> [String] { try modelNames(in: body, that: ["generateContent"]) }

    /// The models of a list that have one of these methods, or do not say.
    func modelNames(in body: ByteBuffer, that methods: [String]) throws -> [String] {
        try WireJSON.decode(GeminiWire.ModelList.self, from: body).models?
            .filter { $0.supportedGenerationMethods.map { !Set(methods).isDisjoint(with: $0) } ?? true }
            .map { $0.name.hasPrefix("models/") ? String($0.name.dropFirst("models/".count)) : $0.name } ?? []
    }

    func address(of model: String) -> String {
        "\(baseURL)/v1beta/models/\(model.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? model)"
    }

    func continuesPrefill(model: String) -> Bool { false }

    /// The key goes into a header: an address may end up in somebody's log.
    var headers: [(name: String, value: String)] {
        [("content-type", "application/json")] + (apiKey.map { [("x-goog-api-key", $0.reveal)] } ?? [])
    }

    static func failure(_ error: GeminiWire.Failure?, status: Int, retryAfter: Duration? = nil) -> ModelFailure {
        let code = ([error?.status].compactMap { $0 } + (error?.details ?? []).compactMap(\.reason)).joined(separator: " ")
        return FailureClassifier.classify(
            status: error?.code ?? status, code: code, message: error?.message ?? "", retryAfter: retryAfter ?? error?.retryDelay)
    }
}

/// One streamed answer: each event is a chunk of the whole answer's form, and the last one names a finish reason.
struct GeminiStreamDecoder: StreamDecoder {
    private var parser = EventStreamParser()
    private var reader = GeminiAnswerReader()

    mutating func decode(_ bytes: ByteBuffer) throws -> [ModelEvent] {
        parser.append(bytes)
        var events: [ModelEvent] = []
        while let event = try parser.next() {
            events += try reader.take(WireJSON.decode(GeminiWire.Answer.self, from: event.data))
        }
        return events
    }

    mutating func end() throws -> [ModelEvent] {
        let events = try readingTheRest {
            try parser.end().map { try reader.take(WireJSON.decode(GeminiWire.Answer.self, from: $0.data)) } ?? []
        }
        return try events + reader.finish()
    }
}
