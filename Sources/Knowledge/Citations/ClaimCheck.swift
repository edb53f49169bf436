/// Compares a claim with the passages that it cites, by its words: no model is asked, and nothing is understood.
///
/// A claim is borne out when at least half of what it says stands in the passage, and nothing speaks against it: a number, a name
/// or a "not" that is in one of them alone. Across languages, where words cannot be compared, at least two numbers or names must
/// be there, and all of them. What is quoted word for word is borne out, whatever its words are.
struct ClaimCheck {
    enum Verdict: Hashable {
        case borneOut
        /// Too few of its words stand there.
        case elsewhere
        /// It says a number that the passage does not say where it speaks of the same.
        case otherNumber
        case otherName
        case otherwise
        /// It is in another language, and has too little that is the same in all.
        case otherLanguage
    }

    let analyzer: TextAnalyzer

    init(analyzer: TextAnalyzer = TextAnalyzer()) {
        self.analyzer = analyzer
    }

    /// Sentence by sentence, against each passage alone, then against all together.
    func verdict(_ claim: String, on passages: [CitedPassage]) -> Verdict {
        let quoted = QuotedWords(claim)
        if passages.contains(where: { $0.quotable.contains(quoted) }) { return .borneOut }
        let sentences = CitedPassage.sentences(of: claim)
        guard sentences.count > 1 else { return verdict(sentence: claim, on: passages) }
        return sentences.lazy.map { verdict(sentence: $0.text, on: passages) }.first { $0 != .borneOut } ?? .borneOut
    }

    private func verdict(sentence claim: String, on passages: [CitedPassage]) -> Verdict {
        guard let whole = CitedPassage.joined(passages) else { return .elsewhere }
        for passage in passages where verdict(claim, on: passage) == .borneOut { return .borneOut }
        return verdict(claim, on: whole)
    }

    /// How many words of the claim stand in a part of the passage.
    func share(_ claim: String, of passage: CitedPassage, in part: CitedPassage.Part) -> Int {
        content(of: claim, for: passage).count { $0.stands(in: part.terms) }
    }

    private func verdict(_ claim: String, on passage: CitedPassage) -> Verdict {
        let words = WordScanner.words(of: claim)
        let numbers = NumberWords(words[...]).said
        let cased = CasedWord.words(of: claim)
        let content = content(of: claim, for: passage)
        let found = content.count { $0.stands(in: passage.terms) }
        let language = WrittenLanguage(of: claim)
        // Words that stand there show a language better than a guess from a few does.
        if let language, let other = passage.language, language != other, found == 0 || found * 2 < content.count {
            return acrossLanguages(claim, language, numbers, cased, passage)
        }
        guard found * 2 >= content.count else { return .elsewhere }
        let shares = passage.parts.map { part in content.count { $0.stands(in: part.terms) } }
        let best = shares.max() ?? 0
        let near = zip(passage.parts, shares).filter { $0.1 * 2 >= best }.map(\.0)
        let readings = near.reduce(into: passage.context.numbers) { $0.formUnion($1.numbers) }
        guard numbers.isSubset(of: readings) else { return .otherNumber }
        let isGerman = passage.language == .spaced(.german)
        let nearest = zip(passage.parts, shares).max { $0.1 < $1.1 }?.0
        guard !hasOtherName(cased, isGerman: isGerman, passage, nearest: nearest) else { return .otherName }
        if let nearest,
            UncasedNames(words).takeAPlace(in: nearest.words, terms: passage.terms, isThere: { isThere($0, passage) })
        {
            return .otherName
        }
        return isOpposed(claim, passage, near) ? .otherwise : .borneOut
    }

    /// What it says, without numbers, which are compared apart.
    private func content(of claim: String, for passage: CitedPassage) -> [QuestionWord] {
        let written = WordScanner.words(of: claim)
        let numbers = Set(
            written.filter { NumberWords.isNumber($0.text) }
                .flatMap { analyzer.question($0.text, languages: passage.languages).flatMap(\.terms) })
        let words = analyzer.question(claim, languages: passage.languages).filter { word in
            !word.isOfIdeographs && !word.terms.contains(where: numbers.contains)
                && !word.terms.contains { $0.unicodeScalars.allSatisfy { ("0"..."9").contains($0) || $0 == "." } }
        }
        return words.map { $0.orCompound(of: passage.terms) } + Self.characters(of: written)
    }

    /// Each character of a run of Chinese, Japanese or Korean, as there when it is in one of its pairs: alone most are everywhere, and
    /// pairs alone would count a word's borders, too.
    private static func characters(of words: [Word]) -> [QuestionWord] {
        words.filter { $0.shape == .ideographs }.flatMap { word -> [QuestionWord] in
            let run = word.text.unicodeScalars.map(String.init)
            let asks = AskingWords.places(in: run)
            return run.indices.compactMap { index in
                guard !asks[index], !NumberWords.isCharacter(run[index]) else { return nil }
                let pairs = [index - 1, index].filter { $0 >= 0 && $0 + 1 < run.count }.map { run[$0] + run[$0 + 1] }
                return QuestionWord(terms: pairs.isEmpty ? [run[index]] : pairs)
            }
        }
    }

    // MARK: Names

