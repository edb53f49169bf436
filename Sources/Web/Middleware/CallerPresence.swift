package import NIOCore

/// Sits in each connection's pipeline and remembers that the caller has closed its side.
package final class CallerPresence: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = Any
    /// Read on the connection's event loop only.
    private(set) var hasLeft = false

    package init() {}

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { hasLeft = true }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        hasLeft = true
        context.fireChannelInactive()
    }
}

extension Channel {
    /// Whether the other side has closed the connection, or half of it; false where nobody keeps watch.
    var callerHasLeft: Bool {
        get async {
            let left = try? await eventLoop.submit {
                try self.pipeline.syncOperations.handler(type: CallerPresence.self).hasLeft
            }.get()
            return left ?? !isActive
        }
    }
}
