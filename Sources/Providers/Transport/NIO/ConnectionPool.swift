import LanguageModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The connections of one event loop, on which alone it may be used.
final class ConnectionPool {
    /// The idle connections that are kept to one origin.
    static let idleLimit = 256

    private let loop: any EventLoop
    private let idleTime: TimeAmount
    /// The one that was used last is the last.
    private var idle: [Origin: [Connection]] = [:]
    private var open: [ObjectIdentifier: Connection] = [:]
    private var connecting: [ObjectIdentifier: Exchange] = [:]
    private var sweep: Scheduled<Void>?
    private var lastOneClosed: EventLoopPromise<Void>?

    init(loop: any EventLoop, idleTime: TimeAmount) {
        self.loop = loop
        self.idleTime = idleTime
    }

    private var isShutDown: Bool { lastOneClosed != nil }

    /// Sends the exchange's request over the idle connection that was used last, or over a new one.
    func start(_ exchange: Exchange) {
        while let connection = idle[exchange.request.origin]?.popLast() {
            connection.idleSince = nil
            if connection.isActive { return connection.begin(exchange, deadline: nil) }
        }
        connect(for: exchange)
    }

    /// Sends the exchange's request over a new connection.
    func connect(for exchange: Exchange) {
        if isShutDown { exchange.fail(ModelFailure(.connect, "the server is shutting down")) }
        if exchange.isOver { return }
        let origin = exchange.request.origin
        let timeout = exchange.request.connectTimeout
        let deadline = loop.scheduleTask(in: timeout) { exchange.fail(connectionFailure(ChannelError.connectTimeout(timeout))) }
        connecting[ObjectIdentifier(exchange)] = exchange
        let bound = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.prepare(channel, for: exchange) }
            }
            .connect(host: origin.address ?? origin.host, port: origin.port)
            .assumeIsolated()
            .whenComplete { result in
                self.connecting[ObjectIdentifier(exchange)] = nil
                if case .success(let channel) = result, let connection = self.open[ObjectIdentifier(channel)] {
                    return connection.begin(exchange, deadline: deadline)
                }
                deadline.cancel()
                if case .failure(let error) = result { exchange.fail(connectionFailure(error)) }
            }
    }

    /// Several channels may be tried for one exchange, one for each of the host's addresses.
    private func prepare(_ channel: any Channel, for exchange: Exchange) throws {
        guard !isShutDown, exchange.adopt(channel, besidesOthers: true) else { throw CancellationError() }
        let origin = exchange.request.origin
        let connection = Connection(origin: origin, pool: self)
        let pipeline = channel.pipeline.syncOperations
        if let tls = exchange.tls {
            let isNumber = (try? SocketAddress(ipAddress: origin.host, port: origin.port)) != nil
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: isNumber ? nil : origin.host))
        }
        try pipeline.addHandler(HTTPRequestEncoder())
        try pipeline.addHandler(
            ByteToMessageHandler(
                HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward)))
        try pipeline.addHandler(connection)
        open[ObjectIdentifier(channel)] = connection
        channel.closeFuture.assumeIsolated().whenComplete { _ in
            self.open[ObjectIdentifier(channel)] = nil
            if self.open.isEmpty { self.lastOneClosed?.succeed() }
        }
    }
}

// MARK: - Idle connections

extension ConnectionPool {
    /// Keeps a connection that has done its work for the next request.
    func release(_ connection: Connection) {
        guard connection.isActive, !isShutDown, idle[connection.origin, default: []].count < Self.idleLimit else {
            return connection.hangUp()
        }
        connection.idleSince = .now()
        idle[connection.origin, default: []].append(connection)
        scheduleSweep()
    }

    /// Takes out a connection that is closed.
    func forget(_ connection: Connection) {
        guard connection.idleSince != nil else { return }
        connection.idleSince = nil
        idle[connection.origin]?.removeAll { $0 === connection }
    }

    /// One timer serves all idle connections; it is set for the one that has been idle longest.
    private func scheduleSweep() {
        guard sweep == nil, let longest = idle.values.lazy.compactMap({ $0.first?.idleSince }).min() else { return }
        sweep = loop.assumeIsolated().scheduleTask(deadline: longest + idleTime) {
            self.sweep = nil
            let lapsed = NIODeadline.now() - self.idleTime
            for connection in self.idle.values.joined() where connection.idleSince.map({ $0 <= lapsed }) ?? false {
                connection.hangUp()
                self.forget(connection)
            }
            self.idle = self.idle.filter { !$0.value.isEmpty }
            self.scheduleSweep()
        }
    }
}

// MARK: - The end

extension ConnectionPool {
    /// Closes every connection; requests under way fail. The future succeeds when none is left.
    func shutDown() -> EventLoopFuture<Void> {
        if let lastOneClosed { return lastOneClosed.futureResult }
        let promise = loop.makePromise(of: Void.self)
        lastOneClosed = promise
        sweep?.cancel()
        let failure = ModelFailure(.reset, "the server is shutting down")
        for exchange in connecting.values { exchange.fail(failure) }
        for connection in open.values { connection.end(failure) }
        idle = [:]
        if open.isEmpty { promise.succeed() }
        return promise.futureResult
    }
}
