package import NIOCore

/// What carries bytes to a provider and back. Kept this small so that the client behind it can be exchanged.
package protocol Transport: Sendable {
    /// Sends `request` and returns as soon as the response's head is there.
    /// - Throws: ``ModelFailure`` with kind `connect`, `reset` or `malformed`; `CancellationError` when cancelled.
    func send(_ request: TransportRequest) async throws -> TransportResponse
}

package struct TransportRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: ByteBuffer?
    package var connectTimeout: Duration
    /// Where to connect to in place of looking the URL's host up; nil looks it up.
    package var address: String?

    package init(
        method: String, url: String, headers: [(name: String, value: String)], body: ByteBuffer? = nil,
        connectTimeout: Duration = .seconds(5), address: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeout = connectTimeout
        self.address = address
    }
}

package struct TransportResponse: Sendable {
    package var status: Int
    /// Names in lower case.
    package var headers: [(name: String, value: String)]
    /// The body as it arrives; throws ``ModelFailure`` with kind `reset` when the connection breaks before its end.
    package var body: TransportBody

    package init(status: Int, headers: [(name: String, value: String)], body: TransportBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name (given in lower case).
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// A body that can be read once.
package struct TransportBody: AsyncSequence, Sendable {
    package typealias Element = ByteBuffer
    private let makeNext: @Sendable () -> Iterator.Next

    package init<Source: AsyncSequence & Sendable>(_ source: Source) where Source.Element == ByteBuffer {
        makeNext = {
            var iterator = source.makeAsyncIterator()
            return { try await iterator.next() }
        }
    }

    package func makeAsyncIterator() -> Iterator { Iterator(advance: makeNext()) }

    package struct Iterator: AsyncIteratorProtocol {
        typealias Next = () async throws -> ByteBuffer?
        fileprivate let advance: Next

        package mutating func next() async throws -> ByteBuffer? { try await advance() }
    }
}
