package import NIOCore
import Synchronization

/// Sits in each connection's pipeline, and knows and tells when the caller has closed its side.
package final class CallerPresence: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    package typealias InboundIn = Any

    private struct State {
        var hasLeft = false
        var nextID = 0
        var farewells: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Has `farewell` called once when the caller leaves; at once when it has left already.
    /// - Returns: what ``forget(_:)`` takes.
    func whenLeft(_ farewell: @escaping @Sendable () -> Void) -> Int? {
        let id: Int? = state.withLock { state in
            guard !state.hasLeft else { return nil }
            state.nextID += 1
            state.farewells[state.nextID] = farewell
            return state.nextID
        }
        if id == nil { farewell() }
        return id
    }

    func forget(_ id: Int?) {
        guard let id else { return }
        state.withLock { $0.farewells[id] = nil }
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        let farewells = state.withLock { state in
            state.hasLeft = true
            defer { state.farewells = [:] }
            return state.farewells.values
        }
        for farewell in farewells { farewell() }
    }
}
