/// Guesses the encoding of text from before Unicode by the characters that each makes of it.
enum LegacyEncoding {
    private struct Candidate: Sendable {
        var name: String
        /// From 0 to about 1: how much of what is not ASCII looks like text of the languages that are written so.
        var score: @Sendable ([Unicode.Scalar]) -> Double
    }

    /// nil when the bytes are in none.
    static func guess(_ bytes: [UInt8]) -> String? {
        var sample = bytes.prefix(65_536)
        // Not in the middle of a character.
        if sample.count < bytes.count, let end = sample.lastIndex(where: { $0 < 0x40 }) { sample = sample[...end] }
        let scored = candidates.compactMap { candidate -> (name: String, score: Double)? in
            guard let text = TextDecoding.convert(sample, from: candidate.name) else { return nil }
            return (candidate.name, candidate.score(text.unicodeScalars.filter { !$0.isASCII }))
        }
        guard let best = scored.max(by: { $0.score < $1.score }) else { return nil }
        return best.score < 0.2 ? scored.first { $0.name == "WINDOWS-1252" }?.name ?? best.name : best.name
    }

    private static let candidates = [
        Candidate(name: "WINDOWS-1252") { scalars in
            // Rarely two in a row, so small letters with accents among ASCII weigh less than whole words in another script.
            0.6
                * share(scalars) {
                    (0xDF...0xFF).contains($0) || [0xC4, 0xD6, 0xDC, 0xC9, 0xC0, 0x201C, 0x201D, 0x2019].contains($0)
                }
        },
        Candidate(name: "WINDOWS-1251") { share($0) { (0x430...0x451).contains($0) } },
        Candidate(name: "KOI8-R") { share($0) { (0x430...0x451).contains($0) } },
        Candidate(name: "CP932") { share($0) { (0x3041...0x30FE).contains($0) || $0 == 0x3002 || $0 == 0x3001 } * 1.5 },
        Candidate(name: "EUC-JP") { share($0) { (0x3041...0x30FE).contains($0) || $0 == 0x3002 || $0 == 0x3001 } * 1.5 },
        Candidate(name: "CP949") { share($0) { (0xAC00...0xD7A3).contains($0) } },
        Candidate(name: "GB18030") { share($0, of: simplified) * 4 },
        Candidate(name: "BIG5") { share($0, of: traditional) * 4 },
    ]

    /// The most frequent characters of Chinese, as each of its two ways of writing has them.
    private static let simplified = Set("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子，。".unicodeScalars)
    private static let traditional = Set("的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子，。".unicodeScalars)

    private static func share(_ scalars: [Unicode.Scalar], _ isTypical: (UInt32) -> Bool) -> Double {
        scalars.isEmpty ? 0 : Double(scalars.count { isTypical($0.value) }) / Double(scalars.count)
    }

    private static func share(_ scalars: [Unicode.Scalar], of typical: Set<Unicode.Scalar>) -> Double {
        scalars.isEmpty ? 0 : Double(scalars.count { typical.contains($0) }) / Double(scalars.count)
    }
}
