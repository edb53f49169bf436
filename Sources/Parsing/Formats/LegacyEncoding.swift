/// Guesses the encoding of text from before Unicode by the characters that each makes of it.
enum LegacyEncoding {
    private struct Candidate: Sendable {
        var name: String
        /// From 0 to about 1: how much of what is not ASCII looks like text of the languages that are written so.
        var score: @Sendable (Sample) -> Double
    }

    private struct Sample {
        /// What is not ASCII.
        var scalars: [Unicode.Scalar]
        /// How many of the bytes that are not ASCII have no letter of ASCII beside them: few in the languages that write a letter with an
        /// accent now and then, nearly all in those of another script.
        var company: Double
    }

    /// nil when the bytes are in none.
    static func guess(_ bytes: [UInt8]) -> String? {
        var sample = bytes.prefix(65_536)
        // Not in the middle of a character.
        if sample.count < bytes.count, let end = sample.lastIndex(where: { $0 < 0x40 }) { sample = sample[...end] }
        let company = company(in: sample)
        let scored = candidates.compactMap { candidate -> (name: String, score: Double)? in
            guard let text = TextDecoding.convert(sample, from: candidate.name) else { return nil }
            return (
                candidate.name, candidate.score(Sample(scalars: text.unicodeScalars.filter { !$0.isASCII }, company: company))
            )
        }
        guard let best = scored.max(by: { $0.score < $1.score }) else { return nil }
        return best.score < 0.2 ? scored.first { $0.name == "WINDOWS-1252" }?.name ?? best.name : best.name
    }

    private static func company(in bytes: ArraySlice<UInt8>) -> Double {
        func isLetter(_ index: Int) -> Bool {
            bytes.indices.contains(index) && (0x61...0x7A).contains(bytes[index] | 0x20)
        }
        var (high, among) = (0, 0)
        for index in bytes.indices where bytes[index] >= 0x80 {
            high += 1
            if !isLetter(index - 1), !isLetter(index + 1) { among += 1 }
        }
        return high == 0 ? 0 : Double(among) / Double(high)
    }

    private static let candidates = [
        Candidate(name: "WINDOWS-1252") { accents($0, [0x152, 0x153, 0x160, 0x161]) },
        Candidate(name: "WINDOWS-1250") { accents($0, central) },
        Candidate(name: "WINDOWS-1251") { letters($0, 0x430...0x451, "оеаинтсрвл") },
        Candidate(name: "KOI8-R") { letters($0, 0x430...0x451, "оеаинтсрвл") },
        Candidate(name: "WINDOWS-1253") { letters($0, 0x3AC...0x3CE, "αοιετσνηρςίόά") },
        Candidate(name: "WINDOWS-1255") { letters($0, 0x5D0...0x5EA, "יוהלאתרמבש") },
        Candidate(name: "WINDOWS-1256") { letters($0, 0x621...0x64A, "اليمنوترهب") },
        Candidate(name: "CP932") { share($0.scalars) { (0x3041...0x30FE).contains($0) || $0 == 0x3002 || $0 == 0x3001 } * 1.5 },
        Candidate(name: "EUC-JP") { share($0.scalars) { (0x3041...0x30FE).contains($0) || $0 == 0x3002 || $0 == 0x3001 } * 1.5 },
        Candidate(name: "CP949") { share($0.scalars) { (0xAC00...0xD7A3).contains($0) } },
        Candidate(name: "GB18030") { share($0.scalars, of: simplified) * 4 },
        Candidate(name: "BIG5") { share($0.scalars, of: traditional) * 4 },
    ]

    /// Of Polish, Czech, Hungarian and their neighbours.
    private static let central = Set("ąćęłńśźżčďěňřšťůžőűĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽŐŰ".unicodeScalars.map(\.value))

    /// Latin letters with accents among those without.
    private static func accents(_ sample: Sample, _ more: Set<UInt32>) -> Double {
        let found = share(sample.scalars) {
            (0xDF...0xF6).contains($0) || (0xF8...0xFF).contains($0)
                || [0xC4, 0xD6, 0xDC, 0xC9, 0xC0, 0x201C, 0x201D, 0x2019, 0x2013].contains($0) || more.contains($0)
        }
        return found * (sample.company < 0.4 ? 1.2 : 0.6)
    }

    /// Words of another script: its letters, and most of all those that its languages have most.
    private static func letters(_ sample: Sample, _ range: ClosedRange<UInt32>, _ frequent: String) -> Double {
        let often = Set(frequent.unicodeScalars)
        let found = (share(sample.scalars, range.contains) + share(sample.scalars, of: often) * 1.2) / 2
        return sample.company < 0.4 ? found * 0.5 : found
    }

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
