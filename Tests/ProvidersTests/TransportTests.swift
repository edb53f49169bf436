import LanguageModel
import NIOCore
import NIOPosix
import Providers
import TestSupport
import Testing

extension MultiThreadedEventLoopGroup {
    /// One loop, so that all requests share one pool.
    static let one = MultiThreadedEventLoopGroup(numberOfThreads: 1)
}

extension Transport {
    func get(_ url: String, connectTimeout: Duration = patience) async throws -> (TransportResponse, String) {
        let response = try await send(
            TransportRequest(method: "GET", url: url, headers: [], connectTimeout: connectTimeout))
        var text = ""
        for try await piece in response.body { text += String(buffer: piece) }
        return (response, text)
    }

    func failure(at url: String, connectTimeout: Duration = patience) async -> ModelFailure? {
        do {
            _ = try await get(url, connectTimeout: connectTimeout)
            return nil
        } catch {
            return error as? ModelFailure
        }
    }
}

@Suite(.timeLimit(.minutes(20))) struct TransportTests {
    private func withServer(
        _ bytes: String, closes: Bool = false, _ body: (RawServer, NIOTransport) async throws -> Void
    ) async throws {
        let server = try await RawServer(.init(bytes: bytes, closes: closes))
        let transport = NIOTransport(group: .one)
        try await body(server, transport)
        try await transport.shutdown()
        try await server.close()
    }

    static let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

    @Test func answerArrivesWithItsHeaders() async throws {
        try await withServer(Self.head + "Content-Length: 2\r\n\r\n{}") { server, transport in
            let (response, text) = try await transport.get(server.url)
            #expect(response.status == 200)
            #expect(response.header("content-type") == "application/json")
            #expect(text == "{}")
        }
    }

    @Test func wholeAnswerLeavesItsConnectionForTheNext() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n") { server, transport in
            for _ in 1...5 {
                let (_, text) = try await transport.get(server.url)
                #expect(text == "{}")
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func refusedConnectionIsConnect() async throws {
        let port = try ClosedPort()
        let transport = NIOTransport(group: .one)
        #expect(await transport.failure(at: "http://127.0.0.1:\(port.number)/")?.kind == .connect)
        try await transport.shutdown()
        withExtendedLifetime(port) {}
    }

    @Test(arguments: ["not an address", "http://"])
    func unusableAddressIsConnect(_ url: String) async throws {
        let transport = NIOTransport(group: .one)
        #expect(await transport.failure(at: url)?.kind == .connect)
        try await transport.shutdown()
    }

    @Test func connectionThatClosesBeforeHeadersIsAReset() async throws {
        try await withServer("", closes: true) { server, transport in
            #expect(await transport.failure(at: server.url)?.kind == .reset)
        }
    }

    @Test func connectionThatClosesInsideHeadersIsAReset() async throws {
        try await withServer(Self.head, closes: true) { server, transport in
            #expect(await transport.failure(at: server.url)?.kind == .reset)
        }
    }

    @Test(
        arguments: ["Content-Length: 100\r\n\r\n{\"a\":", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n"])
    func cutBodyIsAReset(_ rest: String) async throws {
        try await withServer(Self.head + rest, closes: true) { server, transport in
            #expect(await transport.failure(at: server.url)?.kind == .reset)
        }
    }

    @Test func hugeHeadersAreMalformed() async throws {
        let header = "X-Huge: " + String(repeating: "x", count: 1 << 20) + "\r\n"
        try await withServer(Self.head + header + "Content-Length: 2\r\n\r\n{}") { server, transport in
            #expect(await transport.failure(at: server.url)?.kind == .malformed)
        }
    }

    @Test func whatIsNotHTTPIsMalformed() async throws {
        try await withServer("SSH-2.0-OpenSSH_9.2\r\n\r\n") { server, transport in
            #expect(await transport.failure(at: server.url)?.kind == .malformed)
        }
    }

    @Test func redirectIsNotFollowed() async throws {
        let bytes = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        try await withServer(bytes) { server, transport in
            let (response, _) = try await transport.get(server.url)
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

    private func abandon(_ url: String, over transport: NIOTransport) async throws {
        let response = try await transport.send(TransportRequest(method: "GET", url: url, headers: [], connectTimeout: patience))
        for try await piece in response.body {
            #expect(String(buffer: piece) == "hello")
            break
        }
    }

    @Test func bodyThatNobodyReadsClosesItsConnection() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") { server, transport in
            _ = try await transport.send(TransportRequest(method: "GET", url: server.url, headers: [], connectTimeout: patience))
            await server.settle()
        }
    }

    @Test func cancellationClosesTheConnection() async throws {
        try await withServer(Self.head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") { server, transport in
            let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                let response = try await transport.send(
                    TransportRequest(method: "GET", url: server.url, headers: [], connectTimeout: patience))
                for try await _ in response.body { arrival.yield() }
            }
            for await _ in arrived { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            await server.settle()
        }
    }

    @Test func bodyThatEndsWithItsConnectionIsWhole() async throws {
        try await withServer("HTTP/1.0 200 OK\r\n\r\nto the end", closes: true) { server, transport in
            for _ in 1...2 {
                let (_, text) = try await transport.get(server.url)
                #expect(text == "to the end")
            }
            #expect(server.accepted == 2)
        }
    }

    @Test func connectionThatTheServerWillCloseIsNotUsedAgain() async throws {
        try await withServer(Self.head + "Connection: close\r\nContent-Length: 2\r\n\r\n{}") { server, transport in
            for _ in 1...3 {
                let (_, text) = try await transport.get(server.url)
                #expect(text == "{}")
            }
            #expect(server.accepted == 3)
            await server.settle()
        }
    }

    @Test func interimAnswersArePassedOver() async throws {
        let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        try await withServer(hints + hints + Self.head + "Content-Length: 2\r\n\r\n{}") { server, transport in
            for _ in 1...2 {
                let (response, text) = try await transport.get(server.url)
                #expect(response.status == 200)
                #expect(text == "{}")
            }
            #expect(server.accepted == 1)
        }
    }

    @Test func largeBodyArrivesWhole() async throws {
        let body = String(repeating: "0123456789abcdef", count: 1 << 18)
        try await withServer(Self.head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body) { server, transport in
            let (_, text) = try await transport.get(server.url)
            #expect(text == body)
        }
    }

    @Test func keyThatCannotBeSentIsUnauthorizedAndNotQuoted() async throws {
        try await withServer(Self.head + "Content-Length: 2\r\n\r\n{}") { server, transport in
            let request = TransportRequest(method: "GET", url: server.url, headers: [("authorization", "Bearer a\r\nb")])
            let failure = await #expect(throws: ModelFailure.self) { try await transport.send(request) }
            #expect(failure?.kind == .unauthorized)
            #expect(failure?.message == "the API key holds characters that cannot be sent")
        }
    }
}
