import LanguageModel
import NIOCore

/// One event of a `text/event-stream`.
struct ServerSentEvent: Hashable {
    /// The `event` field; empty when there was none.
    var name: String
    var data: ByteBuffer
}

/// Cuts bytes into lines, wherever the network cut them: LF, CR LF and CR end a line.
struct LineSplitter {
    /// A line longer than this is not one of a provider's.
    static let longestLine = 8 << 20

    private var pending = ByteBuffer()
    private var scanned = 0
    private var lastWasCarriageReturn = false

    mutating func append(_ bytes: ByteBuffer) {
        var bytes = bytes
        pending.discardReadBytes()
        pending.writeBuffer(&bytes)
    }

    /// The next whole line, without its end; nil when there is none yet.
    mutating func next() throws -> ByteBuffer? {
        if lastWasCarriageReturn, let byte = pending.getInteger(at: pending.readerIndex, as: UInt8.self) {
            lastWasCarriageReturn = false
            if byte == UInt8(ascii: "\n") { pending.moveReaderIndex(forwardBy: 1) }
        }
        let view = pending.readableBytesView
        let start = view.startIndex + scanned
        guard let end = view[start...].firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
            scanned = view.count
            guard scanned <= Self.longestLine else { throw tooLong }
            return nil
        }
        guard end - view.startIndex <= Self.longestLine else { throw tooLong }
        lastWasCarriageReturn = view[end] == UInt8(ascii: "\r")
        let line = pending.readSlice(length: end - view.startIndex)
        pending.moveReaderIndex(forwardBy: 1)
        scanned = 0
        return line
    }

    private var tooLong: ModelFailure {
        ModelFailure(.malformed, "the stream holds a line of over \(Self.longestLine) bytes")
    }

    /// What follows the last line's end, once no more bytes will come.
    mutating func rest() -> ByteBuffer? {
        scanned = 0
        return pending.readableBytes > 0 ? pending.readSlice(length: pending.readableBytes) : nil
    }
}

/// Reads server-sent events after the HTML standard's rules, from any pieces.
struct EventStreamParser {
    private var lines = LineSplitter()
    private var name = ""
    private var data: ByteBuffer?
    private var isFirstLine = true

    mutating func append(_ bytes: ByteBuffer) {
        lines.append(bytes)
    }

    /// The next whole event that has data; nil when there is none yet.
    mutating func next() throws -> ServerSentEvent? {
        while var line = try lines.next() {
            if isFirstLine {
                isFirstLine = false
                if line.readableBytesView.starts(with: [0xEF, 0xBB, 0xBF]) { line.moveReaderIndex(forwardBy: 3) }
            }
            if line.readableBytes == 0 {
                if let event = dispatch() { return event }
            } else {
                try take(line)
            }
        }
        return nil
    }

    /// An event that the stream's end has cut off after its last line, for providers that leave out the blank line.
    mutating func end() throws -> ServerSentEvent? {
        if let line = lines.rest() { try take(line) }
        return dispatch()
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            name = ""
            data = nil
        }
        return data.map { ServerSentEvent(name: name, data: $0) }
    }

    private mutating func take(_ line: ByteBuffer) throws {
        let view = line.readableBytesView
        let colon = view.firstIndex(of: UInt8(ascii: ":")) ?? view.endIndex
        guard colon > view.startIndex else { return }
        var value = colon < view.endIndex ? view[(colon + 1)...] : view[view.endIndex...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch view[..<colon].count {
        case 4 where view[..<colon].elementsEqual("data".utf8):
            if data == nil {
                data = ByteBuffer(value)
            } else {
                data?.writeInteger(UInt8(ascii: "\n"))
                data?.writeBytes(value)
            }
            if let size = data?.readableBytes, size > LineSplitter.longestLine {
                throw ModelFailure(.malformed, "the stream holds an event of over \(LineSplitter.longestLine) bytes")
            }
        case 5 where view[..<colon].elementsEqual("event".utf8):
            name = String(decoding: value, as: UTF8.self)
        default:
            break
        }
    }
}
