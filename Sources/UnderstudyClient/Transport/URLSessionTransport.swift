import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests through `URLSession`, on Apple platforms and on Linux alike.
///
/// It keeps no cookies and no cache. It follows no redirect, so that a key is never carried to another host.
public final class URLSessionTransport: HTTPTransport {
    private let session: URLSession
    private let exchanges: Exchanges

    /// A transport with connections of its own.
    public init() {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        // Every open stream holds a connection.
        configuration.httpMaximumConnectionsPerHost = 64
        exchanges = Exchanges()
        session = URLSession(configuration: configuration, delegate: exchanges, delegateQueue: nil)
    }

    deinit {
        // A session holds its delegate until it is told that it is no longer needed.
        session.finishTasksAndInvalidate()
    }

    /// Sends a request; see ``HTTPTransport/send(_:)``.
    public func send(_ call: HTTPCall) async throws -> HTTPReply {
        var request = URLRequest(url: call.url)
        request.httpMethod = call.method
        request.httpBody = call.body
        request.timeoutInterval = call.timeout / .seconds(1)
        for (name, value) in call.headers { request.setValue(value, forHTTPHeaderField: name) }
        let task = session.dataTask(with: request)
        let identifier = task.taskIdentifier
        exchanges.expect(identifier)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if exchanges.begin(identifier, continuation) {
                    task.resume()
                } else {
                    continuation.resume(throwing: CancellationError())
                }
            }
        } onCancel: {
            if exchanges.cancel(identifier) { task.cancel() }
        }
    }
}
