import LanguageModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

@testable import Providers

/// What holds for connections of our own making.
@Suite(.timeLimit(.minutes(20))) struct NIOTransportTests {
    private static let whole = RawServer.Script(bytes: TransportTests.head + "Content-Length: 2\r\n\r\n{}")
    private static let endless = RawServer.Script(bytes: TransportTests.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
    private static let silent = RawServer.Script(bytes: "")
    private static let left = RawServer.Script(bytes: "", closes: true)

    // MARK: - Reuse

    @Test func connectionThatWasUsedLastIsUsedNext() async throws {
        let server = try await RawServer(Self.whole)
        let transport = NIOTransport(group: .one)
        try await withThrowingTaskGroup { group in
            for _ in 1...8 { group.addTask { try await transport.get(server.url).1 } }
            for try await text in group { #expect(text == "{}") }
        }
        let accepted = server.accepted
        for _ in 1...20 { _ = try await transport.get(server.url) }
        #expect(server.accepted == accepted)
        try await transport.shutdown()
        await server.settle()
    }

    @Test func requestOnAConnectionThatTheServerHasLeftIsSentOnceMore() async throws {
        let server = try await RawServer(Self.whole, Self.left, Self.whole)
        let transport = NIOTransport(group: .one)
        for _ in 1...2 { #expect(try await transport.get(server.url).1 == "{}") }
        #expect(server.requests == 3)
        #expect(server.accepted == 2)
        try await transport.shutdown()
    }

    @Test func requestIsNeverSentThreeTimes() async throws {
        let server = try await RawServer(Self.whole, Self.left)
        let transport = NIOTransport(group: .one)
        _ = try await transport.get(server.url)
        #expect(await transport.failure(at: server.url)?.kind == .reset)
        #expect(server.requests == 3)
        try await transport.shutdown()
    }

    /// A reset is no goodbye: the server had the request and may have worked on it.
    @Test func requestThatWasResetIsNotSentAgain() async throws {
        let server = try await RawServer(Self.whole, .init(bytes: "", closes: true, resets: true))
        let transport = NIOTransport(group: .one)
        _ = try await transport.get(server.url)
        #expect(await transport.failure(at: server.url)?.kind == .reset)
        #expect(server.requests == 2)
        try await transport.shutdown()
    }

    @Test func requestOnANewConnectionIsSentOnce() async throws {
        let server = try await RawServer(Self.left)
        let transport = NIOTransport(group: .one)
        #expect(await transport.failure(at: server.url)?.kind == .reset)
        #expect(server.requests == 1)
        try await transport.shutdown()
    }

    @Test(arguments: ["HTTP/1.1 2", "HTTP/1.1 103 Early Hints\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
    func requestThatWasAnsweredInPartIsNotSentAgain(_ part: String) async throws {
        let server = try await RawServer(Self.whole, .init(bytes: part, closes: true))
        let transport = NIOTransport(group: .one)
        _ = try await transport.get(server.url)
        #expect(await transport.failure(at: server.url)?.kind == .reset)
        #expect(server.requests == 2)
        try await transport.shutdown()
    }

    @Test func idleConnectionIsClosedInTime() async throws {
        let server = try await RawServer(Self.whole)
        let transport = NIOTransport(group: .one, idleTime: .milliseconds(1))
        _ = try await transport.get(server.url)
        await server.settle()
        #expect(try await transport.get(server.url).1 == "{}")
        #expect(server.accepted == 2)
        try await transport.shutdown()
    }

    // MARK: - Back-pressure

    @Test func connectionIsNotReadWhileEnoughIsWaiting() async throws {
        let exchange = Exchange(try OutgoingRequest(TransportRequest(method: "GET", url: "http://a", headers: [])), tls: nil)
        exchange.deliver(nil, ByteBuffer(repeating: 1, count: Exchange.highWater - 1), isLast: false)
        #expect(!exchange.holdsReads())
        exchange.deliver(nil, ByteBuffer(repeating: 2, count: 1), isLast: false)
        #expect(exchange.holdsReads())
        #expect(try await exchange.bytes()?.readableBytes == Exchange.highWater)
        #expect(!exchange.holdsReads())
        exchange.fail(CancellationError())
    }

    @Test func bodyThatNobodyReadsIsNotFetched() async throws {
        let size = 64 << 20
        let server = try await FloodServer(size: size)
        let transport = NIOTransport(group: .one)
        let response = try await transport.send(
            TransportRequest(method: "GET", url: server.url, headers: [], connectTimeout: .seconds(60)))
        let other = try await RawServer(Self.whole)
        for _ in 1...200 { _ = try await transport.get(other.url) }
        #expect(server.sent < size)
        var received = 0
        for try await piece in response.body { received += piece.readableBytes }
        #expect(received == size)
        try await transport.shutdown()
        try await server.close()
        try await other.close()
    }

    // MARK: - Ends

    @Test func cancellationBeforeTheHeadClosesTheConnection() async throws {
        let server = try await RawServer(Self.silent)
        let transport = NIOTransport()
        let task = Task { try await transport.get(server.url).1 }
        await server.hear(1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await server.settle()
        try await transport.shutdown()
    }

    @Test func cancelledTaskSendsNothing() async throws {
        let server = try await RawServer(Self.whole)
        let transport = NIOTransport(group: .one)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await transport.get(server.url).1
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await transport.shutdown()
        #expect(server.requests == 0)
    }

    @Test func crowdThatGivesUpHalfwayLeavesNoConnection() async throws {
        let server = try await RawServer(Self.whole, Self.endless, Self.left, Self.whole, Self.silent, Self.endless)
        let transport = NIOTransport()
        let tasks = (1...200).map { _ in Task { await transport.failure(at: server.url) } }
        await server.hear(20)
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.value }
        try await transport.shutdown()
        await server.settle()
        try await server.close()
    }

    @Test(arguments: [silent, endless]) func shutdownFailsWhatIsUnderWayAndLeavesNoConnection(_ script: RawServer.Script)
        async throws
    {
        let server = try await RawServer(script)
        let transport = NIOTransport()
        let tasks = (1...4).map { _ in Task { await transport.failure(at: server.url) } }
        await server.hear(4)
        try await transport.shutdown()
        for task in tasks { #expect(await task.value?.kind == .reset) }
        await server.settle()
        let late = await transport.failure(at: server.url)
        #expect(late?.kind == .connect)
        #expect(late?.message == "the server is shutting down")
        try await transport.shutdown()
    }

    // MARK: - TLS

    @Test func trustedServerIsAskedOverTLS() async throws {
        let server = try await RawServer(Self.whole, tls: TestCertificate.server())
        let transport = NIOTransport(group: .one, tls: try TestCertificate.client())
        for _ in 1...3 { #expect(try await transport.get(server.url).1 == "{}") }
        #expect(server.accepted == 1)
        try await transport.shutdown()
        await server.settle()
    }

    @Test func unknownCertificateIsConnectAndSeesNoRequest() async throws {
        let server = try await RawServer(Self.whole, tls: TestCertificate.server())
        let transport = NIOTransport(group: .one)
        let failure = await transport.failure(at: server.url)
        #expect(failure?.kind == .connect)
        #expect(failure?.message.hasPrefix("could not connect: TLS failed") == true)
        #expect(server.requests == 0)
        try await transport.shutdown()
        await server.settle()
    }

    @Test func certificateForAnotherHostIsConnectAndSeesNoRequest() async throws {
        let server = try await RawServer(Self.whole, tls: TestCertificate.server())
        let transport = NIOTransport(group: .one, tls: try TestCertificate.client())
        let failure = await transport.failure(at: "https://127.0.0.1:\(server.port)/")
        #expect(failure?.kind == .connect)
        #expect(failure?.message == "could not connect: the certificate is not the provider's")
        #expect(server.requests == 0)
        try await transport.shutdown()
    }

    @Test func abandonedBodyOverTLSClosesItsConnectionAtOnce() async throws {
        let server = try await RawServer(Self.endless, tls: TestCertificate.server())
        let transport = NIOTransport(group: .one, tls: try TestCertificate.client())
        _ = try await transport.send(TransportRequest(method: "GET", url: server.url, headers: [], connectTimeout: .seconds(60)))
        await server.settle()
        try await transport.shutdown()
    }

    @Test func serverThatNeverGreetsIsAConnectTimeout() async throws {
        let server = try await RawServer(Self.silent)
        let transport = NIOTransport(group: .one)
        let failure = await transport.failure(at: "https://127.0.0.1:\(server.port)/", connectTimeout: .milliseconds(20))
        #expect(failure?.kind == .connect)
        #expect(failure?.message == "could not connect: Connect timeout")
        await server.settle()
        try await transport.shutdown()
    }
}
