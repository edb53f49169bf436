import Dispatch
import Foundation
package import Logging
import ServiceLifecycle
import Synchronization

/// The ledger on disk: an append-only, checksummed, chained file of records, written by a thread of its own.
///
/// Group commit: the thread takes everything that has queued, writes it with one write and one sync, and only then
/// resumes who waits. While a sync runs the next group gathers, so a lone record waits for nobody and a crowd shares the
/// cost. A journal stays open until ``close()`` (or the end of ``run()``).
package final class Journal: Recorder, Service {
    /// How many records were taken and how many of them are on the disk, over the journal's whole life.
    package struct Counts: Sendable, Hashable {
        package var accepted: Int
        package var durable: Int
        /// Why the disk declines; nil while it does not.
        package var failure: String?
    }

    private typealias Waiter = CheckedContinuation<Void, any Error>

    private struct Queue {
        var records: [[UInt8]] = []
        var waiters: [(sequence: Int, waiter: Waiter)] = []
        var accepted: Int
        var durable: Int
        var failure: String?
        var threadSleeps = false
        var isClosing = false
        var end: Result<Void, JournalError>?
        var closers: [Waiter] = []

        /// Queues a record; true when the thread has to be woken for it.
        mutating func take(_ json: [UInt8]) -> Bool {
            records.append(json)
            accepted += 1
            return rouse()
        }

        /// True when the thread sleeps; it counts as awake from then on, so that it is woken once.
        mutating func rouse() -> Bool {
            defer { threadSleeps = false }
            return threadSleeps
        }
    }

    package let directory: String
    private let queue: Mutex<Queue>
    private let wake = DispatchSemaphore(value: 0)
    private let backlogLimit: Int
    private let retryDelay: Duration
    private let lock: JournalLock
    private let logger: Logger

    /// Opens the journal in `directory`, which is made when it is missing.
    /// - Parameters:
    ///   - folder: the file layer; the directory itself unless a test says otherwise.
    ///   - segmentBytes: the length from which a new segment is begun.
    ///   - backlogLimit: how many unwritten records are held while the disk fails, before `record` refuses more.
    ///   - retryDelay: the first pause after a failed write; doubles up to a second.
    /// - Throws: ``JournalError`` `inUse`, `io` or `corrupted`.
    package init(
        directory: String, logger: Logger, folder: (any SegmentFolder)? = nil, segmentBytes: Int = 64 << 20,
        backlogLimit: Int = 100_000, retryDelay: Duration = .milliseconds(50)
    ) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw JournalError.io(action: "make", file: directory, reason: error.localizedDescription)
        }
        lock = try JournalLock(directory: directory)
        let folder = folder ?? DiskFolder(path: directory)
        let tail = try JournalTail.recover(directory: directory, folder: folder, logger: logger)
        let writer = try JournalWriter(tail: tail, folder: folder, segmentBytes: segmentBytes)
        self.directory = directory
        self.logger = logger
        self.backlogLimit = backlogLimit
        self.retryDelay = retryDelay
        queue = Mutex(Queue(accepted: tail.sequence, durable: tail.sequence))
        let thread = Thread { [self] in work(writer) }
        thread.name = "journal"
        thread.start()
    }

    package var counts: Counts {
        queue.withLock { Counts(accepted: $0.accepted, durable: $0.durable, failure: $0.failure) }
    }

    /// False while the disk declines records: new requests had better be refused.
    package var isWritable: Bool { queue.withLock { $0.failure == nil && !$0.isClosing } }

    package func note(_ record: LedgerRecord) {
        let json = JSONLine(record).bytes
        let (isTaken, mustWake) = queue.withLock { queue in
            if queue.isClosing { return (false, false) }
            return (true, queue.take(json))
        }
        if mustWake { wake.signal() }
        if !isTaken { logger.error("a record came after the journal was closed", metadata: ["record": "\(record)"]) }
    }

    /// Cancelling the caller does not cut the wait short: what was accepted is on record, whoever left.
    /// - Throws: ``JournalError``. Unless it is `closed` or `backlogFull`, the record is kept and written once the disk
    ///   takes it again.
    package func record(_ record: LedgerRecord) async throws {
        let json = JSONLine(record).bytes
        try await withCheckedThrowingContinuation { (waiter: Waiter) in
            let outcome: Result<Bool, JournalError> = queue.withLock { queue in
                if queue.isClosing { return .failure(.closed) }
                let backlog = queue.accepted - queue.durable
                if queue.failure != nil, backlog >= backlogLimit { return .failure(.backlogFull(backlog)) }
                let mustWake = queue.take(json)
                queue.waiters.append((queue.accepted, waiter))
                return .success(mustWake)
            }
            switch outcome {
            case .success(let mustWake): if mustWake { wake.signal() }
            case .failure(let error): waiter.resume(throwing: error)
            }
        }
    }

    /// Writes what still queues and ends. Later records are declined.
    /// - Throws: ``JournalError/unwritten(_:reason:)`` when the disk did not take all of it.
    package func close() async throws {
        try await withCheckedThrowingContinuation { (closer: Waiter) in
            let (end, mustWake) = queue.withLock { queue -> (Result<Void, JournalError>?, Bool) in
                if let end = queue.end { return (end, false) }
                queue.isClosing = true
                queue.closers.append(closer)
                return (nil, queue.rouse())
            }
            if let end { closer.resume(with: end) }
            if mustWake { wake.signal() }
        }
    }

    /// Keeps the journal open until the services around it have shut down.
    package func run() async throws {
        try? await gracefulShutdown()
        try await close()
    }

    // MARK: The thread

    /// The most records that one write takes.
    private static let groupLimit = 4096

    private func work(_ opened: JournalWriter) {
        var writer = opened
        /// Taken from the queue and not yet written, oldest first.
        var unwritten: [[UInt8]] = []
        var delay = retryDelay
        while true {
            let isClosing = take(into: &unwritten)
            if unwritten.isEmpty {
                if isClosing { return end(.success(()), writer) }
                continue
            }
            do {
                try writer.append(unwritten.prefix(Self.groupLimit))
                unwritten.removeFirst(min(unwritten.count, Self.groupLimit))
                delay = retryDelay
                succeed(writer.sequence)
            } catch {
                fail(error, unwritten: unwritten.count)
                if isClosing { return end(.failure(.unwritten(unwritten.count, reason: "\(error)")), writer) }
                Thread.sleep(forTimeInterval: delay / .seconds(1))
                delay = min(delay * 2, .seconds(1))
            }
        }
    }

    /// Adds what has queued to `records`, waiting only when there is nothing at all; true when the journal is closing.
    private func take(into records: inout [[UInt8]]) -> Bool {
        while true {
            let isClosing: Bool? = queue.withLock { queue in
                if queue.records.isEmpty && records.isEmpty && !queue.isClosing {
                    queue.threadSleeps = true
                    return nil
                }
                records.append(contentsOf: queue.records)
                queue.records.removeAll(keepingCapacity: records.count <= Self.groupLimit)
                return queue.isClosing
            }
            if let isClosing { return isClosing }
            wake.wait()
        }
    }

    private func succeed(_ sequence: Int) {
        let (waiters, hasRecovered) = queue.withLock { queue in
            queue.durable = sequence
            let hasRecovered = queue.failure != nil
            queue.failure = nil
            let due = queue.waiters.firstIndex { $0.sequence > sequence } ?? queue.waiters.count
            let waiters = queue.waiters[..<due].map(\.waiter)
            queue.waiters.removeFirst(due)
            return (waiters, hasRecovered)
        }
        for waiter in waiters { waiter.resume() }
        if hasRecovered { logger.notice("the journal can be written again") }
    }

    /// Tells everyone whose record was part of the try; the records themselves stay.
    private func fail(_ error: any Error, unwritten: Int) {
        let (waiters, isNew) = queue.withLock { queue in
            let isNew = queue.failure != "\(error)"
            queue.failure = "\(error)"
            let tried = queue.durable + unwritten
            let due = queue.waiters.firstIndex { $0.sequence > tried } ?? queue.waiters.count
            let waiters = queue.waiters[..<due].map(\.waiter)
            queue.waiters.removeFirst(due)
            return (waiters, isNew)
        }
        if isNew {
            logger.error(
                "the journal cannot be written; records are kept in memory and tried again",
                metadata: ["error": "\(error)", "records": "\(unwritten)"])
        }
        for waiter in waiters { waiter.resume(throwing: error) }
    }

    private func end(_ result: Result<Void, JournalError>, _ writer: JournalWriter) {
        writer.close()
        lock.release()
        let closers = queue.withLock { queue in
            queue.end = result
            let closers = queue.closers
            queue.closers = []
            return closers
        }
        for closer in closers { closer.resume(with: result) }
    }
}
