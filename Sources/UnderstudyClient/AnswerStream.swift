import Foundation

/// An answer while it is being made. Read it once, with `for try await`.
///
/// It ends after its last event, or throws ``UnderstudyError`` when the answer cannot be whole: it never ends as if it
/// were. Cancelling the reading task, or letting go of the stream, closes the request; the server then stops working on
/// a completion, while an answer in a conversation goes on there and can be picked up again.
public struct AnswerStream<Event: Sendable>: AsyncSequence, Sendable {
    /// What is received.
    public typealias Element = Event

    /// What the server's log and ledger know the request by.
    public let requestID: String?
    private let reply: HTTPReply
    private let makeDecoder: @Sendable () -> any EventDecoder<Event>

    init(_ reply: HTTPReply, decoder: @escaping @Sendable () -> any EventDecoder<Event>) {
        self.reply = reply
        requestID = reply.headers["x-request-id"]
        makeDecoder = decoder
    }

    /// The one reader of the stream.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pieces: reply.body.makeAsyncIterator(), decoder: makeDecoder())
    }

    /// Reads the stream.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate var pieces: AsyncThrowingStream<Data, any Error>.AsyncIterator
        fileprivate var decoder: any EventDecoder<Event>
        private var parser = ServerSentEventParser()
        private var received: ArraySlice<ServerSentEvent> = []
        private var decoded: ArraySlice<Event> = []

        fileprivate init(pieces: AsyncThrowingStream<Data, any Error>.AsyncIterator, decoder: any EventDecoder<Event>) {
            self.pieces = pieces
            self.decoder = decoder
        }

        /// The next event; nil after the last one.
        public mutating func next() async throws -> Event? {
            while true {
                if let event = decoded.popFirst() { return event }
                if decoder.isFinished { return nil }
                if let event = received.popFirst() {
                    decoded = try decoder.decode(event)[...]
                } else if let piece = try await piece() {
                    received = try parser.consume(piece)[...]
                } else {
                    try Task.checkCancellation()
                    throw UnderstudyError.interrupted("the stream ended too early")
                }
            }
        }

        private mutating func piece() async throws -> Data? {
            do {
                return try await pieces.next()
            } catch {
                throw UnderstudyError.told(of: error, whileStreaming: true)
            }
        }
    }
}

@available(*, unavailable)
extension AnswerStream.Iterator: Sendable {}

/// Turns server-sent events into the events of one kind of stream.
protocol EventDecoder<Event> {
    associatedtype Event: Sendable

    /// True after the event that is the last one.
    var isFinished: Bool { get }
    /// - Throws: ``UnderstudyError`` when the answer ends with an error, or the event cannot be read.
    mutating func decode(_ event: ServerSentEvent) throws -> [Event]
}
