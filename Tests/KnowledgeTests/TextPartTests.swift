import Testing

@testable import Knowledge

@Suite struct TextPartTests {
    private func part(_ place: TextPart.Place, of text: String) async throws -> TextPart {
        let scalars = Array(text.unicodeScalars)
        return try await TextPart(of: place, length: scalars.count) { range in
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: scalars[range.clamped(to: 0..<scalars.count)])
            return String(piece)
        }
    }

    @Test(arguments: [
        "", "short", String(repeating: "A line of some words.\n", count: 5000), String(repeating: "x", count: 70_000),
        String(repeating: "日本語\u{301}👩‍👩‍👧\r\n", count: 9000), String(repeating: "\n", count: 40_000),
    ])
    func allPartsTogetherAreTheText(text: String) async throws {
        let count = try await part(.number(1), of: text).count
        var whole = String.UnicodeScalarView()
        for number in 1...count {
            let part = try await part(.number(number), of: text)
            #expect(part.number == number && part.count == count && part.start == whole.count)
            whole.append(contentsOf: part.text.unicodeScalars)
        }
        #expect(whole.elementsEqual(text.unicodeScalars))
    }

    @Test func aSpanIsWholeInItsPart() async throws {
        let text = String(repeating: "A line of some words.\n", count: 5000)
        for start in stride(from: 0, to: text.count - 500, by: 777) {
            let part = try await part(.span(start..<start + 500), of: text)
            #expect(part.start <= start && start + 500 <= part.start + part.text.unicodeScalars.count)
        }
    }

    @Test func numbersThatAreNoPartsAreTheNearest() async throws {
        #expect(try await part(.number(9), of: "short") == TextPart(number: 1, count: 1, start: 0, text: "short"))
        #expect(try await part(.number(-1), of: "short").number == 1)
        #expect(try await part(.span(90..<95), of: "short").text == "short")
    }
}
