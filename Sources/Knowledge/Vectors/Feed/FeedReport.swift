/// What became of passages.
package struct FeedReport: Sendable, Hashable {
    package struct Refusal: Sendable, Hashable {
        package var id: Int64
        /// In the provider's words.
        package var reason: String
    }

    /// Whose vector the model was asked for.
    package var embedded = 0
    /// Whose vector was known.
    package var cached = 0
    /// Which the model declines; they can be found by their words only.
    package var refused: [Refusal] = []

    package init() {}

    static func += (report: inout FeedReport, other: FeedReport) {
        report.embedded += other.embedded
        report.cached += other.cached
        report.refused += other.refused
    }
}

/// What a search by meaning found.
package struct FeedHits: Sendable, Hashable {
    /// Nearest first.
    package var hits: [VectorHit] = []
    /// Collections that were not searched: nothing in them is embedded, or another model's vectors answer there for now.
    package var leftOut: [String] = []
    /// The question's; nil where nothing needed it.
    package var vector: [Float]?
}
