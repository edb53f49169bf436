import Foundation
import Knowledge
import LanguageModel
import Logging
import ServiceLifecycle
import Storage

/// Sets of questions that measure the search, and who asks them.
struct Evaluations: Sendable {
    let desk: EvaluationDesk
    let runner: EvaluationRunner

    /// - Parameters:
    ///   - worker: who runs them, the same after a restart.
    ///   - search: the search that answers are made from.
    ///   - knowledge: what assistants know.
    init(
        database: any Database, collections: CollectionRepository, worker: String, chunks: ChunkSettings,
        search: EvaluationSearch, time: any TimeSource,
        knowledge: @escaping EvaluationTargets.Knowledge = { _ in nil }
    ) {
        let repository = EvaluationRepository(database: database, worker: worker)
        let targets = EvaluationTargets(collections: collections, chunks: chunks, knowledge: knowledge)
        desk = EvaluationDesk(
            repository: repository, targets: targets, time: time, makeID: { UUID().uuidString.lowercased() })
        runner = EvaluationRunner(
            repository: repository, targets: targets, search: search, version: Version.current, time: time)
    }
}

/// Runs evaluations until the server stops; one that is under way then is interrupted.
struct EvaluationService: Service {
    let runner: EvaluationRunner
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var isFailing = false
            var isFirst = true
            repeat {
                do {
                    if isFirst { try await runner.interruptOwn() }
                    isFirst = false
                    while try await runner.work() {}
                    isFailing = false
                } catch is CancellationError {
                    return
                } catch {
                    if !isFailing { logger.warning("Could not run evaluations: \(error)") }
                    isFailing = true
                }
            } while (try? await time.sleep(until: time.now + .seconds(1))) != nil
        }
    }
}
