import NIOCore
import NIOPosix

/// Everything a server sent until it closed, or until `enough` says that the test has seen what it waits for.
struct RawAnswer {
    var bytes: [UInt8]
    /// The connection ended in an error, as after a reset.
    var wasReset: Bool

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var status: Int? { text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } }
    var head: String { text.firstRange(of: "\r\n\r\n").map { String(text[..<$0.lowerBound]) } ?? text }

    /// The body with chunk framing taken off.
    var body: String {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return "" }
        var rest = bytes[end.upperBound...]
        guard head.lowercased().contains("transfer-encoding: chunked") else { return String(decoding: rest, as: UTF8.self) }
        var body: [UInt8] = []
        while let line = rest.firstRange(of: Array("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            body += rest[line.upperBound...].prefix(size)
            rest = rest[line.upperBound...].dropFirst(size + 2)
        }
        return String(decoding: body, as: UTF8.self)
    }

    var endsItsChunks: Bool { text.hasSuffix("\r\n0\r\n\r\n") }
}

enum RawClient {
    /// Sends `request` as it is and reads until the server closes or `enough` is true of what came.
    static func send(
        _ request: String, to port: Int, until enough: @Sendable (RawAnswer) -> Bool = { _ in false }
    ) async throws -> RawAnswer {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(60))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var answer = RawAnswer(bytes: [], wasReset: false)
            do {
                try await outbound.write(ByteBuffer(string: request))
                for try await buffer in inbound {
                    answer.bytes += buffer.readableBytesView
                    if enough(answer) { break }
                }
            } catch {
                answer.wasReset = true
            }
            return answer
        }
    }

    static func request(_ method: String, _ path: String, _ body: String = "", headers: [String: String] = [:]) -> String {
        var text = "\(method) \(path) HTTP/1.1\r\nhost: simulator\r\nconnection: close\r\ncontent-length: \(body.utf8.count)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return text + "\r\n" + body
    }
}
