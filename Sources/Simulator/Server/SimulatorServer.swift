package import LanguageModel
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// A provider that misbehaves on demand, in four protocols on one port.
package actor SimulatorServer: Service {
    /// Every request since the start.
    package nonisolated let log = RequestLog()
    /// Change it to change how models behave from their next request on.
    package nonisolated let stage: Stage
    package nonisolated let host: String

    private let requestedPort: Int
    private let time: any TimeSource
    private let connections = Connections()
    private var listener: (any Channel)?

    /// - Parameter port: 0 for a free one.
    package init(script: Script = Script(), host: String = "127.0.0.1", port: Int = 0, time: any TimeSource = SystemTime()) {
        stage = Stage(script: script, time: time)
        self.host = host
        requestedPort = port
        self.time = time
    }

    /// Opens the port, once.
    /// - Returns: the port.
    /// - Throws: the system's error when the port cannot be had.
    @discardableResult
    package func start() async throws -> Int {
        if let port = listener?.localAddress?.port { return port }
        let responder = Responder(stage: stage, log: log, time: time, startedAt: time.now)
        let connections = connections
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
                    try pipeline.addHandler(ConnectionHandler(responder: responder, connections: connections))
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: requestedPort).get()
        listener = channel
        return channel.localAddress?.port ?? requestedPort
    }

    /// Closes the port and every connection.
    package func stop() async {
        try? await listener?.close()
        listener = nil
        await connections.closeAll()
    }

    /// Serves until a graceful shutdown or cancellation.
    package func run() async throws {
        try await start()
        try? await gracefulShutdown()
        await stop()
    }

    /// A simulator for as long as `body` runs; `body` gets its base address, such as `http://127.0.0.1:40123`.
    package static func serving<Result: Sendable>(
        _ script: Script = Script(), time: any TimeSource = SystemTime(),
        _ body: (SimulatorServer, String) async throws -> Result
    ) async throws -> Result {
        let server = SimulatorServer(script: script, time: time)
        let port = try await server.start()
        do {
            let result = try await body(server, "http://127.0.0.1:\(port)")
            await server.stop()
            return result
        } catch {
            await server.stop()
            throw error
        }
    }
}
