import Foundation

/// One event of a `text/event-stream`.
struct ServerSentEvent: Hashable, Sendable {
    /// The `event` field; empty when there was none.
    var name = ""
    var data = ""
}

/// Reads server-sent events after the HTML standard's rules, from any pieces.
struct ServerSentEventParser: Sendable {
    /// An event longer than this is none of Understudy's.
    static let longestEvent = 16 << 20

    private var line: [UInt8] = []
    private var name = ""
    private var data: [UInt8]?
    private var lastWasCarriageReturn = false
    private var isFirstLine = true

    /// The events that `bytes` completes. One that the stream's end cuts off is never handed out.
    mutating func consume(_ bytes: Data) throws -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where lastWasCarriageReturn:
                lastWasCarriageReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                lastWasCarriageReturn = byte == UInt8(ascii: "\r")
                if let event = endLine() { events.append(event) }
            default:
                lastWasCarriageReturn = false
                line.append(byte)
            }
        }
        guard line.count + (data?.count ?? 0) <= Self.longestEvent else {
            throw UnderstudyError.unreadable("the stream holds an event of over \(Self.longestEvent) bytes")
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        }
        guard !line.isEmpty else {
            defer { (name, data) = ("", nil) }
            return data.map { ServerSentEvent(name: name, data: String(decoding: $0, as: UTF8.self)) }
        }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data":
            if data != nil { data?.append(UInt8(ascii: "\n")) }
            data = (data ?? []) + value
        case "event":
            name = String(decoding: value, as: UTF8.self)
        default:
            break
        }
        return nil
    }
}
