import Foundation
import Testing

@testable import UnderstudyClient

struct ServerSentEventTests {
    private func events(of pieces: [Data]) throws -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return try pieces.flatMap { try parser.consume($0) }
    }

    private let stream = Data(
        "\u{FEFF}: a comment\nid: 1\nevent: first\ndata: Grüße 🌍\n\nevent:second\r\ndata:one\r\ndata: two\r\ndata\r\n\r\ndata:  x\r\rdata: cut"
            .utf8)
    private let expected = [
        ServerSentEvent(name: "first", data: "Grüße 🌍"), ServerSentEvent(name: "second", data: "one\ntwo\n"),
        ServerSentEvent(name: "", data: " x"),
    ]

    @Test func readsTheSameEventsWhereverTheStreamIsSplit() throws {
        for first in 0...stream.count {
            #expect(try events(of: [stream.prefix(first), stream.dropFirst(first)]) == expected, "split at \(first)")
        }
        #expect(try events(of: stream.map { Data([$0]) }) == expected)
    }

    @Test func readsTheSameEventsInThreePieces() throws {
        for first in stride(from: 0, through: stream.count, by: 3) {
            for second in first...stream.count {
                let pieces = [stream[..<first], stream[first..<second], stream[second...]]
                #expect(try events(of: pieces) == expected, "split at \(first) and \(second)")
            }
        }
    }

    @Test func anEventWithoutDataIsNone() throws {
        #expect(try events(of: [Data("event: ping\n\n\n\nid: 3\n\nnonsense\n\n".utf8)]).isEmpty)
    }

    @Test func declinesAnEventWithoutEnd() throws {
        var parser = ServerSentEventParser()
        let line = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
        #expect(throws: UnderstudyError.self) {
            for _ in 0...16 { _ = try parser.consume(line) }
        }
    }
}
