import LanguageModel
package import NIOCore
import NIOHTTP1
package import NIOPosix
package import NIOSSL
import Synchronization

/// The transport over SwiftNIO: HTTP/1.1, plain or over TLS, on pooled connections. Follows no redirect, so that a key is never
/// carried to another host.
///
/// Each event loop has a pool of its own. A request that is made on a loop stays on it; others take the loops in turn.
package final class NIOTransport: Transport {
    private let group: MultiThreadedEventLoopGroup
    private let pools: [ObjectIdentifier: NIOLoopBoundBox<ConnectionPool>]
    private let tls: TLSConfiguration
    /// Made when it is first needed: reading the system's certificates takes a while.
    private let context = Mutex<NIOSSLContext?>(nil)

    /// - Parameters:
    ///   - tls: whom to trust; certificates are verified unless it says otherwise.
    ///   - idleTime: how long a connection that nobody uses is kept.
    package init(
        group: MultiThreadedEventLoopGroup = .singleton, tls: TLSConfiguration = .makeClientConfiguration(),
        idleTime: TimeAmount = .seconds(60)
    ) {
        var tls = tls
        tls.applicationProtocols = ["http/1.1"]
        self.tls = tls
        self.group = group
        var pools: [ObjectIdentifier: NIOLoopBoundBox<ConnectionPool>] = [:]
        for loop in group.makeIterator() {
            pools[ObjectIdentifier(loop)] = .makeBoxSendingValue(ConnectionPool(loop: loop, idleTime: idleTime), eventLoop: loop)
        }
        self.pools = pools
    }

    package func send(_ request: TransportRequest) async throws -> TransportResponse {
        let outgoing = try OutgoingRequest(request)
        let exchange = Exchange(outgoing, tls: outgoing.origin.isSecure ? try secureContext() : nil)
        let loop = group.any()
        guard let pool = pools[ObjectIdentifier(loop)] else { throw ModelFailure(.connect, "the server is shutting down") }
        let head = try await exchange.head {
            if loop.inEventLoop { pool.value.start(exchange) } else { loop.execute { pool.value.start(exchange) } }
        }
        return TransportResponse(
            status: Int(head.status.code), headers: head.headers.map { ($0.name.lowercased(), $0.value) },
            body: TransportBody(ResponseBody(exchange)))
    }

    /// Closes all connections. Requests still under way fail, and so do those that come later.
    package func shutdown() async throws {
        for pool in pools.values {
            try await pool.eventLoop.flatSubmit { pool.value.shutDown() }.get()
        }
    }

    private func secureContext() throws -> NIOSSLContext {
        do {
            return try context.withLock { context in
                if let context { return context }
                let made = try NIOSSLContext(configuration: tls)
                context = made
                return made
            }
        } catch {
            throw connectionFailure(error)
        }
    }
}
