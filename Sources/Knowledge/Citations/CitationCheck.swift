package import LanguageModel

/// Finds out what of an answer its sources bear out, and where in them it stands.
package struct CitationCheck {
    /// What an answer may cite.
    package struct Source: Sendable, Hashable {
        /// 0 for what is no passage of a collection.
        package var passage: Int64
        /// Empty for what is of no document.
        package var documentID: String
        package var collectionID: String
        package var title: String
        package var url: String?
        package var headings: [String]
        package var page: Int?
        package var text: String
        /// Where ``text`` begins in the kept text, in Unicode scalars.
        package var start: Int
        package var language: String?
        package var score: Double

        package init(
            passage: Int64, documentID: String, collectionID: String, title: String, url: String? = nil,
            headings: [String] = [], page: Int? = nil, text: String, start: Int, language: String? = nil, score: Double
        ) {
            self.passage = passage
            self.documentID = documentID
            self.collectionID = collectionID
            self.title = title
            self.url = url
            self.headings = headings
            self.page = page
            self.text = text
            self.start = start
            self.language = language
            self.score = score
        }

        package init(_ source: Knowledge.Source) {
            let passage = source.passage
            self.init(
                passage: passage.id, documentID: passage.documentID, collectionID: passage.collectionID, title: source.title,
                url: source.url, headings: passage.headings, page: passage.page, text: passage.text, start: passage.start,
                language: passage.language, score: source.score)
        }
    }

    /// - Parameters:
    ///   - text: the answer, as ``CitationFilter`` let it through.
    ///   - sources: what `[1]` and those after it stand for.
    ///   - indexing: how many documents were still being read.
    package static func grounding(of text: String, on sources: [Source], indexing: Int) -> Grounding {
        guard !sources.isEmpty else {
            return Grounding(coverage: indexing > 0 ? .stillIndexing : .notCovered, indexing: indexing)
        }
        let found = AnswerClaims(text)
        let cited = Set(found.claims.flatMap(\.citations)).filter { $0 >= 1 && $0 <= sources.count }
        if cited.isEmpty, found.deniesCoverage, found.claims.isEmpty {
            return Grounding(coverage: indexing > 0 ? .stillIndexing : .notCovered, indexing: indexing)
        }
        let analyzer = TextAnalyzer()
        let check = ClaimCheck(analyzer: analyzer)
        let passages = Dictionary(
            uniqueKeysWithValues: cited.map { number in
                let source = sources[number - 1]
                return (
                    number,
                    CitedPassage(
                        text: source.text, headings: [source.title] + source.headings, language: source.language,
                        analyzer: analyzer)
                )
            })
        let sentences = found.claims.map { claim in
            let numbers = claim.citations.filter(cited.contains)
            return Grounding.Sentence(
                start: claim.start, end: claim.end, citations: numbers,
                verified: check.verdict(claim.text, on: numbers.compactMap { passages[$0] }) == .borneOut)
        }
        let citations = cited.sorted().compactMap { number -> Citation? in
            guard let passage = passages[number] else { return nil }
            let citing = zip(found.claims, sentences).filter { $0.1.citations.contains(number) }
            return citation(
                number, sources[number - 1], passage, claims: citing.map(\.0.text), check,
                isVerified: citing.allSatisfy(\.1.verified))
        }
        return Grounding(coverage: .answered, citations: citations, sentences: sentences, indexing: indexing)
    }

    /// The sentence of the source that has most of what is said with it.
    private static func citation(
        _ number: Int, _ source: Source, _ passage: CitedPassage, claims: [String], _ check: ClaimCheck, isVerified: Bool
    ) -> Citation {
        var best = (share: 0, range: 0..<source.text.unicodeScalars.count)
        for (index, part) in passage.parts.enumerated() {
            let share = claims.reduce(0) { $0 + check.share($1, of: passage, in: part) }
            if index == 0 || share > best.share { best = (share, part.range) }
        }
        let scalars = source.text.unicodeScalars
        let start = scalars.index(scalars.startIndex, offsetBy: best.range.lowerBound)
        let quote = String(scalars[start..<scalars.index(start, offsetBy: best.range.count)])
        return Citation(
            index: number, passage: source.passage, documentID: source.documentID, collectionID: source.collectionID,
            title: source.title, url: source.url, headings: source.headings, page: source.page, quote: quote,
            start: source.start + best.range.lowerBound, end: source.start + best.range.upperBound, score: source.score,
            verified: isVerified)
    }
}
