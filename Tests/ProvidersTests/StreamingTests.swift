import LanguageModel
import NIOCore
import Testing

@testable import Providers

/// Cuts `text` at random places; the same cuts for the same seed.
private func pieces(of text: String, seed: UInt64) -> [ByteBuffer] {
    var state = seed
    var pieces: [ByteBuffer] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let length = Int(state >> 33) % 6
        pieces.append(ByteBuffer(bytes: rest.prefix(length)))
        rest = rest.dropFirst(length)
    }
    return pieces
}

@Suite struct EventStreamParserTests {
    private struct Event: Equatable {
        var name = ""
        var data: String
    }

    private func parse(_ pieces: [ByteBuffer]) throws -> [Event] {
        var parser = EventStreamParser()
        var events: [Event] = []
        func add(_ event: ServerSentEvent) { events.append(Event(name: event.name, data: String(buffer: event.data))) }
        for piece in pieces {
            parser.append(piece)
            while let event = try parser.next() { add(event) }
        }
        if let event = try parser.end() { add(event) }
        return events
    }

    private func parse(_ text: String) throws -> [Event] { try parse([ByteBuffer(string: text)]) }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func everyLineEndIsOne(_ end: String) throws {
        let stream = ["event: a", "data: 1", "", "data: 2", "", ""].joined(separator: end)
        #expect(try parse(stream) == [Event(name: "a", data: "1"), Event(data: "2")])
    }

    @Test func dataLinesOfOneEventAreJoined() throws {
        #expect(try parse("data: a\ndata:\ndata: b\n\n") == [Event(data: "a\n\nb")])
    }

    @Test func onlyOneSpaceAfterTheColonIsDropped() throws {
        #expect(try parse("data:  a\n\ndata:b\n\ndata: c:d \n\n") == [Event(data: " a"), Event(data: "b"), Event(data: "c:d ")])
    }

    @Test func fieldWithoutColonHasAnEmptyValue() throws {
        #expect(try parse("data\n\n") == [Event(data: "")])
    }

    @Test func commentsAndUnknownFieldsAreIgnored() throws {
        #expect(try parse(": ping\n\nid: 4\nretry: 10\nfoo: bar\ndata: x\n: in between\n\n") == [Event(data: "x")])
    }

    @Test func eventWithoutDataIsNone() throws {
        #expect(try parse("event: ping\n\ndata: x\n\n") == [Event(data: "x")])
    }

    @Test func byteOrderMarkAtTheBeginningIsDropped() throws {
        #expect(try parse("\u{FEFF}data: x\n\ndata: \u{FEFF}y\n\n") == [Event(data: "x"), Event(data: "\u{FEFF}y")])
    }

    @Test func lastEventNeedsNoBlankLine() throws {
        #expect(try parse("data: x") == [Event(data: "x")])
        #expect(try parse("data: x\n") == [Event(data: "x")])
        #expect(try parse("").isEmpty)
    }

    @Test(arguments: UInt64(1)...200)
    func cutsDoNotMatter(_ seed: UInt64) throws {
        // In this order no CR comes right before an LF of its own.
        let ends = ["\n", "\r", "\r\n"]
        let stream = [
            "\u{FEFF}event: größe", "data: 🌍 one", "data: two", "", ": comment", "data: three", "", "", "event: b", "data:", "",
            "data: end",
        ].enumerated().map { $1 + ends[($0 + Int(seed)) % 3] }.joined()
        #expect(try parse(pieces(of: stream, seed: seed)) == parse(stream))
        #expect(
            try parse(stream) == [
                Event(name: "größe", data: "🌍 one\ntwo"), Event(data: "three"), Event(name: "b", data: ""), Event(data: "end"),
            ])
    }

    @Test func eventOverTheLimitIsMalformed() {
        let line = ByteBuffer(string: "data: " + String(repeating: "x", count: 1 << 20) + "\n")
        let failure = #expect(throws: ModelFailure.self) {
            _ = try parse(Array(repeating: line, count: 9))
        }
        #expect(failure?.kind == .malformed)
    }
}

@Suite struct LineSplitterTests {
    private func split(_ pieces: [ByteBuffer]) throws -> [String] {
        var splitter = LineSplitter()
        var lines: [String] = []
        for piece in pieces {
            splitter.append(piece)
            while let line = try splitter.next() { lines.append(String(buffer: line)) }
        }
        if let rest = splitter.rest() { lines.append(String(buffer: rest)) }
        return lines
    }

    @Test func keepsEmptyLinesAndTheRest() throws {
        #expect(try split([ByteBuffer(string: "a\n\nb\r\r\nc\r\nd")]) == ["a", "", "b", "", "c", "d"])
    }

    @Test func lineFeedAfterACutCarriageReturnIsPartOfIt() throws {
        #expect(try split(["a\r", "\n", "b\r", "c", "\r", "\r\n"].map { ByteBuffer(string: $0) }) == ["a", "b", "c", ""])
    }

    @Test(arguments: UInt64(1)...200)
    func cutsDoNotMatter(_ seed: UInt64) throws {
        let text = "{\"a\":\"ö🌍\"}\r\n\r\n\n{\"b\":1}\r\r{}\nrest"
        #expect(try split(pieces(of: text, seed: seed)) == ["{\"a\":\"ö🌍\"}", "", "", "{\"b\":1}", "", "{}", "rest"])
    }

    @Test func lineOverTheLimitIsMalformedInOnePieceAndInMany() {
        let chunk = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 20)
        var whole = ByteBuffer(repeating: UInt8(ascii: "x"), count: LineSplitter.longestLine + 1)
        whole.writeString("\n")
        for pieces in [[whole], Array(repeating: chunk, count: 9)] {
            let failure = #expect(throws: ModelFailure.self) { _ = try split(pieces) }
            #expect(failure?.kind == .malformed)
        }
    }
}
