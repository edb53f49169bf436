/// Cuts what is too long into sentences, whatever script they are written in, and sentences that are too long between words.
struct SentenceSplitter {
    let text: String
    /// The most weight of a piece.
    let limit: Int
    /// Whether a line is as good as a sentence, as in code.
    let cutsAtLines: Bool

    private struct Place {
        var index: String.Index
        var offset: Int
        var weight: Int
    }

    /// The pieces of `unit`, without the white space between them.
    func units(of unit: Chunker.Unit) -> [Chunker.Unit] {
        var pieces: [Chunker.Unit] = []
        var here = Place(index: unit.range.lowerBound, offset: unit.start, weight: 0)
        /// Where the piece begins; nil before its first character that is no white space.
        var start: Place?
        /// Behind the last character that is no white space.
        var wordsEnd = here
        /// The last place where a word has ended, with what follows it.
        var blank: (end: Place, next: Place?)?
        let end = unit.range.upperBound

        func close(_ from: Place, _ to: Place) {
            guard from.index < to.index else { return }
            pieces.append(
                Chunker.Unit(
                    range: from.index..<to.index, start: from.offset, end: to.offset, weight: to.weight - from.weight,
                    header: unit.header))
        }

        while here.index < end {
            let character = text[here.index]
            let next = Place(
                index: text.index(after: here.index), offset: here.offset + character.unicodeScalars.count,
                weight: here.weight + character.unicodeScalars.reduce(0) { $0 + Chunker.weight(of: $1) })
            if character.isWhitespace {
                if let from = start {
                    if cutsAtLines, character.isNewline {
                        close(from, wordsEnd)
                        start = nil
                        blank = nil
                    } else if wordsEnd.index == here.index {
                        blank = (wordsEnd, nil)
                    }
                }
                here = next
                continue
            }
            if let from = start, next.weight - from.weight > limit {
                // Between words when one of the last ends in its second half, else right here.
                if let cut = blank, let follow = cut.next, (cut.end.weight - from.weight) * 2 > limit {
                    close(from, cut.end)
                    start = follow
                } else {
                    close(from, wordsEnd)
                    start = here
                }
                blank = nil
            }
            if start == nil {
                start = here
                blank = nil
            } else if blank != nil, blank?.next == nil {
                blank?.next = here
            }
            wordsEnd = next
            let isEnd = endsSentence(character, at: here.index, until: end)
            here = next
            if isEnd, let from = start {
                close(from, wordsEnd)
                start = nil
                blank = nil
            }
        }
        if let start { close(start, wordsEnd) }
        return pieces
    }

    /// Whether a sentence is over with `character`, its closing quotes included.
    private func endsSentence(_ character: Character, at index: String.Index, until end: String.Index) -> Bool {
        let next = text.index(after: index)
        let isTerminal = Self.isTerminal(character)
        guard isTerminal || Self.isClosing(character) && followsTerminal(index) else { return false }
        guard next < end else { return true }
        let following = text[next]
        // Still part of it: more marks, or the quote's end.
        if Self.isTerminal(following) || Self.isClosing(following) { return false }
        if isTerminal, !character.isASCII { return true }
        if !isTerminal, !character.isASCII, !following.isWhitespace { return true }
        guard following.isWhitespace else { return false }
        return character != "." || !isAbbreviation(before: index, until: end)
    }

    /// `J. Smith`, `e.g. this`: a single letter before the point, or a small one behind it.
    private func isAbbreviation(before index: String.Index, until end: String.Index) -> Bool {
        let word = text[..<index].suffix(3)
        if word.last?.isLetter == true, word.dropLast().last.map({ !$0.isLetter }) ?? true { return true }
        let behind = text[text.index(after: index)..<end].prefix(4).drop(while: \.isWhitespace)
        return behind.first?.isLowercase == true
    }

    /// Whether there are only closing marks between the end of a sentence and `index`.
    private func followsTerminal(_ index: String.Index) -> Bool {
        for character in text[..<index].suffix(4).reversed() {
            if Self.isTerminal(character) { return true }
            if !Self.isClosing(character) { return false }
        }
        return false
    }

    private static func isTerminal(_ character: Character) -> Bool {
        character.unicodeScalars.first?.properties.isSentenceTerminal ?? false
    }

    private static func isClosing(_ character: Character) -> Bool {
        switch character.unicodeScalars.first?.properties.generalCategory {
        case .closePunctuation, .finalPunctuation: true
        default: character == "\"" || character == "'"
        }
    }
}
