import LanguageModel
import NIOCore
import NIOPosix
import Providers
import Synchronization
import Testing

/// A server that answers each request with fixed bytes and may then leave.
private final class RawServer: Sendable {
    struct Script: Sendable {
        var bytes: String
        var closes: Bool
    }

    private final class Counts: Sendable {
        let accepted = Mutex(0)
        let closed = Mutex(0)
    }

    private final class Actor: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let script: Script
        let counts: Counts

        init(script: Script, counts: Counts) {
            self.script = script
            self.counts = counts
        }

        func channelActive(context: ChannelHandlerContext) { counts.accepted.withLock { $0 += 1 } }
        func channelInactive(context: ChannelHandlerContext) { counts.closed.withLock { $0 += 1 } }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard String(buffer: unwrapInboundIn(data)).hasSuffix("\r\n\r\n") else { return }
            let channel = context.channel
            let closes = script.closes
            channel.writeAndFlush(ByteBuffer(string: script.bytes)).whenComplete { _ in
                if closes { channel.close(promise: nil) }
            }
        }
    }

    private let channel: any Channel
    private let counts: Counts

    init(_ script: Script) async throws {
        let counts = Counts()
        self.counts = counts
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { $0.pipeline.addHandler(Actor(script: script, counts: counts)) }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/" }
    var accepted: Int { counts.accepted.withLock { $0 } }

    /// Returns when every connection so far is closed.
    func settle() async {
        while counts.closed.withLock({ $0 }) < accepted { await Task.yield() }
    }

    func close() async throws { try await channel.close() }
}

@Suite(.timeLimit(.minutes(1))) struct TransportTests {
    private func withServer(
        _ bytes: String, closes: Bool = false, _ body: (RawServer, AsyncHTTPTransport) async throws -> Void
    ) async throws {
        let server = try await RawServer(.init(bytes: bytes, closes: closes))
        let transport = AsyncHTTPTransport()
        try await body(server, transport)
        try await transport.shutdown()
        try await server.close()
    }

    private func get(_ url: String, over transport: AsyncHTTPTransport) async throws -> (TransportResponse, String) {
        let response = try await transport.send(TransportRequest(method: "GET", url: url, headers: []))
        var text = ""
        for try await piece in response.body { text += String(buffer: piece) }
        return (response, text)
    }

    private func failure(at url: String, over transport: AsyncHTTPTransport) async -> ModelFailure.Kind? {
        do {
            _ = try await get(url, over: transport)
            return nil
        } catch {
            return (error as? ModelFailure)?.kind
        }
    }

    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

    @Test func answerArrivesWithItsHeaders() async throws {
        try await withServer(Self.head + "Content-Length: 2\r\n\r\n{}") { server, transport in
            let (response, text) = try await get(server.url, over: transport)
            #expect(response.status == 200)
            #expect(response.header("content-type") == "application/json")
            #expect(text == "{}")
        }
    }

    @Test func wholeAnswerLeavesItsConnectionForTheNext() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") { server, transport in
            for _ in 1...5 {
                let (_, text) = try await get(server.url, over: transport)
                #expect(text == "{}")
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func refusedConnectionIsConnect() async throws {
        let server = try await RawServer(.init(bytes: "", closes: true))
        let url = server.url
        try await server.close()
        let transport = AsyncHTTPTransport()
        #expect(await failure(at: url, over: transport) == .connect)
        try await transport.shutdown()
    }

    @Test(arguments: ["not an address", "http://"])
    func unusableAddressIsConnect(_ url: String) async throws {
        let transport = AsyncHTTPTransport()
        #expect(await failure(at: url, over: transport) == .connect)
        try await transport.shutdown()
    }

    @Test func connectionThatClosesBeforeHeadersIsAReset() async throws {
        try await withServer("", closes: true) { server, transport in
            #expect(await failure(at: server.url, over: transport) == .reset)
        }
    }

    @Test func connectionThatClosesInsideHeadersIsAReset() async throws {
        try await withServer(Self.head, closes: true) { server, transport in
            #expect(await failure(at: server.url, over: transport) == .reset)
        }
    }

    @Test(arguments: ["Content-Length: 100\r\n\r\n{\"a\":", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n"])
    func cutBodyIsAReset(_ rest: String) async throws {
        try await withServer(Self.head + rest, closes: true) { server, transport in
            #expect(await failure(at: server.url, over: transport) == .reset)
        }
    }

    @Test func hugeHeadersAreMalformed() async throws {
        let header = "X-Huge: " + String(repeating: "x", count: 1 << 20) + "\r\n"
        try await withServer(Self.head + header + "Content-Length: 2\r\n\r\n{}") { server, transport in
            #expect(await failure(at: server.url, over: transport) == .malformed)
        }
    }

    @Test func whatIsNotHTTPIsMalformed() async throws {
        try await withServer("SSH-2.0-OpenSSH_9.2\r\n\r\n") { server, transport in
            #expect(await failure(at: server.url, over: transport) == .malformed)
        }
    }

    @Test func redirectIsNotFollowed() async throws {
        let bytes = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        try await withServer(bytes) { server, transport in
            let (response, _) = try await get(server.url, over: transport)
            #expect(response.status == 302)
        }
    }

    /// The server keeps the stream open for ever; the client must be the one that leaves.
    @Test func abandonedBodyClosesItsConnection() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") { server, transport in
            for _ in 1...3 { try await abandon(server.url, over: transport) }
            await server.settle()
            #expect(server.accepted == 3)
        }
    }

    private func abandon(_ url: String, over transport: AsyncHTTPTransport) async throws {
        let response = try await transport.send(TransportRequest(method: "GET", url: url, headers: []))
        for try await piece in response.body {
            #expect(String(buffer: piece) == "hello")
            break
        }
    }

    @Test func bodyThatNobodyReadsClosesItsConnection() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") { server, transport in
            _ = try await transport.send(TransportRequest(method: "GET", url: server.url, headers: []))
            await server.settle()
        }
    }

    @Test func cancellationClosesTheConnection() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") { server, transport in
            let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                let response = try await transport.send(TransportRequest(method: "GET", url: server.url, headers: []))
                for try await _ in response.body { arrival.yield() }
            }
            for await _ in arrived { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await server.settle()
        }
    }
}
