import AsyncHTTPClient
import Foundation
import LanguageModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The transport over AsyncHTTPClient: HTTP/1.1 and HTTP/2, TLS, pooled connections. Follows no redirect, so that a key
/// is never carried to another host.
///
/// The client knows one connect timeout for all its requests, so there is one client, with its own pool, for each timeout
/// in use. Timeouts come from the configuration and are few; they are rounded up to quarters of a second and held under a
/// minute, which bounds the number of clients whatever is asked.
package final class AsyncHTTPTransport: Transport {
    private struct State {
        /// By connect timeout in quarters of a second.
        var clients: [Int64: HTTPClient] = [:]
        var isShutDown = false
    }

    private let state = Mutex(State())

    package init() {}

    package func send(_ request: TransportRequest) async throws -> TransportResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(body) }
        let client = try client(connectTimeout: request.connectTimeout)
        do {
            let response = try await client.execute(outgoing, deadline: .distantFuture)
            return TransportResponse(
                status: Int(response.status.code),
                headers: response.headers.map { ($0.name.lowercased(), $0.value) },
                body: TransportBody(TranslatedBody(body: response.body)))
        } catch {
            throw try translated(error)
        }
    }

    /// Closes all connections. Requests still under way fail.
    package func shutdown() async throws {
        let clients = state.withLock { state in
            state.isShutDown = true
            defer { state.clients = [:] }
            return Array(state.clients.values)
        }
        for client in clients { try await client.shutdown() }
    }

    private func client(connectTimeout: Duration) throws -> HTTPClient {
        let quarters = Int64((min(max(connectTimeout, .milliseconds(250)), .seconds(60)).milliseconds / 250).rounded(.up))
        return try state.withLock { state in
            if state.isShutDown { throw ModelFailure(.connect, "the server is shutting down") }
            if let client = state.clients[quarters] { return client }
            let client = HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
                configuration: Self.configuration(connectTimeout: .milliseconds(quarters * 250)))
            state.clients[quarters] = client
            return client
        }
    }

    private static func configuration(connectTimeout: TimeAmount) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = connectTimeout
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }
}

/// A response's body whose errors are in routing's terms.
private struct TranslatedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let body: HTTPClientResponse.Body

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator()) }

    struct Iterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator

        mutating func next() async throws -> ByteBuffer? {
            do {
                return try await base.next()
            } catch {
                throw try translated(error)
            }
        }
    }
}

/// What the client's errors mean for routing. Throws `CancellationError` when the caller gave up.
private func translated(_ error: any Error) throws -> ModelFailure {
    switch error {
    case is CancellationError:
        throw CancellationError()
    case let error as HTTPClientError where error == .cancelled:
        throw CancellationError()
    case let error as HTTPClientError where connectErrors.contains(error):
        return ModelFailure(.connect, "could not connect: \(error.shortDescription)")
    case is NIOConnectionError:
        return ModelFailure(.connect, "could not connect: refused or unknown host")
    case NIOSSLError.uncleanShutdown:
        return ModelFailure(.reset, "the connection broke")
    case is NIOSSLExtraError:
        return ModelFailure(.connect, "could not connect: the certificate is not the provider's")
    case let error as NIOSSLError:
        return ModelFailure(.connect, "could not connect: TLS failed (\(error))")
    // A host that is given by its number fails with the bare system error.
    case let error as IOError where unreachable.contains(error.errnoCode):
        return ModelFailure(.connect, "could not connect: refused or unreachable")
    case let error as HTTPParserError where error == .invalidEOFState:
        return ModelFailure(.reset, "the connection broke in the middle of the response")
    case is HTTPParserError:
        return ModelFailure(.malformed, "the response is not HTTP, or its headers are too large")
    case let error as HTTPClientError where addressErrors.contains(error):
        return ModelFailure(.connect, "the provider's address cannot be used: \(error.shortDescription)")
    case let error as HTTPClientError where error.shortDescription.hasPrefix("Invalid header field"):
        // The key is the only header that comes from outside; the error would quote it.
        return ModelFailure(.unauthorized, "the API key holds characters that cannot be sent")
    default:
        return ModelFailure(.reset, "the connection broke")
    }
}

private let unreachable: Set<CInt> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL]
private let connectErrors: [HTTPClientError] = [
    .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
]
private let addressErrors: [HTTPClientError] = [.invalidURL, .emptyHost, .emptyScheme]
