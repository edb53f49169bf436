import LanguageModel
import NIOCore
import Providers
import Synchronization
import TestSupport

/// What a scripted provider answers.
struct Reply: Sendable {
    enum Ending: Sendable {
        case ends
        case breaks
        /// Says nothing more, on a clock that nobody turns.
        case stalls(TestClock)
    }

    var status = 200
    var headers: [(name: String, value: String)] = []
    var pieces: [ByteBuffer]
    var ending = Ending.ends

    init(status: Int = 200, type: String?, headers: [(name: String, value: String)] = [], _ body: String, ending: Ending = .ends)
    {
        self.status = status
        self.headers = (type.map { [("content-type", $0)] } ?? []) + headers
        pieces = [ByteBuffer(string: body)]
        self.ending = ending
    }

    /// The same bytes, one at a time.
    var byteByByte: Reply {
        var reply = self
        reply.pieces = pieces.flatMap { piece in piece.readableBytesView.map { ByteBuffer(bytes: [$0]) } }
        return reply
    }
}

/// A transport without a network: gives one reply to everything and keeps what it was sent.
final class ScriptedTransport: Transport {
    private let reply: Reply
    private let sent = Mutex<[TransportRequest]>([])

    init(_ reply: Reply) {
        self.reply = reply
    }

    var requests: [TransportRequest] { sent.withLock { $0 } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        sent.withLock { $0.append(request) }
        return TransportResponse(status: reply.status, headers: reply.headers, body: TransportBody(ScriptedBody(reply: reply)))
    }
}

private struct ScriptedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let reply: Reply

    func makeAsyncIterator() -> Iterator { Iterator(reply: reply) }

    struct Iterator: AsyncIteratorProtocol {
        let reply: Reply
        var position = 0

        mutating func next() async throws -> ByteBuffer? {
            if position < reply.pieces.count {
                position += 1
                return reply.pieces[position - 1]
            }
            switch reply.ending {
            case .ends: break
            case .breaks: throw ModelFailure(.reset, "the connection broke")
            case .stalls(let clock): try await clock.sleep(until: .seconds(1))
            }
            return nil
        }
    }
}
