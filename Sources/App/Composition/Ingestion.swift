package import Chat
import Foundation
package import Knowledge
package import LanguageModel
import Logging
import Parsing
package import Providers
import ServiceLifecycle
package import Storage

/// Everything that takes documents in, for the server and for the command line.
package struct Ingestion: Sendable {
    package let collections: CollectionRepository
    package let documents: DocumentRepository
    package let jobs: JobRepository
    package let worker: IngestionWorker
    private let ownTransport: NIOTransport?

    /// - Parameters:
    ///   - worker: who takes the jobs, the same after a restart.
    ///   - transport: what fetches documents; one of its own when nil.
    ///   - feeds: the indexes to be told before a document counts as ready.
    ///   - cache: forgets answers from documents and collections that are deleted here.
    package init(
        settings: Settings, database: any Database, worker: String, transport: NIOTransport? = nil, feeds: [PassageFeed] = [],
        time: any TimeSource = SystemTime(), cache: AnswerCache? = nil,
        report: @escaping @Sendable (IngestionWorker.Report) -> Void = { _ in }
    ) {
        let knowledge = settings.knowledge
        let makeID: @Sendable () -> String = { UUID().uuidString.lowercased() }
        ownTransport = transport == nil ? NIOTransport() : nil
        collections = CollectionRepository(
            database: database, time: time, makeID: makeID, onDelete: { cache?.drop(collection: $0) })
        documents = DocumentRepository(
            database: database, time: time, makeID: makeID, fileLimit: knowledge.maxFileSize,
            onDelete: { cache?.drop(document: $0) })
        jobs = JobRepository(database: database, worker: worker, time: time)
        self.worker = IngestionWorker(
            documents: documents, jobs: jobs,
            parser: ParserProcess(
                limits: ParseLimits(text: knowledge.maxText, pages: knowledge.maxPages), timeout: knowledge.parseTimeout,
                memory: knowledge.parseMemory),
            fetcher: (transport ?? ownTransport).map {
                PageFetcher(
                    transport: $0, insideHosts: Set(knowledge.insideHosts), limit: knowledge.maxFileSize,
                    timeout: knowledge.fetchTimeout, time: time)
            }, feeds: feeds, chunks: knowledge.chunks, report: report)
    }

    /// Closes what it has opened itself.
    package func close() async throws {
        try await ownTransport?.shutdown()
    }

    func library(fileLimit: Int) -> DocumentLibrary {
        DocumentLibrary(collections: collections, documents: documents, jobs: jobs, fileLimit: fileLimit)
    }
}

/// Reads documents and watches folders until the server stops; what is not done by then is taken up by the next.
struct IngestionService: Service {
    let ingestion: Ingestion
    let settings: Settings.Knowledge
    let time: any TimeSource
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Before anything is taken: what this server had in hand when it went down.
            await repeating("give back documents of before", every: nil) { try await ingestion.jobs.giveBackAll() }
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await repeating("remove stray files", every: .seconds(3600)) {
                        try await ingestion.documents.removeStrayFiles()
                        try WorkFiles.sweep(now: time.wallClock)
                    }
                }
                for _ in 0..<settings.workers {
                    group.addTask {
                        await repeating("read documents", every: .milliseconds(500)) {
                            while try await ingestion.worker.work() {}
                        }
                    }
                }
                for watch in settings.watches { group.addTask { await self.watch(watch) } }
            }
        }
    }

    private func watch(_ watch: Settings.Knowledge.Watch) async {
        var folder: DocumentFolder?
        await repeating("look into \(watch.path)", every: .seconds(2)) {
            // One that somebody has deleted is made anew, as it would be with the next start.
            let collection = try await ingestion.collections.shared(named: watch.collection).id
            if folder?.collection != collection {
                folder = DocumentFolder(path: watch.path, collection: collection, documents: ingestion.documents)
            }
            guard let look = try await folder?.look() else { return }
            for path in look.unreadable { logger.warning("\(path) cannot be read") }
            let changed = look.submissions.count { !$0.isUnchanged }
            if changed > 0 || look.removed > 0 {
                logger.info("In \(watch.path) \(changed) documents are new or changed, and \(look.removed) are gone")
            }
        }
    }

    /// - Parameter interval: nil for only once.
    private func repeating(_ what: String, every interval: Duration?, _ work: () async throws -> Void) async {
        var isFailing = false
        repeat {
            do {
                try await work()
                isFailing = false
            } catch is CancellationError {
                return
            } catch {
                if !isFailing { logger.warning("Could not \(what): \(error)") }
                isFailing = true
            }
            guard let interval else { return }
            do { try await time.sleep(until: time.now + interval) } catch { return }
        } while true
    }
}
