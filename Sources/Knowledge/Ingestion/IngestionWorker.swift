import Foundation
import LanguageModel
package import Parsing
import Storage

/// Reads the documents that wait, one after another, until there are no more or the task is cancelled.
package struct IngestionWorker: Sendable {
    private let documents: DocumentRepository
    private let jobs: JobRepository
    private let parser: any DocumentParser
    private let fetcher: PageFetcher?
    private let feeds: [PassageFeed]
    private let chunks: ChunkSettings
    private let report: @Sendable (Report) -> Void

    /// What became of a document, for a log.
    package struct Report: Sendable, Hashable {
        package var document: String
        package var title: String
        /// nil when it is ready.
        package var reason: String?
        package var reasonCode: String?
        /// Bytes.
        package var size: Int
        package var pages: Int?
        package var passages: Int
        /// How many of the passages look like orders to a model.
        package var suspects: Int
        package var isFlagged: Bool
        /// From when it was taken up.
        package var seconds: Double
    }

    /// - Parameters:
    ///   - fetcher: nil where nothing may be fetched.
    ///   - feeds: told before a document counts as ready.
    ///   - chunks: for collections that have no settings of their own.
    package init(
        documents: DocumentRepository, jobs: JobRepository, parser: any DocumentParser, fetcher: PageFetcher?,
        feeds: [PassageFeed] = [], chunks: ChunkSettings = ChunkSettings(),
        report: @escaping @Sendable (Report) -> Void = { _ in }
    ) {
        self.documents = documents
        self.jobs = jobs
        self.parser = parser
        self.fetcher = fetcher
        self.feeds = feeds
        self.chunks = chunks
        self.report = report
    }

    /// Takes the oldest document that nobody has, and does what is to be done about it.
    /// - Parameter among: only these, when not nil.
    /// - Returns: false when there was none.
    /// - Throws: ``Storage/StorageError``; `CancellationError` when the task is cancelled, and somebody else may go on.
    package func work(among: [String]? = nil) async throws -> Bool {
        guard let job = try await jobs.claim(among: among) else { return false }
        let id = job.document.id
        if job.isCancelled {
            try await jobs.end(id, file: job.document.fileID, as: .cancelled)
            return true
        }
        guard job.attempts <= JobRepository.mostAttempts else {
            return try await fail(
                job.document, file: job.document.fileID, code: "kept_failing",
                reason: "Reading it was begun \(JobRepository.mostAttempts) times and never came to an end.",
                since: documents.time.now)
        }
        let began = documents.time.now
        do {
            try await whileLeased(id) { try await take(job.document, since: began) }
        } catch is LeaseLost {
            // Cancelled, deleted, or somebody else's by now.
            if try await jobs.progress(of: id)?.isCancelled == true {
                let file = try await documents.document(id)?.fileID
                try await jobs.end(id, file: file, as: .cancelled)
            }
        } catch let failure as StorageError {
            // What the database will never take must not be tried for ever.
            try? await jobs.giveBack(id, after: 5, countsAsAttempt: !failure.passes)
            throw failure
        } catch let error as CancellationError {
            // Also when this task may do nothing more.
            await Task { try? await jobs.giveBack(id, countsAsAttempt: false) }.value
            throw error
        }
        return true
    }

    private struct LeaseLost: Error {}

    /// Says again and again that the job is in work, and ends `body` when it is not any more.
    private func whileLeased(_ id: String, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let time = documents.time
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while true {
                    try await time.sleep(until: time.now + .seconds(1))
                    guard try await jobs.renew(id) else { throw LeaseLost() }
                }
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    private func take(_ document: SourceDocument, since began: Duration) async throws {
        var document = document
        // Its passages are there already, and only the indexes were not told of all of them.
        if document.status == .indexing { return try await index(document, since: began) }
        let path = WorkFiles.path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            if let file = document.fileID {
                guard try await documents.load(file, to: path) == document.size else {
                    throw ParseFailure(.damaged, "What was kept of the file is not whole. Hand it in again.")
                }
            } else {
                guard try await fetch(&document, to: path) else { return try await index(document, since: began) }
            }
            guard let file = document.fileID else {
                return try await jobs.giveBack(document.id, countsAsAttempt: false)
            }
            // What a server of the web calls its page says more than the end of its address.
            let isTold = document.source == .url && document.mediaType.flatMap(DocumentFormat.init(mediaType:)) != nil
            let parsed = try await parser.parse(
                file: path, name: isTold ? "" : document.name, mediaType: document.mediaType)
            let settings = try await settings(of: document.collection)
            let title = document.givenTitle ?? parsed.summary.title ?? document.name
            let (chunks, suspicion) = try await onOwnThread {
                let chunks = Chunker.chunks(of: parsed, settings)
                return (chunks, SuspicionOfDocument(chunks, title: title, hidden: parsed.summary.hidden))
            }
            guard !chunks.isEmpty else { throw ParseFailure(.noText, "There is no text in it.") }
            try Task.checkCancellation()
            let store = PassageStore(database: documents.database, time: documents.time)
            guard try await store.put(chunks, of: parsed, suspicion: suspicion, document: document.id, file: file) else {
                return try await jobs.giveBack(document.id, countsAsAttempt: false)
            }
            document.passages = chunks.count
            document.pages = parsed.summary.pages
            document.suspicion.verdict = suspicion.whole
            document.suspicion.passages = suspicion.suspects
        } catch let failure as ParseFailure {
            // Whoever is stopped ends in some way or other, and that says nothing of the document.
            try Task.checkCancellation()
            _ = try await fail(document, file: document.fileID, code: failure.code.rawValue, reason: failure.reason, since: began)
            return
        } catch let failure as FetchFailure {
            try Task.checkCancellation()
            _ = try await fail(document, file: document.fileID, code: failure.code.rawValue, reason: failure.reason, since: began)
            return
        }
        try await index(document, since: began)
    }

    /// - Returns: false when it is what it was.
    private func fetch(_ document: inout SourceDocument, to path: String) async throws -> Bool {
        guard let address = document.address, document.source == .url, let fetcher else {
            throw FetchFailure(.badURL, "It was not handed in whole; hand it in again.")
        }
        let page = try await fetcher.fetch(address, to: path)
        let digest = try await onOwnThread { try FileHash(path: path) }
        if digest.hash == document.hash, document.passages > 0 { return false }
        document = try await documents.setFetched(document, path: path, digest: digest, mediaType: page.mediaType)
        return true
    }

    private func index(_ document: SourceDocument, since began: Duration) async throws {
        for feed in feeds {
            do {
                try await feed.catchUp()
            } catch let failure as StorageError {
                throw failure
            } catch {
                // The index is told again by and by; until then the document is not ready, and it is nobody's fault.
                return try await jobs.giveBack(document.id, after: 10, countsAsAttempt: false)
            }
        }
        try await jobs.end(document.id, file: document.fileID, as: .ready)
        tell(document, since: began)
    }

    private func fail(
        _ document: SourceDocument, file: String?, code: String, reason: String, since began: Duration
    ) async throws -> Bool {
        try await jobs.end(document.id, file: file, as: .failed(code: code, reason: reason))
        tell(document, failure: (code, reason), since: began)
        return true
    }

    private func tell(_ document: SourceDocument, failure: (code: String, reason: String)? = nil, since began: Duration) {
        report(
            Report(
                document: document.id, title: document.title, reason: failure?.reason, reasonCode: failure?.code,
                size: document.size, pages: document.pages, passages: document.passages,
                suspects: document.suspicion.passages, isFlagged: document.suspicion.isFlagged,
                seconds: (documents.time.now - began).seconds))
    }

    private func settings(of collection: String) async throws -> ChunkSettings {
        let own = try await documents.database.read {
            try $0.query("SELECT * FROM collections WHERE id = ?", [.text(collection)]).first.map(DocumentCollection.init(row:))?
                .chunks
        }
        return own ?? chunks
    }
}

extension DocumentRepository {
    /// Keeps what was fetched.
    func setFetched(
        _ document: SourceDocument, path: String, digest: FileHash, mediaType: String?
    ) async throws -> SourceDocument {
        let file = try await store(file: path).id
        let now = now
        return try await database.write { session in
            guard
                try session.execute(
                    "UPDATE documents SET file_id = ?, hash = ?, size = ?, media_type = ?, updated_at = ? WHERE id = ? AND file_id IS NULL",
                    [
                        .text(file), .text(digest.hash), .integer(digest.size), SQLValue(mediaType), .text(now),
                        .text(document.id),
                    ]) > 0, let fetched = try DocumentRows.document(document.id, session)
            else {
                // It was handed in anew meanwhile, or taken away.
                try session.execute("DELETE FROM document_files WHERE file_id = ?", [.text(file)])
                var gone = document
                gone.fileID = nil
                return gone
            }
            return fetched
        }
    }
}

extension StorageError {
    /// Whether the same may succeed later.
    fileprivate var passes: Bool {
        if case .unavailable = self { true } else { false }
    }
}
