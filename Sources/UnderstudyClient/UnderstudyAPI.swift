public import Foundation

/// A typed client of one Understudy server.
///
/// ```swift
/// let understudy = UnderstudyAPI(url: url, key: key)
/// for try await event in try await understudy.stream(CompletionRequest("Why is the sky blue?")) {
///     if case .text(let piece) = event { print(piece, terminator: "") }
/// }
/// ```
///
/// A key (from `understudy key create`) opens ``complete(_:)``, ``stream(_:)`` and ``models()``; an account's tokens (from
/// ``login(username:password:)``) open the conversations. Every call throws ``UnderstudyError``, or `CancellationError` when
/// its task is cancelled.
public struct UnderstudyAPI: Sendable {
    /// Where the server is.
    public let url: URL
    private let transport: any HTTPTransport
    private let authorization: Authorization

    private enum Authorization {
        case none
        case key(String)
        case account(TokenKeeper)
    }

    /// - Parameters:
    ///   - url: the server's address, such as `http://127.0.0.1:8000`; a path in it stands before every path of the API.
    ///   - key: an API key; without one only what is open to everybody can be called.
    public init(url: URL, key: String? = nil, transport: any HTTPTransport = URLSessionTransport()) {
        self.url = url
        self.transport = transport
        authorization = key.map(Authorization.key) ?? .none
    }

    /// Acts for the person whose tokens these are. When the server says that the access token has lapsed, it is refreshed
    /// once and the call made again; copies of this value share the tokens.
    ///
    /// - Parameter onRefresh: receives the tokens that took the place of the old ones, to be kept; the old ones are void.
    public init(
        url: URL, tokens: AccountTokens, transport: any HTTPTransport = URLSessionTransport(),
        onRefresh: @escaping @Sendable (AccountTokens) -> Void = { _ in }
    ) {
        self.url = url
        self.transport = transport
        let open = UnderstudyAPI(url: url, transport: transport)
        authorization = .account(
            TokenKeeper(tokens) { old in
                let new = try await open.refresh(old)
                onRefresh(new)
                return new
            })
    }

    /// Sends a request and returns its reply, which is a success.
    ///
    /// - Parameters:
    ///   - path: the path's parts, not yet encoded.
    ///   - query: names and values, not yet encoded.
    ///   - timeout: the longest silence.
    func send(
        _ method: String, _ path: [String], query: [(name: String, value: String)] = [], body: (any Encodable)? = nil,
        timeout: Duration = .seconds(30)
    ) async throws -> HTTPReply {
        var call = HTTPCall(method: method, url: try address(of: path, query: query), timeout: timeout)
        call.headers["Accept"] = "application/json, text/event-stream"
        if let body {
            call.headers["Content-Type"] = "application/json"
            call.body = try Self.encode(body)
        }
        let reply = try await authorised(call)
        guard reply.isSuccess else { throw UnderstudyError.refused(ServerRefusal(reply, body: try await reply.collect())) }
        return reply
    }

    /// As ``send(_:_:query:body:timeout:)``, with the reply's body as a value.
    func value<Value: Decodable>(
        _ method: String, _ path: [String], query: [(name: String, value: String)] = [], body: (any Encodable)? = nil,
        timeout: Duration = .seconds(30)
    ) async throws -> Value {
        try Self.decode(try await send(method, path, query: query, body: body, timeout: timeout).collect())
    }

    /// As ``send(_:_:query:body:timeout:)``, for a reply without a body.
    func perform(_ method: String, _ path: [String], body: (any Encodable)? = nil) async throws {
        _ = try await send(method, path, body: body).collect()
    }

    private func authorised(_ call: HTTPCall) async throws -> HTTPReply {
        switch authorization {
        case .none: return try await transmit(call, token: nil)
        case .key(let key): return try await transmit(call, token: key)
        case .account(let keeper):
            let token = await keeper.accessToken
            let reply = try await transmit(call, token: token)
            guard reply.status == 401 else { return reply }
            return try await transmit(call, token: try await keeper.accessToken(after: token))
        }
    }

    private func transmit(_ call: HTTPCall, token: String?) async throws -> HTTPReply {
        var call = call
        if let token { call.headers["Authorization"] = "Bearer \(token)" }
        do {
            return try await transport.send(call)
        } catch {
            throw UnderstudyError.told(of: error, whileStreaming: false)
        }
    }

    private func address(of path: [String], query: [(name: String, value: String)]) throws -> URL {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~:")
        let encoded = { (text: String) in text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text }
        let parts = path.map(encoded)
        let pairs = query.map { "\(encoded($0.name))=\(encoded($0.value))" }
        guard let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), url.host != nil,
            var components = URLComponents(url: url, resolvingAgainstBaseURL: true)
        else {
            throw UnderstudyError.unreachable("\"\(url.absoluteString)\" is not an http or https address")
        }
        var prefix = components.percentEncodedPath
        while prefix.hasSuffix("/") { prefix.removeLast() }
        components.percentEncodedPath = prefix + "/" + parts.joined(separator: "/")
        components.percentEncodedQuery = pairs.isEmpty ? nil : pairs.joined(separator: "&")
        components.fragment = nil
        guard let address = components.url else {
            throw UnderstudyError.unreachable("\"\(url.absoluteString)\" is not an http or https address")
        }
        return address
    }

    private static func encode(_ body: any Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(body)
        } catch {
            throw UnderstudyError.unreadable("the request holds a number that JSON has no word for")
        }
    }

    private static func decode<Value: Decodable>(_ data: Data) throws -> Value {
        do {
            return try JSONDecoder.understudy.decode(Value.self, from: data)
        } catch {
            throw UnderstudyError.unreadable("it is not the JSON that was expected")
        }
    }
}

extension JSONDecoder {
    /// Reads the API's times, with or without a fraction of a second.
    static var understudy: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            if let date = try? Date(text, strategy: .iso8601) { return date }
            if let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) { return date }
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a time")
        }
        return decoder
    }
}
