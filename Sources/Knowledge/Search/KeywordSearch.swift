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
        documentLengths = indexes.count == 1 ? indexes[0].documentLengths : indexes.flatMap(\.documentLengths)
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
        /// Empty where every document is one passage, and so has nothing to add.
        var documentScores: [Double] = []
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
            information: [])
        board.information = board.scores
        if documents < passages { board.documentScores = [Double](repeating: 0, count: documentLengths.count) }
        var evidence = Evidence(passages: passages)
        for word in words {
            let match = match(word)
            let idf = Self.idf(match.passages, of: passages)
            let information = Self.idf(match.passages, of: passages + Evidence.background)
            evidence.add(frequency: match.passages, information: information)
            if match.passages == 0 { continue }
            rankPassages(by: match, weight: Double(word.count) * idf, to: &board.scores)
            forEachPart(of: match) { part in
                for posting in part.postings { board.information[part.firstPlace + posting.place] += information }
            }
            if !board.documentScores.isEmpty { rankDocuments(by: match, said: word.count, to: &board.documentScores) }
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
                    found.reserveCapacity(found.count + part.segment.mostPostings(of: number))
                    if part.gone.count == 0 {
                        part.segment.forEachPosting(of: number) { found.append($0) }
                    } else {
                        part.segment.forEachPosting(of: number) { if !part.gone[$0.place] { found.append($0) } }
                    }
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

    /// What a word found in one segment.
    private struct PartOfMatch {
        var postings: [IndexSegment.Posting]
        var segment: IndexSegment
        /// Where the segment's passages begin on the board, and its collection's documents.
        var firstPlace: Int
        var firstDocument: Int
        /// Which of the collection's documents each of the segment's own is.
        var documents: [Int]
    }

    private func forEachPart(of match: Match, _ body: (PartOfMatch) -> Void) {
        var number = 0
        var (firstPlace, firstDocument) = (0, 0)
        for index in indexes {
            for (part, documents) in zip(index.parts, index.documentNumbers) {
                body(
                    PartOfMatch(
                        postings: match.postings[number], segment: part.segment, firstPlace: firstPlace,
                        firstDocument: firstDocument, documents: documents))
                number += 1
                firstPlace += part.segment.count
            }
            firstDocument += index.documents.count
        }
    }

    /// Adds what a word says of passages.
    private func rankPassages(by match: Match, weight: Double, to scores: inout [Double]) {
        let base = Self.k1 * (1 - Self.b)
        let slope = Self.k1 * Self.b * Double(passages) / Double(length)
        scores.withUnsafeMutableBufferPointer { scores in
            forEachPart(of: match) { part in
                part.segment.lengths.withUnsafeBufferPointer { lengths in
                    for posting in part.postings {
                        let count = Double(posting.count)
                        scores[part.firstPlace + posting.place] +=
                            weight * count / (count + base + slope * Double(lengths[posting.place]))
                    }
                }
            }
        }
    }

    /// Adds what a word says of whole documents, as if each were one long passage.
    private func rankDocuments(by match: Match, said: Int, to scores: inout [Double]) {
        var counts = [Int](repeating: 0, count: documentLengths.count)
        forEachPart(of: match) { part in
            for posting in part.postings {
                let document = part.documents[Int(part.segment.documentOf[posting.place])]
                counts[part.firstDocument + document] += posting.count
            }
        }
        let idf = Self.idf(counts.count { $0 > 0 }, of: documents)
        let norm = Double(length) / Double(documents)
        for (document, found) in counts.enumerated() where found > 0 {
            let count = Double(found)
            let ratio = Double(documentLengths[document]) / norm
            scores[document] += Double(said) * idf * count / (count + Self.k1 * (1 - Self.b + Self.b * ratio))
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
            for (partNumber, (part, numbers)) in zip(index.parts, index.documentNumbers).enumerated() {
                let segment = part.segment
                board.scores[firstPlace..<firstPlace + segment.count].withUnsafeBufferPointer { scores in
                    for place in scores.indices where scores[place] > 0 {
                        var score = scores[place]
                        if allowed != nil || !board.documentScores.isEmpty {
                            let document = numbers[Int(segment.documentOf[place])]
                            if let allowed, !allowed[document] { continue }
                            if !board.documentScores.isEmpty { score += board.documentScores[firstDocument + document] }
                        }
                        best.offer((firstPlace + place, partNumber, number, place), score: score, order: segment.ids[place])
                    }
                }
                firstPlace += segment.count
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
