import Knowledge
import LanguageModel
import Logging
import ServiceLifecycle
import Storage
import Telemetry

/// Keeps the indexes in step with the documents until the server stops. Each has a loop of its own, so that a model or store that is
/// away stalls neither the index by words nor the reading of documents; it goes on by itself when they are back.
struct IndexService: Service {
    let indexes: KnowledgeIndexes
    let database: any Database
    let metrics: ServerMetrics
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await repeating("tell the index by words", every: .seconds(1)) { try await indexes.keywords.catchUp() }
                }
                if let vectors = indexes.vectors {
                    group.addTask {
                        await repeating("look for the vectors that are said to be there", every: nil) {
                            guard try await vectors.embedding.isLost() else { return }
                            logger.warning("Vectors are missing in \(vectors.store.kind.label), and are put there again")
                            try await vectors.feed.startOver()
                        }
                        await repeating("keep the vectors of passages", every: .seconds(1)) { try await keep(vectors) }
                    }
                }
                group.addTask {
                    await repeating("count what indexes were not told", every: .seconds(5)) { try await count() }
                }
                group.addTask {
                    // Not at once: a server that was away may still want what it was not told.
                    try? await time.sleep(until: time.now + .seconds(600))
                    await repeating("tidy the indexes", every: .seconds(3600)) { try await indexes.tidying.tidy() }
                }
            }
        }
    }

    func keep(_ vectors: KnowledgeIndexes.VectorIndex) async throws {
        try await vectors.feed.catchUp()
        for collection in try await vectors.embedding.staleCollections() {
            try await vectors.feed.pausing {
                // Another server may have done it meanwhile.
                guard try await vectors.embedding.isStale(collection) else { return }
                logger.info(
                    "Passages of the collection \(collection) are embedded by another model than before; until then the one before answers"
                )
                let report = try await vectors.embedding.rebuild(collection, from: database)
                metrics.indexedPassages.increment(by: Double(report.embedded + report.cached), "vectors")
                logger.info("The vectors of the collection \(collection) are those of the new model")
            }
        }
    }

    private func count() async throws {
        metrics.pendingChanges.set(Double(try await indexes.keywords.pending()), "keywords")
        if let vectors = indexes.vectors { metrics.pendingChanges.set(Double(try await vectors.feed.pending()), "vectors") }
    }

    /// - Parameter interval: nil for until it succeeds.
    private func repeating(_ what: String, every interval: Duration?, _ work: () async throws -> Void) async {
        var isFailing = false
        repeat {
            do {
                try await work()
                if isFailing { logger.info("Can \(what) again") }
                isFailing = false
                if interval == nil { return }
            } catch is CancellationError {
                return
            } catch {
                if !isFailing { logger.warning("Could not \(what), and try again: \(error)") }
                isFailing = true
            }
            do { try await time.sleep(until: time.now + (interval ?? .seconds(1))) } catch { return }
        } while true
    }
}
