import Foundation
package import LanguageModel
package import Logging
import ServiceLifecycle
package import Storage
import Synchronization

/// Carries records from the journal into the database, in batches and in order, each exactly once.
///
/// The checkpoint moves in the transaction that stores the rows, so a crash between two batches repeats nothing and
/// skips nothing. While the database is down records stay in the journal; conversations go on.
package final class Indexer: Service {
    /// `accepted = stored + setAside + pending` whenever nothing is under way.
    package struct Counts: Sendable, Hashable {
        package var accepted: Int
        package var stored: Int
        package var setAside: Int
        /// Accepted and not in the database: on the disk only, or on its way there.
        package var pending: Int
    }

    private struct Progress {
        var index = IndexState(checkpoint: 0, stored: 0, setAside: 0)
        var failure: String?
        /// Where the last reading ended, so that the next need not search its place in the segment again.
        var cursor: JournalCursor?
        /// Known from the first record on.
        var identity: String?
    }

    private let journal: Journal
    private let usage: UsageRepository
    private let time: any TimeSource
    private let interval: Duration
    private let batchSize: Int
    private let logger: Logger
    private let progress = Mutex(Progress())

    /// - Parameters:
    ///   - interval: how often the journal is looked at; also the first pause after a failure, which doubles up to 10 s.
    ///   - batchSize: the most records that one transaction takes.
    ///   - alongside: what else is written in the transaction that stores these rows.
    package init(
        journal: Journal, database: any Database, time: any TimeSource, logger: Logger, interval: Duration = .milliseconds(200),
        batchSize: Int = 500,
        alongside: @escaping @Sendable (_ rows: [UsageRow], _ journal: String, any SQLSession) throws -> Void = { _, _, _ in }
    ) {
        self.journal = journal
        self.usage = UsageRepository(database: database, time: time, alongside: alongside)
        self.time = time
        self.logger = logger
        self.interval = interval
        self.batchSize = batchSize
    }

    /// Counts of what this indexer has seen; exact once it has indexed for the first time.
    package var counts: Counts {
        let accepted = journal.counts.accepted
        let index = progress.withLock { $0.index }
        return Counts(
            accepted: accepted, stored: index.stored, setAside: index.setAside, pending: max(0, accepted - index.checkpoint))
    }

    /// Why the database does not take records; nil while it does.
    package var failure: String? { progress.withLock { $0.failure } }

    /// Indexes until the server shuts down, then once more what is there.
    package func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var delay = self.interval
            while true {
                do {
                    try await self.indexAll()
                    self.note(failure: nil)
                    delay = self.interval
                } catch let error where !(error is CancellationError) {
                    self.note(failure: "\(error)")
                    delay = min(delay * 2, .seconds(10))
                }
                try await self.time.sleep(until: self.time.now + delay)
            }
        }
        // A task of its own: this one may be cancelled by now.
        let last = Task { try await self.indexAll() }
        do {
            try await last.value
        } catch {
            logger.warning(
                "the ledger's last records are in the journal and not yet in the database", metadata: ["error": "\(error)"])
        }
    }

    /// Indexes everything that is durable now.
    /// - Throws: ``Storage/StorageError`` or ``JournalError``; the same records are tried again by the next call.
    package func indexAll() async throws {
        let end = journal.counts.durable
        guard end > 0, let identity = try identity() else { return }
        var state = try await state(of: identity)
        progress.withLock { $0.index = state }
        guard state.checkpoint <= end else {
            throw JournalError.corrupted(
                segment: journal.directory, offset: 0, sequence: end + 1,
                reason: "the database holds records up to \(state.checkpoint), the journal only up to \(end)")
        }
        var kept = progress.withLock { $0.cursor }
        if kept?.sequence != state.checkpoint { kept = nil }
        while state.checkpoint < end {
            var cursor = try kept ?? JournalCursor(directory: journal.directory, after: state.checkpoint)
            let batch = try cursor.next(min(batchSize, end - state.checkpoint))
            try await store(batch.map(IndexEntry.init), of: identity, into: &state)
            kept = cursor
            progress.withLock { [cursor] in $0.cursor = cursor }
        }
    }

    private func identity() throws -> String? {
        if let known = progress.withLock({ $0.identity }) { return known }
        let found = try journalIdentity(directory: journal.directory)
        progress.withLock { $0.identity = found }
        return found
    }

    /// Counts rows only when the checkpoint is not where this indexer left it: a large table is not read again and again.
    private func state(of identity: String) async throws -> IndexState {
        let known = progress.withLock { $0.index }
        let checkpoint = try await usage.checkpoint(of: identity)
        return known.checkpoint == checkpoint && checkpoint > 0 ? known : try await usage.state(of: identity)
    }

    /// Stores a batch or, when a row of it is declined, one by one, setting aside what the database declines.
    private func store(_ entries: [IndexEntry], of identity: String, into state: inout IndexState) async throws {
        do {
            try await usage.index(entries, of: identity)
            state.advance(over: entries)
        } catch StorageError.rejected(let reason) {
            guard let entry = entries.first else { return }
            if entries.count > 1 {
                for entry in entries { try await store([entry], of: identity, into: &state) }
            } else if case .row = entry {
                try await store([try setAside(entry, reason: reason)], of: identity, into: &state)
            } else {
                throw StorageError.unavailable("record \(entry.sequence) can be neither stored nor set aside: \(reason)")
            }
        }
        progress.withLock { $0.index = state }
    }

    private func setAside(_ entry: IndexEntry, reason: String) throws -> IndexEntry {
        var cursor = try JournalCursor(directory: journal.directory, after: entry.sequence - 1)
        let line = try cursor.next(1).first
        logger.error(
            "a record of the ledger cannot be stored and was set aside",
            metadata: ["sequence": "\(entry.sequence)", "reason": "\(reason)"])
        return .setAside(
            sequence: entry.sequence, reason: reason, record: String(decoding: line?.json ?? [], as: UTF8.self))
    }

    private func note(failure: String?) {
        let before = progress.withLock { progress in
            defer { progress.failure = failure }
            return progress.failure
        }
        if let failure, failure != before {
            logger.error("the ledger cannot be indexed; records wait in the journal", metadata: ["error": "\(failure)"])
        } else if failure == nil, before != nil {
            logger.notice("the ledger is indexed again")
        }
    }
}

extension IndexEntry {
    /// What the database is to make of a line of the journal.
    init(_ line: JournalLine) {
        do {
            self = .row(try JSONDecoder().decode(LedgerRecord.self, from: Data(line.json)).row(sequence: line.sequence))
        } catch {
            self = .setAside(
                sequence: line.sequence, reason: "cannot be decoded: \(error)", record: String(decoding: line.json, as: UTF8.self)
            )
        }
    }
}

extension IndexState {
    fileprivate mutating func advance(over entries: [IndexEntry]) {
        for entry in entries {
            switch entry {
            case .row: stored += 1
            case .setAside: setAside += 1
            }
            checkpoint = entry.sequence
        }
    }
}
