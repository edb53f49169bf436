import Foundation
import Synchronization
import Testing

@testable import UnderstudyClient

/// Answers calls from a list and keeps what it was asked.
final class FakeTransport: HTTPTransport {
    private let replies: Mutex<[@Sendable (HTTPCall) throws -> HTTPReply]>
    private let received = Mutex<[HTTPCall]>([])

    init(_ replies: [@Sendable (HTTPCall) throws -> HTTPReply]) {
        self.replies = Mutex(replies)
    }

    convenience init(_ replies: HTTPReply...) {
        self.init(replies.map { reply in { @Sendable _ in reply } })
    }

    var calls: [HTTPCall] { received.withLock { $0 } }

    func send(_ call: HTTPCall) async throws -> HTTPReply {
        received.withLock { $0.append(call) }
        let reply = replies.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let reply else { throw UnderstudyError.unreachable("the test has no further reply") }
        return try reply(call)
    }
}

extension HTTPReply {
    static func json(_ status: Int = 200, _ body: String, headers: [String: String] = [:]) -> HTTPReply {
        HTTPReply(status: status, headers: headers, body: Data(body.utf8))
    }

    /// A stream that comes in these pieces and then ends, or breaks off with `error`.
    static func stream(_ pieces: [String], error: (any Error)? = nil) -> HTTPReply {
        HTTPReply(
            status: 200, headers: ["X-Request-ID": "req-1"],
            body: AsyncThrowingStream { continuation in
                for piece in pieces { continuation.yield(Data(piece.utf8)) }
                continuation.finish(throwing: error)
            })
    }
}

extension HTTPCall {
    /// The body as JSON.
    var json: JSONValue? {
        body.flatMap { try? JSONDecoder().decode(JSONValue.self, from: $0) }
    }
}

extension UnderstudyAPI {
    init(_ transport: FakeTransport, key: String? = "us-test") throws {
        self.init(url: try #require(URL(string: "http://understudy.test")), key: key, transport: transport)
    }
}

/// What `body` throws, which must be of the client's own kind.
func failure(_ body: () async throws -> Void) async throws -> UnderstudyError {
    try await #require(throws: UnderstudyError.self) { try await body() }
}
