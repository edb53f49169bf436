/// Finds another name in the place of a passage's own, in scripts that have no capitals to show a name by.
///
/// What shows it there is its place: something that the passage does not know stands between the same neighbours as something that the
/// claim does not know. In scripts with spaces these are the words before it, and the word after it, or a preposition before it; in
/// Chinese and Japanese the characters on both sides, one of which is a word that goes with names: "in", "by", "district", "Mr".
/// A word that merely means the same in the same place is taken for another, too: the milder mistake.
struct UncasedNames {
    private let claim: [Word]

    init(_ claim: [Word]) {
        self.claim = claim
    }

    /// - Parameters:
    ///   - part: the sentence of the passage that is nearest.
    ///   - isThere: whether the passage has a word, in any form.
    func takeAPlace(in part: [Word], terms: Set<String>, isThere: (String) -> Bool) -> Bool {
        hasOtherWord(part, isThere) || hasOtherCharacters(part, terms)
    }

    // MARK: Words

    private func hasOtherWord(_ part: [Word], _ isThere: (String) -> Bool) -> Bool {
        let own = Set(claim.map(\.text))
        for place in claim.indices where Self.mayBeName(claim[place]) && !isThere(claim[place].text) {
            guard let before = Self.before(place, in: claim) else { continue }
            let after = Self.after(place, in: claim)
            for other in part.indices where Self.mayBeName(part[other]) && !own.contains(part[other].text) {
                guard Self.before(other, in: part) == before else { continue }
                if before.count > 1 || Self.after(other, in: part) == after { return true }
            }
        }
        return false
    }

    private static func mayBeName(_ word: Word) -> Bool {
        guard case .letters(let script) = word.shape, !script.hasCapitals else { return false }
        return StopWords.languages(word.text).isEmpty
    }

    /// The nearest word before it that is no stop word, and those in between; nil at the beginning of a sentence.
    private static func before(_ place: Int, in words: [Word]) -> [String]? {
        var found: [String] = []
        for word in words[..<place].reversed() {
            guard word.sentence == words[place].sentence else { return nil }
            found.append(word.text)
            if StopWords.languages(word.text).isEmpty { return found }
        }
        return nil
    }

    private static func after(_ place: Int, in words: [Word]) -> String? {
        let next = place + 1
        return next < words.count && words[next].sentence == words[place].sentence ? words[next].text : nil
    }

    // MARK: Characters

    /// The characters beside what may be a name; nil for the end of a run.
    private struct Surroundings: Hashable {
        var before: Unicode.Scalar?
        var after: Unicode.Scalar?

        init(_ run: [Unicode.Scalar], _ range: Range<Int>) {
            before = range.lowerBound > 0 ? run[range.lowerBound - 1] : nil
            after = range.upperBound < run.count ? run[range.upperBound] : nil
        }

        /// Whether one of them goes with names.
        var areOfName: Bool {
            before.map(UncasedNames.beforeNames.contains) == true || after.map(UncasedNames.afterNames.contains) == true
        }
    }

    /// Of a name in characters.
    private static let longest = 4

    private func hasOtherCharacters(_ part: [Word], _ terms: Set<String>) -> Bool {
        let theirs = Self.runs(of: part)
        guard !theirs.isEmpty else { return false }
        let mine = Self.runs(of: claim)
        let own = Set(mine.joined())
        for run in mine {
            for range in Self.stretches(of: run, where: { !terms.contains(String($0)) }) {
                let place = Surroundings(run, range)
                guard place.areOfName else { continue }
                for other in theirs {
                    let stretches = Self.stretches(of: other, where: { !own.contains($0) })
                    if stretches.contains(where: { Surroundings(other, $0) == place }) { return true }
                }
            }
        }
        return false
    }

    private static func runs(of words: [Word]) -> [[Unicode.Scalar]] {
        words.filter { $0.shape == .ideographs }.map { Array($0.text.unicodeScalars) }
    }

    /// The longest stretches of characters of which that is true, as long as names are.
    private static func stretches(of run: [Unicode.Scalar], where isTrue: (Unicode.Scalar) -> Bool) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for (index, character) in run.enumerated() {
            if isTrue(character) {
                start = start ?? index
            } else if let begin = start {
                found.append(begin..<index)
                start = nil
            }
        }
        if let start { found.append(start..<run.count) }
        return found.filter { $0.count <= longest }
    }

    private static let beforeNames = Set("由在于到往从從自至叫向与與和任".unicodeScalars)
    private static let afterNames = Set("区區市县縣省镇鎮乡鄉村路街国國州岛島山河湖江海港湾灣站桥橋寺园園馆館院校厂廠店社局族语語氏先女教博老".unicodeScalars)
}

extension Script {
    /// Whether it has capital letters.
    var hasCapitals: Bool {
        switch self {
        case .latin, .cyrillic, .greek, .armenian: true
        case .arabic, .hebrew, .devanagari, .tamil, .other: false
        }
    }
}
