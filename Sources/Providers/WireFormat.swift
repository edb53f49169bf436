package import LanguageModel
package import NIOCore

/// One provider protocol as pure functions: bytes in, bytes out, no I/O and no clock, so that each can be tested from
/// the protocol's public documentation alone. ``HTTPProvider`` adds the transport.
package protocol WireFormat: Sendable {
    /// The request that puts `call` to the provider.
    /// - Throws: ``ModelFailure`` `badRequest` when the protocol has no way to say it.
    func encode(_ call: ModelCall) throws -> TransportRequest

    /// The media type that an answer must have; another one means that something else answered.
    func expectedMediaType(streaming: Bool) -> String

    /// A whole, unstreamed answer (status 2xx) as the events a stream would have had, ending with `finished`.
    /// - Throws: ``ModelFailure``; also for an error that came under a 200.
    func decodeAnswer(_ body: ByteBuffer) throws -> [ModelEvent]

    /// A decoder for one streamed answer.
    func makeStreamDecoder() -> any StreamDecoder

    /// What a status outside 2xx means. `retryAfter` is the parsed Retry-After header, if there was one.
    func decodeFailure(status: Int, retryAfter: Duration?, body: ByteBuffer) -> ModelFailure

    /// The request that lists models.
    func encodeModelList() -> TransportRequest

    /// Identifiers of the models that can chat.
    func decodeModelList(_ body: ByteBuffer) throws -> [String]

    /// See ``ModelProvider/continuesPrefill(model:)``.
    func continuesPrefill(model: String) -> Bool

    /// See ``ModelProvider/takes(_:)``.
    func takes(_ format: ResponseFormat) -> Bool
}

extension WireFormat {
    package func takes(_ format: ResponseFormat) -> Bool { true }
}

/// Reads one streamed answer, from whatever pieces the network cuts it into.
package protocol StreamDecoder {
    /// The events that `bytes` complete, in order. Once `finished` was returned, further bytes are ignored.
    /// - Throws: ``ModelFailure`` for an error inside the stream or for content that cannot be read.
    mutating func decode(_ bytes: ByteBuffer) throws -> [ModelEvent]

    /// Called once when the body has ended. Returns what was still held back.
    /// - Throws: ``ModelFailure`` `truncated` when the end marker never came.
    mutating func end() throws -> [ModelEvent]
}
