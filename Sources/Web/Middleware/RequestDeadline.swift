package import NIOCore
package import NIOHTTPTypes

/// Closes a connection whose request does not arrive whole in time, however steadily it drips.
///
/// A new connection has that long for its first head too; between two requests the idle timeout watches. Confined to
/// its channel's event loop.
package final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart

    private let limit: TimeAmount
    private var isArriving = false
    private var lapse: Scheduled<Void>?

    /// - Parameter limit: from a request's head, or from the connection, to the request's end.
    package init(limit: Duration) {
        self.limit = TimeAmount(limit)
    }

    package func handlerAdded(context: ChannelHandlerContext) {
        isArriving = true
        if context.channel.isActive { arm(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        disarm()
    }

    package func channelActive(context: ChannelHandlerContext) {
        arm(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        disarm()
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            disarm()
            isArriving = true
        case .body: break
        case .end: disarm()
        }
        context.fireChannelRead(data)
    }

    /// Most requests arrive whole in one read and never set a timer.
    package func channelReadComplete(context: ChannelHandlerContext) {
        arm(context)
        context.fireChannelReadComplete()
    }

    private func arm(_ context: ChannelHandlerContext) {
        guard isArriving, lapse == nil else { return }
        lapse = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { context.close(promise: nil) }
    }

    private func disarm() {
        isArriving = false
        lapse?.cancel()
        lapse = nil
    }
}
