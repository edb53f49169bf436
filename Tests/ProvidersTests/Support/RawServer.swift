import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server that answers each request with fixed bytes and may then leave.
final class RawServer: Sendable {
    struct Script: Sendable {
        var bytes: String
        var closes = false
        /// With a reset in place of a goodbye.
        var resets = false
    }

    private final class Counts: Sendable {
        let accepted = Atomic(0)
        let closed = Atomic(0)
        let requests = Atomic(0)
    }

    private final class Actor: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let scripts: [Script]
        let counts: Counts

        init(scripts: [Script], counts: Counts) {
            self.scripts = scripts
            self.counts = counts
        }

        func channelActive(context: ChannelHandlerContext) {
            counts.accepted.add(1, ordering: .sequentiallyConsistent)
            context.fireChannelActive()
        }

        func channelInactive(context: ChannelHandlerContext) {
            counts.closed.add(1, ordering: .sequentiallyConsistent)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard String(buffer: unwrapInboundIn(data)).hasSuffix("\r\n\r\n") else { return }
            let number = counts.requests.add(1, ordering: .sequentiallyConsistent).oldValue
            let script = scripts[min(number, scripts.count - 1)]
            let channel = context.channel
            if script.resets {
                _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            }
            channel.writeAndFlush(ByteBuffer(string: script.bytes)).whenComplete { _ in
                if script.closes { channel.close(promise: nil) }
            }
        }
    }

    private let channel: any Channel
    private let counts: Counts
    private let isSecure: Bool

    /// - Parameter scripts: one a request, whatever its connection; the last answers all that follow.
    init(_ scripts: Script..., tls: NIOSSLContext? = nil) async throws {
        let counts = Counts()
        self.counts = counts
        isSecure = tls != nil
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Actor(scripts: scripts, counts: counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// The certificate of the tests is for a name.
    var url: String {
        (isSecure ? "https://localhost:" : "http://127.0.0.1:") + "\(port)/"
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var accepted: Int { counts.accepted.load(ordering: .sequentiallyConsistent) }
    var requests: Int { counts.requests.load(ordering: .sequentiallyConsistent) }

    /// Returns when every connection so far is closed.
    func settle() async {
        while counts.closed.load(ordering: .sequentiallyConsistent) < accepted { await Task.yield() }
    }

    /// Returns when so many requests have come.
    func hear(_ count: Int) async {
        while requests < count { await Task.yield() }
    }

    func close() async throws { try await channel.close() }
}
