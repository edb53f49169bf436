/// A set, asked once.
package struct EvaluationRun: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case queued, running, done, failed, cancelled
        /// The server went down meanwhile.
        case interrupted

        package var isUnfinished: Bool { self == .queued || self == .running }
    }

    package var id: String
    package var set: String
    /// Counts the runs of a set, from 1.
    package var number: Int
    /// What whoever started it says of it, as in `after the smaller chunks`.
    package var note: String
    package var status: Status
    /// Why it failed, for people.
    package var reason: String?
    /// Whether it is to end.
    package var isCancelled: Bool
    /// Questions.
    package var done: Int
    package var total: Int
    /// nil until it has begun.
    package var ground: EvaluationGround?
    /// Of a run that is done: `keywords`, and where a model embeds `vectors` and `fused`.
    package var legs: [LegFigures]
    /// Seconds since 1970.
    package var createdAt: Double
    package var endedAt: Double?
}

/// What a run was made on: where this differs, figures may.
package struct EvaluationGround: Sendable, Hashable, Codable {
    package struct Collection: Sendable, Hashable, Codable {
        package var id: String
        package var name: String
        /// Higher with every change of what can be found in it.
        package var version: Int
        package var documents: Int
        /// How many of them were not ready, and so could not be found.
        package var indexing: Int
        /// As it was set then; documents keep the passages that they were cut into when they were read.
        package var chunkSize: Int
        package var chunkOverlap: Int
    }

    package var collections: [Collection]
    /// What embeds; nil when words alone are searched.
    package var model: String?
    /// The program's.
    package var version: String
    /// Whether the collections changed while it ran.
    package var changedMeanwhile = false
}

/// How good one leg was over all questions, and how fast.
package struct LegFigures: Sendable, Hashable, Codable {
    package var name: String
    package var ndcg10: Double
    package var recall10: Double
    package var mrr: Double
    /// Milliseconds a question: the median, and what one in twenty is above.
    package var p50: Double
    package var p95: Double

    init(name: String, _ answers: [LegAnswer]) {
        self.name = name
        let count = Double(max(1, answers.count))
        ndcg10 = answers.reduce(0) { $0 + $1.ndcg10 } / count
        recall10 = answers.reduce(0) { $0 + $1.recall10 } / count
        mrr = answers.reduce(0) { $0 + $1.reciprocalRank } / count
        let times = answers.map(\.milliseconds).sorted()
        func percentile(_ share: Double) -> Double {
            times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))]
        }
        p50 = percentile(0.5)
        p95 = percentile(0.95)
    }
}

/// What one leg found for one question.
package struct LegAnswer: Sendable, Hashable, Codable {
    package var ndcg10: Double
    package var recall10: Double
    /// One over the place of the first document that answers, 0 where none was found.
    package var reciprocalRank: Double
    package var milliseconds: Double
    /// The first ten documents' ids, best first.
    package var found: [String]

    /// - Parameters:
    ///   - documents: ids, best first, each once.
    ///   - expected: never empty.
    init(_ documents: [String], expected: Set<String>, took milliseconds: Double) {
        let judgements = Dictionary(uniqueKeysWithValues: expected.map { ($0, 1) })
        ndcg10 = RankingMeasures.ndcg(documents, judgements, depth: 10)
        recall10 = Double(documents.prefix(10).count { expected.contains($0) }) / Double(max(1, expected.count))
        reciprocalRank = documents.firstIndex(where: expected.contains).map { 1 / Double($0 + 1) } ?? 0
        self.milliseconds = milliseconds
        found = Array(documents.prefix(10))
    }
}

/// What one question of a run found: as many legs as the run has figures, in their order.
package struct QuestionResult: Sendable, Hashable {
    package var ordinal: Int
    package var legs: [LegAnswer]
}
