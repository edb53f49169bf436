#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

package import LanguageModel

/// Finds passages by their words: BM25 over an index in memory.
/// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); Lucene's form of idf.
package struct PassageIndex: Sendable {
    private struct Posting {
        var passage: Int
        var count: Int
    }

    private let passages: [LanguageModel.Passage]
    private let lengths: [Int]
    private let meanLength: Double
    private let postings: [String: [Posting]]

    private static let k1 = 1.2
    private static let b = 0.75

    package init(_ passages: [LanguageModel.Passage]) {
        self.passages = passages
        var lengths: [Int] = []
        var postings: [String: [Posting]] = [:]
        for (number, passage) in passages.enumerated() {
            let words = Words.of(passage.source + "\n" + passage.text)
            lengths.append(words.count)
            for (word, count) in words.reduce(into: [String: Int](), { $0[$1, default: 0] += 1 }) {
                postings[word, default: []].append(Posting(passage: number, count: count))
            }
        }
        self.lengths = lengths
        self.postings = postings
        meanLength = Double(max(1, lengths.reduce(0, +))) / Double(max(1, lengths.count))
    }

    /// The passages nearest to `question`, best first; none when they share no telling word with it.
    package func search(_ question: String, limit: Int) -> [LanguageModel.Passage] {
        let words = Set(Words.of(question))
        var scores: [Int: Double] = [:]
        var matched: [Int: Int] = [:]
        for word in words {
            guard let postings = postings[word] else { continue }
            let idf = log1p((Double(passages.count - postings.count) + 0.5) / (Double(postings.count) + 0.5))
            for posting in postings {
                let count = Double(posting.count)
                let norm = Self.k1 * (1 - Self.b + Self.b * Double(lengths[posting.passage]) / meanLength)
                scores[posting.passage, default: 0] += idf * count / (count + norm)
                matched[posting.passage, default: 0] += 1
            }
        }
        // One word of a long question in common is chance.
        let needed = words.count >= 4 ? 2 : 1
        return scores.filter { matched[$0.key, default: 0] >= needed }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(limit).map { passages[$0.key] }
    }
}
