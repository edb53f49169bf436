import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The requests of a session that are under way, and where each one's reply goes. On Linux a session has no
/// `bytes(for:)`, so the delegate's calls become a stream here.
final class Exchanges: NSObject, URLSessionDataDelegate, Sendable {
    private enum State {
        case created
        /// Cancelled before it was begun.
        case cancelled
        case waiting(CheckedContinuation<HTTPReply, any Error>)
        case streaming(BodyPipe)
    }

    private let states = Mutex<[Int: State]>([:])

    func expect(_ identifier: Int) {
        states.withLock { $0[identifier] = .created }
    }

    /// False when the request was cancelled already and must not be sent.
    func begin(_ identifier: Int, _ continuation: CheckedContinuation<HTTPReply, any Error>) -> Bool {
        states.withLock { states in
            if case .cancelled = states[identifier] {
                states[identifier] = nil
                return false
            }
            states[identifier] = .waiting(continuation)
            return true
        }
    }

    /// True when the session's task is under way and wants cancelling too.
    func cancel(_ identifier: Int) -> Bool {
        states.withLock { states in
            guard case .created = states[identifier] else { return true }
            states[identifier] = .cancelled
            return false
        }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let body = BodyPipe()
        let waiting = states.withLock { states -> CheckedContinuation<HTTPReply, any Error>? in
            guard case .waiting(let continuation) = states[dataTask.taskIdentifier] else { return nil }
            states[dataTask.taskIdentifier] = .streaming(body)
            return continuation
        }
        let response = response as? HTTPURLResponse
        let headers = (response?.allHeaderFields ?? [:]).compactMap { name, value in
            (name as? String).map { ($0, "\(value)") }
        }
        waiting?.resume(
            returning: HTTPReply(
                status: response?.statusCode ?? 0, headers: Dictionary(headers) { first, _ in first },
                body: body.stream { dataTask.cancel() }))
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard case .streaming(let body) = states.withLock({ $0[dataTask.taskIdentifier] }) else { return }
        if !body.append(data) { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        switch states.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) {
        case .waiting(let continuation):
            continuation.resume(
                throwing: error.map { UnderstudyError.told(of: $0, whileStreaming: false) }
                    ?? UnderstudyError.unreachable("the server closed the connection without a reply"))
        case .streaming(let body):
            body.finish(throwing: error.map { UnderstudyError.told(of: $0, whileStreaming: true) })
        case .created, .cancelled, nil:
            break
        }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
