import Foundation

/// One search for words in some collections: BM25 of passages and of their documents.
///
/// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); Lucene's form of idf.
struct KeywordSearch {
    /// One segment, and where its passages and its collection's documents stand among all.
    private struct Part {
        var segment: IndexSegment
        var gone: Gone
        var firstPlace: Int
        var firstDocument: Int
        /// Which of the collection's documents each of the segment's own is.
        var documents: [Int]
        var collection: Int
    }

    private let indexes: [CollectionIndex]
    /// Of all indexes, in a row.
    private let parts: [Part]
    private let places: Int
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
        var parts: [Part] = []
        var (firstPlace, firstDocument) = (0, 0)
        for (number, index) in indexes.enumerated() {
            for (part, documents) in zip(index.parts, index.documentNumbers) {
                parts.append(
                    Part(
                        segment: part.segment, gone: part.gone, firstPlace: firstPlace, firstDocument: firstDocument,
                        documents: documents, collection: number))
                firstPlace += part.segment.count
            }
            firstDocument += index.documents.count
        }
        self.parts = parts
        places = firstPlace
    }

    /// What a word of a question found.
    private struct Match {
        /// In each part, in order.
        var postings: [[IndexSegment.Posting]] = []
        var passages = 0
    }

    /// How far things have come, all passages in one row: those of one part after those of the part before.
    private struct Board {
        var scores: [Double]
        /// What a passage holds of the question, in nats.
        var information: [Double]
        /// Of each document its score; empty where every document is one passage, and so has nothing to add.
        var documents: [Double] = []
    }

    func search(_ query: PassageQuery, limit: Int) -> KeywordRanking {
        let languages = indexes.reduce(into: Set<TextLanguage>()) { $0.formUnion($1.languages) }
        let words = TextAnalyzer().question(query.text, languages: languages)
        let population = population(of: query.documents)
        guard passages > 0, !words.isEmpty, limit > 0 else {
            return KeywordRanking(hits: [], population: population, coverage: 0)
        }
        var board = Board(
            scores: [Double](repeating: 0, count: places), information: [Double](repeating: 0, count: places))
        if documents < passages { board.documents = [Double](repeating: 0, count: documentLengths.count) }
        var evidence = Evidence(passages: passages)
        // A question of nothing but words that ask is about these.
        let onlyAsks = !words.contains(where: \.tells)
        // Words that ask count here, for they show a language as well as others do.
        var known = 0
        for word in words {
            let match = match(word)
            let idf = Self.idf(match.passages, of: passages)
            let information = evidence.information(frequency: match.passages)
            let tells = onlyAsks || word.tells
            if tells { evidence.add(frequency: match.passages, information: information) }
            if match.passages == 0 { continue }
            known += 1
            rankPassages(
                by: match, weight: Double(word.count) * idf, information: tells ? information : 0, on: &board)
            if !board.documents.isEmpty { rankDocuments(by: match, said: word.count, on: &board) }
        }
        return KeywordRanking(
            hits: best(limit, of: board, in: query.documents, enough: evidence.threshold), population: population,
            coverage: Double(known) / Double(words.count))
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
        var match = Match()
        for part in parts {
            var found: [IndexSegment.Posting] = []
            var sources = 0
            for term in terms {
                guard let number = part.segment.number(of: term) else { continue }
                sources += 1
                let postings = part.segment.postings(of: number, without: part.gone)
                found = sources == 1 ? postings : found + postings
            }
            if sources > 1 { found = Self.joined(found) }
            match.passages += found.count
            match.postings.append(found)
        }
        return match
    }

    /// One posting for each passage, in order.
    private static func joined(_ postings: [IndexSegment.Posting]) -> [IndexSegment.Posting] {
        var joined: [IndexSegment.Posting] = []
        for posting in postings.sorted(by: { $0.place < $1.place }) {
            if let last = joined.indices.last, joined[last].place == posting.place {
                joined[last].count &+= posting.count
            } else {
                joined.append(posting)
            }
        }
        return joined
    }

    /// Adds what a word says of passages.
    private func rankPassages(by match: Match, weight: Double, information: Double, on board: inout Board) {
        let base = Self.k1 * (1 - Self.b)
        let slope = Self.k1 * Self.b * Double(passages) / Double(length)
        board.scores.withUnsafeMutableBufferPointer { scores in
            board.information.withUnsafeMutableBufferPointer { held in
                for (part, postings) in zip(parts, match.postings) {
                    part.segment.lengths.withUnsafeBufferPointer { lengths in
                        for posting in postings {
                            let count = Double(posting.count)
                            let place = Int(posting.place)
                            let score = weight * count / (count + base + slope * Double(lengths[place]))
                            scores[part.firstPlace &+ place] += score
                            held[part.firstPlace &+ place] += information
                        }
                    }
                }
            }
        }
    }

    /// Adds what a word says of whole documents, as if each were one long passage.
    private func rankDocuments(by match: Match, said: Int, on board: inout Board) {
        var counts = [Int](repeating: 0, count: documentLengths.count)
        for (part, postings) in zip(parts, match.postings) {
            for posting in postings {
                let document = part.documents[Int(part.segment.documentOf[Int(posting.place)])]
                counts[part.firstDocument + document] += Int(posting.count)
            }
        }
        let idf = Self.idf(counts.count { $0 > 0 }, of: documents)
        let norm = Double(length) / Double(documents)
        for (document, found) in counts.enumerated() where found > 0 {
            let count = Double(found)
            let ratio = Double(documentLengths[document]) / norm
            board.documents[document] += Double(said) * idf * count / (count + Self.k1 * (1 - Self.b + Self.b * ratio))
        }
    }

    /// - Parameter enough: what a passage must hold of the question to be a source, in nats.
    private func best(_ limit: Int, of board: Board, in documents: Set<String>?, enough: Double) -> [KeywordRanking.Hit] {
        var best = BestFew<Int>(limit)
        // No document has more to add: what does not reach the least with it is passed over. A hair less, for sums are rounded.
        let most = board.documents.max() ?? 0
        let allowed = documents.map { wanted in indexes.flatMap { $0.documents.map(wanted.contains) } }
        for part in parts {
            let segment = part.segment
            board.scores[part.firstPlace..<part.firstPlace + segment.count].withUnsafeBufferPointer { scores in
                var start = 0
                while let place = scores.firstIndex(from: start, reaching: best.least * (1 - 1e-12) - most) {
                    start = place + 1
                    var score = scores[place]
                    guard score > 0 else { continue }
                    if allowed != nil || !board.documents.isEmpty {
                        let document = part.firstDocument + part.documents[Int(segment.documentOf[place])]
                        if let allowed, !allowed[document] { continue }
                        if !board.documents.isEmpty { score += board.documents[document] }
                    }
                    best.offer(part.firstPlace + place, score: score, order: segment.ids[place])
                }
            }
        }
        return best.sorted.map { found in
            let part = parts[parts.partitioningIndex { $0.firstPlace > found.value } - 1]
            let document = Int(part.segment.documentOf[found.value - part.firstPlace])
            return KeywordRanking.Hit(
                id: found.order, document: part.segment.documents[document], collection: indexes[part.collection].collection,
                score: found.score, isSource: board.information[found.value] >= enough)
        }
    }
}

extension UnsafeBufferPointer<Double> {
    /// The first place from `start` on with a number that is not below `least`; eight are looked at in one go.
    fileprivate func firstIndex(from start: Int, reaching least: Double) -> Int? {
        let bytes = UnsafeRawBufferPointer(self)
        let bound = SIMD8(repeating: least)
        var place = start
        while place + 8 <= count, !any(bytes.loadUnaligned(fromByteOffset: place * 8, as: SIMD8<Double>.self) .>= bound) {
            place += 8
        }
        return self[place...].firstIndex { $0 >= least }
    }
}
