import NIOCore
import NIOPosix
import Synchronization

/// A server that answers the first bytes it gets with a large body, and counts what the network has taken of it.
final class FloodServer: Sendable {
    private static let piece = 64 << 10

    private final class Actor: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let size: Int
        let sent: Counter

        init(size: Int, sent: Counter) {
            self.size = size
            self.sent = sent
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(
                NIOAny(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")), promise: nil)
            send(on: context.channel)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func send(on channel: any Channel) {
            guard sent.value.load(ordering: .sequentiallyConsistent) < size else { return }
            channel.writeAndFlush(ByteBuffer(repeating: 0x2E, count: FloodServer.piece)).whenSuccess {
                self.sent.value.add(FloodServer.piece, ordering: .sequentiallyConsistent)
                self.send(on: channel)
            }
        }
    }

    private final class Counter: Sendable {
        let value = Atomic(0)
    }

    private let channel: any Channel
    private let counter = Counter()

    /// - Parameter size: of the body, a multiple of 64 KiB.
    init(size: Int) async throws {
        let counter = counter
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { $0.pipeline.addHandler(Actor(size: size, sent: counter)) }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/" }
    /// Bytes of the body that the network has taken.
    var sent: Int { counter.value.load(ordering: .sequentiallyConsistent) }

    func close() async throws { try await channel.close() }
}
