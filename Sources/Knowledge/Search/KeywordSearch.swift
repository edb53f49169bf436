import Foundation

/// One search for words in some collections: BM25 of passages and of their documents.
///
/// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); Lucene's form of idf.
struct KeywordSearch {
    private let indexes: [CollectionIndex]
    private let passages: Int
    private let documents: Int
    private let length: Int
    /// Of all indexes, in a row.
    private let documentLengths: [Int]

    static let k1 = 1.2
    static let b = 0.75

    init(_ indexes: [CollectionIndex]) {
        let indexes = indexes.filter { $0.passages > 0 }
        self.indexes = indexes
        documentLengths = indexes.flatMap(\.documentLengths)
        passages = indexes.reduce(0) { $0 + $1.passages }
        documents = indexes.reduce(0) { $0 + $1.liveDocuments }
        length = indexes.reduce(0) { $0 + $1.length }
    }

    /// What a word of a question found.
    private struct Match {
        /// In each part of each index, in order.
        var postings: [[IndexSegment.Posting]]
        var passages: Int
    }

    /// How far things have come, all passages in one row: those of one part after those of the part before.
    private struct Board {
        var scores: [Double]
        /// What a passage holds of the question, in nats.
        var information: [Double]
        var documentScores: [Double]
    }

    func search(_ query: PassageQuery, limit: Int) -> KeywordRanking {
        let languages = indexes.reduce(into: Set<TextLanguage>()) { $0.formUnion($1.languages) }
        let words = TextAnalyzer().question(query.text, languages: languages)
        let population = population(of: query.documents)
        guard passages > 0, !words.isEmpty, limit > 0 else {
            return KeywordRanking(hits: [], population: population, coverage: 0)
        }
        var board = Board(
            scores: [Double](repeating: 0, count: indexes.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.segment.count } }),
            information: [], documentScores: [Double](repeating: 0, count: documentLengths.count))
        board.information = board.scores
        var evidence = Evidence(passages: passages)
        // Where every document is one passage it has nothing to add.
        let ranksDocuments = documents < passages
        for word in words {
            let match = match(word)
            let idf = Self.idf(match.passages, of: passages)
            evidence.add(frequency: match.passages, information: idf)
            if match.passages == 0 { continue }
            let norm = Double(length) / Double(passages)
            forEachPosting(of: match) { place, _, posting, part in
                let count = Double(posting.count)
                let ratio = Double(part.segment.lengths[posting.place]) / norm
                board.scores[place] += Double(word.count) * idf * count / (count + Self.k1 * (1 - Self.b + Self.b * ratio))
                board.information[place] += idf
            }
            if ranksDocuments { rankDocuments(by: match, said: word.count, on: &board) }
        }
        let known = Double(evidence.known) / Double(words.count)
        let enough = evidence.threshold
        let hits = best(limit, of: board, in: query.documents).map { found in
            KeywordRanking.Hit(
                id: found.id, document: found.document, collection: found.collection, score: found.score,
                isSource: board.information[found.place] >= enough)
        }
        return KeywordRanking(hits: hits, population: population, coverage: known)
    }

    static func idf(_ frequency: Int, of total: Int) -> Double {
        log1p((Double(total - frequency) + 0.5) / (Double(frequency) + 0.5))
    }

    private func population(of documents: Set<String>?) -> Int {
        guard let documents else { return passages }
        return indexes.reduce(0) { sum, index in
            sum + zip(index.documents, index.documentPassages).reduce(0) { $0 + (documents.contains($1.0) ? $1.1 : 0) }
        }
    }

    private func match(_ word: QuestionWord) -> Match {
        let terms = word.terms.map { Array($0.utf8) }
        var match = Match(postings: [], passages: 0)
        for index in indexes {
            for part in index.parts {
                var found: [IndexSegment.Posting] = []
                var sources = 0
                for term in terms {
                    guard let number = part.segment.number(of: term) else { continue }
                    sources += 1
                    part.segment.forEachPosting(of: number) { if !part.gone[$0.place] { found.append($0) } }
                }
                if sources > 1 { found = Self.joined(found) }
                match.passages += found.count
                match.postings.append(found)
            }
        }
        return match
    }

    /// One posting for each passage, in order.
    private static func joined(_ postings: [IndexSegment.Posting]) -> [IndexSegment.Posting] {
        var joined: [IndexSegment.Posting] = []
        for posting in postings.sorted(by: { $0.place < $1.place }) {
            if let last = joined.indices.last, joined[last].place == posting.place {
                joined[last].count += posting.count
            } else {
                joined.append(posting)
            }
        }
        return joined
    }

    /// Calls `body` with each posting, its place on the board and that of its document.
    private func forEachPosting(
        of match: Match, _ body: (Int, Int, IndexSegment.Posting, CollectionIndex.Part) -> Void
    ) {
        var number = 0
        var firstPlace = 0
        var firstDocument = 0
        for index in indexes {
            for (part, documents) in zip(index.parts, index.documentNumbers) {
                for posting in match.postings[number] {
                    let document = documents[Int(part.segment.documentOf[posting.place])]
                    body(firstPlace + posting.place, firstDocument + document, posting, part)
                }
                number += 1
                firstPlace += part.segment.count
            }
            firstDocument += index.documents.count
        }
    }

    /// Adds what a word says of whole documents, as if each were one long passage.
    private func rankDocuments(by match: Match, said: Int, on board: inout Board) {
        var counts = [Int](repeating: 0, count: documentLengths.count)
        forEachPosting(of: match) { _, document, posting, _ in counts[document] += posting.count }
        let idf = Self.idf(counts.count { $0 > 0 }, of: documents)
        let norm = Double(length) / Double(documents)
        for (document, found) in counts.enumerated() where found > 0 {
            let count = Double(found)
            let ratio = Double(documentLengths[document]) / norm
            board.documentScores[document] +=
                Double(said) * idf * count / (count + Self.k1 * (1 - Self.b + Self.b * ratio))
        }
    }

    private struct Found {
        var place: Int
        var id: Int64
        var document: String
        var collection: String
        var score: Double
    }

    private func best(_ limit: Int, of board: Board, in documents: Set<String>?) -> [Found] {
        var best = BestFew<(place: Int, part: Int, index: Int, inPart: Int)>(limit)
        var firstPlace = 0
        var firstDocument = 0
        for (number, index) in indexes.enumerated() {
            let allowed = documents.map { wanted in index.documents.map(wanted.contains) }
            for (partNumber, part) in index.parts.enumerated() {
                for place in part.segment.ids.indices where board.scores[firstPlace + place] > 0 {
                    let document = index.documentNumbers[partNumber][Int(part.segment.documentOf[place])]
                    if let allowed, !allowed[document] { continue }
                    let score = board.scores[firstPlace + place] + board.documentScores[firstDocument + document]
                    best.offer(
                        (firstPlace + place, partNumber, number, place), score: score, order: part.segment.ids[place])
                }
                firstPlace += part.segment.count
            }
            firstDocument += index.documents.count
        }
        return best.sorted.map { found in
            let index = indexes[found.value.index]
            let segment = index.parts[found.value.part].segment
            return Found(
                place: found.value.place, id: segment.ids[found.value.inPart],
                document: segment.documents[Int(segment.documentOf[found.value.inPart])], collection: index.collection,
                score: found.score)
        }
    }
}
