import TestSupport
import Testing

@testable import Routing

@Suite struct SeamTests {
    /// What the caller has in the end, `continuation` coming in `pieces`.
    private func joined(_ sent: String, _ pieces: [String]) -> String {
        var seam = Seam(after: sent)
        for (index, piece) in pieces.enumerated() {
            switch seam.take(piece) {
            case .undecided: continue
            case .goesOn(let text): return sent + text + pieces[(index + 1)...].joined()
            case .restarted(let text): return text + pieces[(index + 1)...].joined()
            }
        }
        switch seam.end() {
        case .undecided: return sent
        case .goesOn(let text): return sent + text
        case .restarted(let text): return text
        }
    }

    @Test(arguments: [
        ("Hello wor", "ld!", "Hello world!"),
        ("Hello wor", "world!", "Hello world!"),
        ("I like ca", "cats", "I like cats"),
        ("The sky is blue", " and wide", "The sky is blue and wide"),
        ("The sky is blue", "The sky is blue and wide", "The sky is blue and wide"),
        ("The sky is blue", "sky is blue and wide", "The sky is blue and wide"),
        ("The sky is blue", "", "The sky is blue"),
        ("The sky is blue", "The sky is blue", "The sky is blue"),
        ("la la la la la la ", "la la la la la la la la", "la la la la la la la la"),
        ("cafe", "\u{301} and tea", "cafe\u{301} and tea"),
        ("a line\r", "\nanother", "a line\r\nanother"),
        ("", "Hello", "Hello"),
        ("The quick brown fox jumps over", "The quick brown fox jumps high", "The quick brown fox jumps high"),
        ("The quick brown fox jumps over the la", "The quick brown fox jumps.", "The quick brown fox jumps."),
        ("The quick brown fox jumps over the la", "The quick brown fox jumps", "The quick brown fox jumps"),
    ]) func joins(_ sent: String, _ continuation: String, _ expected: String) {
        #expect(joined(sent, [continuation]) == expected)
        #expect(joined(sent, continuation.unicodeScalars.map { String($0) }) == expected)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func goingOnRepeatingTheTailAndRepeatingAllGiveTheSameText(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz      ,.éüß漢字🙂👩‍🚀e\u{301}\r\n".unicodeScalars)
        let length = Int.random(in: 40..<900, using: &random)
        let scalars = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "a" }
        let cut = Int.random(in: 12..<(length - 1), using: &random)
        let tail = Int.random(in: 8...min(cut, Seam.reach - 1), using: &random)
        let whole = text(scalars[...])
        for start in [cut, cut - tail, 0] {
            var pieces: [String] = []
            var position = start
            while position < length {
                let end = min(length, position + Int.random(in: 1..<40, using: &random))
                pieces.append(text(scalars[position..<end]))
                position = end
            }
            #expect(joined(text(scalars[..<cut]), pieces).unicodeScalars.elementsEqual(whole.unicodeScalars))
        }
    }

    private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
