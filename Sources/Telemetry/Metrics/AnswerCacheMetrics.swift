extension ServerMetrics {
    /// What became of questions that may have been asked before, and what is kept.
    package struct AnswerCacheCounts: Sendable, Hashable {
        /// By how the answer was found.
        package var hits: [String: Int]
        package var misses: Int
        package var entries: Int
        package var bytes: Int

        package init(hits: [String: Int], misses: Int, entries: Int, bytes: Int) {
            self.hits = hits
            self.misses = misses
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// Reports them at each scrape. Call it once.
    package func reportAnswerCache(_ counts: @escaping @Sendable () -> AnswerCacheCounts) {
        registry.collect {
            let counts = counts()
            return [
                MetricFamily(
                    "understudy_answer_cache_hits_total", .counter, help: "Answers from documents that were given again.",
                    samples: counts.hits.sorted { $0.key < $1.key }.map {
                        .init(labels: [("kind", $0.key)], value: Double($0.value))
                    }),
                MetricFamily(
                    "understudy_answer_cache_misses_total", .counter, help: "Questions whose answer was not kept.",
                    value: Double(counts.misses)),
                MetricFamily(
                    "understudy_answer_cache_entries", .gauge, help: "Answers that are kept.", value: Double(counts.entries)),
                MetricFamily(
                    "understudy_answer_cache_bytes", .gauge, help: "Memory that they take, roughly.", value: Double(counts.bytes)),
            ]
        }
    }
}
