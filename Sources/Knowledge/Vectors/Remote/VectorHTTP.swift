import Foundation
import LanguageModel
import NIOCore
import Providers

/// One vector store's REST interface over ``Providers/Transport``: deadlines, second tries, and errors in one form.
struct VectorHTTP: Sendable {
    struct Answer: Sendable {
        var status: Int
        var body: Data

        /// - Throws: ``VectorStoreError`` `unavailable`.
        func decoded<Value: Decodable>(_ type: Value.Type, of store: VectorStoreKind) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: body)
            } catch {
                throw VectorStoreError.unavailable(store, "its answer of \(body.count) bytes cannot be read")
            }
        }
    }

    /// An answer of a thousand vectors of 4,096 numbers fits.
    private static let answerLimit = 128 << 20
    private static let attempts = 3
    /// The longest that a store's own Retry-After is waited for.
    private static let patience: Duration = .seconds(5)

    let store: VectorStoreKind
    /// Without a slash at the end.
    let baseURL: String
    /// The header that holds the key, and the key.
    let key: (name: String, value: Secret)?
    var headers: [(name: String, value: String)] = []
    let transport: any Transport
    let time: any TimeSource
    var deadline: Duration = .seconds(30)

    /// Asks, and again where that may help: every call that is made of a store may be made twice.
    /// - Parameter body: JSON.
    /// - Returns: what the store said with success, 404 or 409.
    /// - Throws: ``VectorStoreError``, `CancellationError`.
    func send(_ method: String, _ path: String, _ body: Data? = nil) async throws -> Answer {
        var attempt = 1
        while true {
            do {
                return try await sendOnce(method, path, body)
            } catch let trouble as Trouble {
                guard attempt < Self.attempts, trouble.retryAfter ?? .zero <= Self.patience else { throw trouble.error }
                let pause = trouble.retryAfter ?? .milliseconds(200 * attempt)
                try await time.sleep(until: time.now + pause)
                attempt += 1
            }
        }
    }

    func send(_ method: String, _ path: String, json: some Encodable) async throws -> Answer {
        try await send(method, path, try JSONEncoder().encode(json))
    }

    /// A failure that another try may mend.
    private struct Trouble: Error {
        var error: VectorStoreError
        var retryAfter: Duration?
    }

    private func sendOnce(_ method: String, _ path: String, _ body: Data?) async throws -> Answer {
        var headers = headers + [(name: "accept", value: "application/json")]
        if let key { headers.append((name: key.name, value: key.value.reveal)) }
        if body != nil { headers.append((name: "content-type", value: "application/json")) }
        let request = TransportRequest(
            method: method, url: baseURL + path, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        let (status, retryAfter, data) = try await withinDeadline { try await exchange(request) }
        switch status {
        case 200..<300, 404, 409: return Answer(status: status, body: data)
        case 401, 403: throw VectorStoreError.unauthorized(store)
        case 408, 429, 500...:
            throw Trouble(error: .unavailable(store, "status \(status)\(words(data))"), retryAfter: retryAfter)
        default: throw VectorStoreError.rejected(store, "status \(status)\(words(data))")
        }
    }

    private func exchange(_ request: TransportRequest) async throws -> (Int, Duration?, Data) {
        do {
            let response = try await transport.send(request)
            var data = Data()
            for try await chunk in response.body {
                data.append(contentsOf: chunk.readableBytesView)
                guard data.count <= Self.answerLimit else { throw VectorStoreError.unavailable(store, "its answer does not end") }
            }
            let wait = response.header("retry-after").flatMap { Double($0) }.map { Duration.seconds(max(0, min($0, 3600))) }
            return (response.status, wait, data)
        } catch let failure as ModelFailure {
            let error = VectorStoreError.unavailable(store, without(key?.value, failure.message))
            throw failure.kind == .notAllowed ? error as any Error : Trouble(error: error)
        }
    }

    private func withinDeadline<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let lapse = time.now + deadline
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await time.sleep(until: lapse)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let value = first else {
                throw Trouble(error: .unavailable(store, "no answer within \(Int(deadline.seconds)) s"))
            }
            return value
        }
    }

    /// What the store said of an error, for an operator.
    private func words(_ body: Data) -> String {
        let text = String(decoding: body.prefix(400), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return text.isEmpty ? "" : ": " + without(key?.value, text)
    }
}

private func without(_ secret: Secret?, _ text: String) -> String {
    guard let secret, !secret.reveal.isEmpty else { return text }
    return text.replacing(secret.reveal, with: "\(secret)")
}

/// `text` as part of a path or a query.
func urlEscaped(_ text: String) -> String {
    var allowed = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
    allowed.insert(charactersIn: "-._~")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
}
