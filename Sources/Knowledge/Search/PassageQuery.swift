/// What is looked for, and where.
package struct PassageQuery: Sendable, Hashable {
    package var text: String
    /// Where whoever asks may look: nothing else is searched, and nothing else has a say in what is rare.
    package var collections: [String]
    /// Only in these documents; nil for all.
    package var documents: Set<String>?

    package init(text: String, collections: [String], documents: Set<String>? = nil) {
        self.text = text
        self.collections = collections
        self.documents = documents
    }
}

/// A passage with how near it is, by any measure: higher is nearer.
package struct ScoredPassage: Sendable, Hashable {
    package var id: Int64
    package var score: Double

    package init(id: Int64, score: Double) {
        self.id = id
        self.score = score
    }
}

/// What words found.
package struct KeywordRanking: Sendable, Hashable {
    package struct Hit: Sendable, Hashable {
        package var id: Int64
        package var document: String
        package var collection: String
        package var score: Double
        /// Whether it holds more of the question than chance would bring together, or half of it. What does not is no source.
        package var isSource: Bool
    }

    /// Best first; of two alike the one that came earlier.
    package var hits: [Hit]
    /// How many passages were looked through.
    package var population: Int
    /// The share of the question's words that stand in any of them, 0…1. Below a third the question is likely in a language, or
    /// about a matter, that these documents do not know.
    package var coverage: Double

    package static let empty = KeywordRanking(hits: [], population: 0, coverage: 0)
}
