public import Foundation

/// What carries the client's requests. ``URLSessionTransport`` is the one that programs use; a test passes its own and
/// needs no server.
public protocol HTTPTransport: Sendable {
    /// Sends one request and returns as soon as the reply's head is there; its body follows as a stream.
    ///
    /// Cancelling the task that waits here, or letting go of the body, closes the request.
    ///
    /// - Throws: ``UnderstudyError/unreachable(_:)`` when no reply came, `CancellationError` when the task was cancelled.
    func send(_ call: HTTPCall) async throws -> HTTPReply
}

/// One HTTP request.
public struct HTTPCall: Sendable, Hashable {
    /// `GET`, `POST` and so on.
    public var method: String
    /// The whole address.
    public var url: URL
    /// By name.
    public var headers: [String: String]
    /// What is sent, as a whole.
    public var body: Data?
    /// The longest silence that is waited through, before the reply's head and between two pieces of its body.
    public var timeout: Duration

    /// A request.
    public init(
        method: String, url: URL, headers: [String: String] = [:], body: Data? = nil, timeout: Duration = .seconds(30)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

/// The reply to an ``HTTPCall``.
public struct HTTPReply: Sendable {
    /// The HTTP status.
    public var status: Int
    /// By name in lower case.
    public private(set) var headers: [String: String]
    /// The body, in the pieces in which it arrives. It can be read once.
    public var body: AsyncThrowingStream<Data, any Error>

    /// - Parameter headers: names in any case.
    public init(status: Int, headers: [String: String] = [:], body: AsyncThrowingStream<Data, any Error>) {
        self.status = status
        self.headers = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        self.body = body
    }

    /// A reply whose body is already there.
    public init(status: Int, headers: [String: String] = [:], body: Data = Data()) {
        self.init(
            status: status, headers: headers,
            body: AsyncThrowingStream { continuation in
                if !body.isEmpty { continuation.yield(body) }
                continuation.finish()
            })
    }
}

extension HTTPReply {
    /// The longest body that is read as a whole.
    static let longestBody = 64 << 20

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The whole body.
    func collect() async throws -> Data {
        var whole = Data()
        do {
            for try await piece in body {
                whole.append(piece)
                guard whole.count <= Self.longestBody else {
                    throw UnderstudyError.unreadable("the reply is longer than \(Self.longestBody) bytes")
                }
            }
        } catch {
            throw UnderstudyError.told(of: error, whileStreaming: true)
        }
        try Task.checkCancellation()
        return whole
    }
}
