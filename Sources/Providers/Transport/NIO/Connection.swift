import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// The end of a connection's pipeline: sends one request at a time and hands its response to the exchange. It lives on its
/// channel's event loop and nowhere else.
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    let origin: Origin
    /// Set while the connection waits in the pool.
    var idleSince: NIODeadline?

    private let pool: ConnectionPool
    private var context: ChannelHandlerContext?
    private var exchange: Exchange?
    /// Fails the exchange unless TLS stands in time.
    private var deadline: Scheduled<Void>?
    private var isReused = false
    private var isSent = false
    private var isAnswered = false
    private var keepsAlive = false
    /// What has come since the last delivery.
    private var head: HTTPResponseHead?
    private var bytes: ByteBuffer?
    private var failure: (any Error)?

    init(origin: Origin, pool: ConnectionPool) {
        self.origin = origin
        self.pool = pool
    }

    var isActive: Bool { context?.channel.isActive ?? false }

    /// Sends the exchange's request. The connection must be idle or new.
    /// - Parameter deadline: the limit of connecting, for a new connection.
    func begin(_ exchange: Exchange, deadline: Scheduled<Void>?) {
        guard let context, exchange.adopt(context.channel) else {
            deadline?.cancel()
            return pool.release(self)
        }
        self.exchange = exchange
        isReused = deadline == nil
        isSent = false
        isAnswered = false
        if origin.isSecure { self.deadline = deadline } else { deadline?.cancel() }

        let request = exchange.request
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        if let body = request.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenSuccess { self.isSent = true }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    /// Closes the connection; the request that is under way on it fails.
    func end(_ error: any Error) {
        exchange?.fail(error)
        hangUp()
    }

    func hangUp() {
        context?.channel.hangUp()
    }

    private func finish(_ context: ChannelHandlerContext) {
        // A body without a length ends with its connection, but not when that broke.
        guard failure == nil, let exchange = exchange.take() else { return }
        // An answer that comes before the whole question was sent leaves the connection in the middle of it.
        if keepsAlive, isSent, context.channel.isActive { pool.release(self) } else { hangUp() }
        exchange.deliver(head.take(), bytes.take(), isLast: true)
    }
}

// MARK: - What comes in

extension Connection {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { deadline.take()?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isAnswered = true
            // Nothing was asked for that an interim answer could grant.
            guard head.status.code >= 200 || head.status == .switchingProtocols else { return }
            keepsAlive = head.isKeepAlive && head.status != .switchingProtocols
            self.head = head
        case .body(var part):
            if bytes == nil { bytes = part } else { bytes?.writeBuffer(&part) }
        case .end:
            finish(context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if head != nil || bytes != nil { exchange?.deliver(head.take(), bytes.take(), isLast: false) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if exchange?.holdsReads() != true { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError { isAnswered = true }
        // The first error is the cause, but what cannot be read says more than how the connection went.
        if failure == nil || error is HTTPParserError && !(failure is HTTPParserError) { failure = error }
        hangUp()
    }

    /// Whether the server said goodbye in order, as it does to a connection that was idle for too long, just when the request was
    /// on its way. A reset is different: it comes from a server that had the request, which asking again may hit as hard.
    private var hadTakenLeave: Bool {
        switch failure {
        case nil, NIOSSLError.uncleanShutdown?: true
        // What the system makes of a reset when the goodbye came before it.
        case let error as IOError: error.errnoCode == EPIPE
        default: false
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline.take()?.cancel()
        pool.forget(self)
        if let exchange = exchange.take() {
            if isReused, !isAnswered, hadTakenLeave {
                pool.connect(for: exchange)
            } else {
                if head != nil || bytes != nil { exchange.deliver(head.take(), bytes.take(), isLast: false) }
                exchange.fail(failure.map(connectionFailure) ?? brokenConnection)
            }
        }
        context.fireChannelInactive()
    }
}

extension Channel {
    /// Closes at once. TLS takes its leave first and waits for the other side to do so; nobody is there to wait for that.
    func hangUp() {
        guard eventLoop.inEventLoop else { return eventLoop.execute { self.hangUp() } }
        if let tls = try? pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self) {
            tls.close(promise: nil)
        } else {
            close(promise: nil)
        }
    }
}