    private func hasOtherName(
        _ claim: [CasedWord], isGerman: Bool, _ passage: CitedPassage, nearest: CitedPassage.Part?
    ) -> Bool {
        let own = Set(claim.map(\.lower))
        for (index, word) in claim.enumerated() where word.isCapital || word.isCode {
            guard !isThere(word.lower, passage) else { continue }
            if word.isCode { return true }
            let before = word.isFirst || index == 0 ? nil : claim[index - 1]
            let after = index + 1 < claim.count && !claim[index + 1].isFirst ? claim[index + 1] : nil
            // A capital within a sentence is a name's; in German any noun's, but for one that follows another, or a title.
            if let before {
                if !isGerman { return true }
                if before.isCapital, !before.isFirst || Self.titles.contains(before.lower) { return true }
            } else if !isGerman, let after, after.isCapital {
                return true
            }
            if let nearest, takesPlace(of: word, before: before, after: after, in: nearest, own, passage) { return true }
        }
        return false
    }

    /// Whether the passage has another capital word in the same place: after the same word, or before it.
    private func takesPlace(
        of word: CasedWord, before: CasedWord?, after: CasedWord?, in part: CitedPassage.Part, _ own: Set<String>,
        _ passage: CitedPassage
    ) -> Bool {
        for (index, other) in part.cased.enumerated() where other.isCapital && !own.contains(other.lower) {
            // One that also stands there in small letters is no name.
            if part.cased.contains(where: { !$0.isCapital && $0.lower == other.lower }) { continue }
            let earlier = other.isFirst || index == 0 ? nil : part.cased[index - 1]
            let later = index + 1 < part.cased.count && !part.cased[index + 1].isFirst ? part.cased[index + 1] : nil
            if let before, let earlier, before.lower == earlier.lower { return true }
            if before == nil, earlier == nil, let after, let later, after.lower == later.lower { return true }
        }
        return false
    }

    private static let titles: Set<String> = ["herr", "herrn", "frau", "dr", "prof", "professor", "firma", "stadt"]

    /// Whether the passage or what stands above it has the word, in any form.
    private func isThere(_ word: String, _ passage: CitedPassage) -> Bool {
        let terms = analyzer.question(word, languages: passage.languages)
        if terms.isEmpty || terms.contains(where: { $0.stands(in: passage.terms) }) { return true }
        if passage.words.contains(word) { return true }
        guard word.count >= 4 else { return false }
        // Another form of it, or a compound with it.
        return passage.words.contains { $0.count >= 4 && ($0.hasPrefix(word) || word.hasPrefix($0) || $0.hasSuffix(word)) }
    }

    // MARK: Negation

    /// Whether what the claim says stands there with a "not" that it lacks, or without one that it has.
    private func isOpposed(_ claim: String, _ passage: CitedPassage, _ near: [CitedPassage.Part]) -> Bool {
        let clauses = near.flatMap(\.clauses)
        for text in CitedPassage.clauses(of: claim) {
            let content = content(of: text, for: passage)
            guard content.count >= 2 else { continue }
            let words = WordScanner.words(of: text)
            let isNegative = Negation.isNegative(words[...])
            let absent = Set(
                Negation.absent(words).flatMap { analyzer.question($0, languages: passage.languages).flatMap(\.terms) })
            let shares = clauses.map { clause in content.count { $0.stands(in: clause.terms) } }
            guard let best = shares.max(), best * 2 >= content.count else { continue }
            let nearest = zip(clauses, shares).filter { $0.1 == best }.map(\.0)
            let agrees = nearest.contains { clause in
                // "Without" denies only what stands behind it, and only to who speaks of that.
                (isNegative || !absent.isDisjoint(with: clause.terms))
                    == (clause.isNegative || content.contains { $0.stands(in: clause.absent) })
            }
            if !agrees { return true }
        }
        return false
    }

    // MARK: Other languages

    private func acrossLanguages(
        _ claim: String, _ language: WrittenLanguage, _ numbers: Set<String>, _ cased: [CasedWord], _ passage: CitedPassage
    ) -> Verdict {
        let readings = passage.parts.reduce(into: passage.context.numbers) { $0.formUnion($1.numbers) }
        guard numbers.isSubset(of: readings) else { return .otherNumber }
        let isLatin = if case .spaced(let language) = language { language.script == .latin } else { false }
        let names = cased.filter { word in
            if word.isCode { return true }
            guard isLatin else { return word.text.unicodeScalars.count > 1 }
            return word.isCapital && !word.isFirst && language != .spaced(.german)
        }
        guard names.allSatisfy({ passage.words.contains($0.lower) || isThere($0.lower, passage) }) else { return .otherName }
        return numbers.count + Set(names.map(\.lower)).count >= 2 ? .borneOut : .otherLanguage
    }
}

extension QuestionWord {
    func stands(in terms: Set<String>) -> Bool { self.terms.contains(where: terms.contains) }

    fileprivate var isOfIdeographs: Bool {
        terms.allSatisfy { $0.unicodeScalars.first.map { $0.value >= 0x2E80 } ?? false }
    }

    /// The same, or as the last part of a compound, which says what it is: bread, for "Roggenbrot".
    fileprivate func orCompound(of others: Set<String>) -> QuestionWord {
        var word = self
        for term in terms where Self.compounding.contains(String(term.prefix(3))) && term.count >= 7 {
            let language = term.prefix(3)
            word.terms += others.filter { $0.count > term.count && $0.hasPrefix(language) && $0.hasSuffix(term.dropFirst(3)) }
        }
        return word
    }

    /// Languages that write compounds as one word with its head last.
    private static let compounding: Set<String> = ["da:", "de:", "nl:", "no:", "sv:"]
}
