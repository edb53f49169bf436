import AsyncHTTPClient
import LanguageModel
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The transport over AsyncHTTPClient: HTTP/1.1 and HTTP/2, TLS, pooled connections. Follows no redirect, so that a key
/// is never carried to another host.
package struct AsyncHTTPTransport: Transport {
    private let client: HTTPClient

    /// - Parameter connectTimeout: the longest that opening a connection may take; one limit for the whole client.
    package init(connectTimeout: Duration = .seconds(5)) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .nanoseconds(Int64(connectTimeout.milliseconds * 1e6))
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1024
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
    }

    package func send(_ request: TransportRequest) async throws -> TransportResponse {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(body) }
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
        try await client.shutdown()
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
    case let error as HTTPParserError where error == .invalidEOFState:
        return ModelFailure(.reset, "the connection broke in the middle of the answer")
    case is HTTPParserError:
        return ModelFailure(.malformed, "the response is not HTTP, or its headers are too large")
    case let error as HTTPClientError where addressErrors.contains(error):
        return ModelFailure(.connect, "the provider's address cannot be used: \(error.shortDescription)")
    default:
        return ModelFailure(.reset, "the connection broke")
    }
}

private let connectErrors: [HTTPClientError] = [
    .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
]
private let addressErrors: [HTTPClientError] = [.invalidURL, .emptyHost, .emptyScheme]
