import LanguageModel
import NIOCore

/// A provider: a ``WireFormat`` over a ``Transport``.
struct HTTPProvider<Format: WireFormat>: ModelProvider {
    /// A whole answer is never larger.
    static var answerLimit: Int { 32 << 20 }
    static var errorLimit: Int { 64 << 10 }

    let format: Format
    let transport: any Transport
    /// Taken out of whatever the provider says of an error: some quote the key that they reject.
    let apiKey: Secret?
    /// Seconds since 1970; Retry-After may be a date.
    let wallClock: @Sendable () -> Double

    func ask(_ call: ModelCall, receive: (ModelEvent) async throws -> Void) async throws {
        do {
            try await answer(call, receive)
        } catch let failure as ModelFailure {
            throw failure.without(apiKey).quotingNothing(of: call.request)
        }
    }

    func models() async throws -> [String] {
        do {
            let response = try await succeeded(format.encodeModelList())
            return try format.decodeModelList(await collect(response.body, limit: Self.answerLimit))
        } catch let failure as ModelFailure {
            throw failure.without(apiKey)
        }
    }

    func continuesPrefill(model: String) -> Bool { format.continuesPrefill(model: model) }

    func takes(_ format: ResponseFormat) -> Bool { self.format.takes(format) }

    private func answer(_ call: ModelCall, _ receive: (ModelEvent) async throws -> Void) async throws {
        var request = try format.encode(call)
        request.connectTimeout = call.connectTimeout
        let response = try await succeeded(request)
        let expected = format.expectedMediaType(streaming: call.streams)
        let found = response.header("content-type") ?? ""
        // Compatible servers that cannot stream answer whole; that is an answer too.
        if call.streams, !found.hasMediaType(expected), found.hasMediaType(format.expectedMediaType(streaming: false)) {
            return try await receiveWhole(response, receive)
        }
        try expect(expected, in: response)
        try await call.streams ? receiveStream(response, receive) : receiveWhole(response, receive)
    }

    /// - Throws: ``ModelFailure`` `malformed` when the answer is of another media type: something else answered.
    func expect(_ type: String, in response: TransportResponse) throws {
        let found = response.header("content-type") ?? ""
        guard found.hasMediaType(type) else {
            throw ModelFailure(
                .malformed, "expected \(type), got \(found.isEmpty ? "no content type" : found.prefix(80).description)")
        }
    }

    /// The response, when its status says that it is an answer.
    func succeeded(_ request: TransportRequest) async throws -> TransportResponse {
        let response = try await transport.send(request)
        guard !(200..<300).contains(response.status) else { return response }
        let body = (try? await collect(response.body, limit: Self.errorLimit)) ?? ByteBuffer()
        try Task.checkCancellation()
        let retryAfter = response.header("retry-after").flatMap { RetryAfter.parse($0, now: wallClock()) }
        throw format.decodeFailure(status: response.status, retryAfter: retryAfter, body: body)
    }

    private func receiveWhole(_ response: TransportResponse, _ receive: (ModelEvent) async throws -> Void) async throws {
        let body = try await collect(response.body, limit: Self.answerLimit)
        for event in try format.decodeAnswer(body) { try await receive(event) }
    }

    private func receiveStream(_ response: TransportResponse, _ receive: (ModelEvent) async throws -> Void) async throws {
        var decoder = format.makeStreamDecoder()
        var size = 0
        var isFinished = false
        for try await bytes in response.body {
            size += bytes.readableBytes
            guard size <= Self.answerLimit * 4 else { throw ModelFailure(.malformed, "the stream does not end") }
            // What follows the end marker is read and dropped, so that the connection can be used again.
            guard !isFinished else { continue }
            for event in try decoder.decode(bytes).joiningText() {
                try await receive(event)
                if case .finished = event { isFinished = true }
            }
        }
        if isFinished { return }
        for event in try decoder.end() {
            try await receive(event)
            if case .finished = event { return }
        }
        throw ModelFailure(.truncated, "the stream ended without its end marker")
    }

    func collect(_ body: TransportBody, limit: Int) async throws -> ByteBuffer {
        var whole = ByteBuffer()
        for try await var bytes in body {
            guard whole.readableBytes + bytes.readableBytes <= limit else {
                throw ModelFailure(.malformed, "the answer is larger than \(limit) bytes")
            }
            whole.writeBuffer(&bytes)
        }
        return whole
    }
}

extension [ModelEvent] {
    /// Pieces of text that came together go on together: everything after this costs by the piece.
    func joiningText() -> [ModelEvent] {
        guard count > 1 else { return self }
        var joined: [ModelEvent] = []
        var text = ""
        for event in self {
            if case .text(let piece) = event {
                text += piece
                continue
            }
            if !text.isEmpty { joined.append(.text(text)) }
            text = ""
            joined.append(event)
        }
        if !text.isEmpty { joined.append(.text(text)) }
        return joined
    }
}

extension ModelFailure {
    func without(_ secret: Secret?) -> ModelFailure {
        guard let secret, !secret.reveal.isEmpty else { return self }
        var failure = self
        failure.message = message.replacing(secret.reveal, with: "\(secret)")
        // Part of it, where the message was cut.
        if secret.reveal.utf8.count > 16 { failure.message = QuotedWords.removed(from: failure.message, of: [secret.reveal]) }
        return failure
    }
}

extension String {
    /// Whether a Content-Type names `type`, whatever its parameters.
    fileprivate func hasMediaType(_ type: String) -> Bool {
        prefix { $0 != ";" && $0 != " " }.lowercased() == type
    }
}
