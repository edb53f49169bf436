import NIOCore

/// An exchange's body. When nobody can read on, its connection is closed, unless the body was read to its end.
struct ResponseBody: AsyncSequence, Sendable {
    /// Shared by the body and its iterator; goes with the last of them.
    fileprivate final class Reader: Sendable {
        let exchange: Exchange

        init(_ exchange: Exchange) {
            self.exchange = exchange
        }

        deinit { exchange.fail(CancellationError()) }
    }

    private let reader: Reader

    init(_ exchange: Exchange) {
        reader = Reader(exchange)
    }

    func makeAsyncIterator() -> Iterator { Iterator(reader: reader) }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: Reader

        mutating func next() async throws -> ByteBuffer? { try await reader.exchange.bytes() }
    }
}
