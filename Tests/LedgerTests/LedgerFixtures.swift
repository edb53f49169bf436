import Foundation
import LanguageModel
import Logging
import Storage
import Synchronization
import TestSupport

@testable import Ledger

/// A folder that goes away with the test.
final class Scratch: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path
    var ledger: String { "\(path)/ledger" }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func database(_ dialect: SQLDialect = .sqlite) async throws -> any Database {
        try await TestDatabase.migrated(dialect, in: path)
    }

    func journal(
        folder: (any SegmentFolder)? = nil, segmentBytes: Int = 64 << 20, backlogLimit: Int = 100_000
    ) throws -> Journal {
        try Journal(
            directory: ledger, logger: quiet, folder: folder, segmentBytes: segmentBytes, backlogLimit: backlogLimit,
            retryDelay: .milliseconds(1))
    }

    /// A closed journal of `count` records, alternately attempts and answers.
    func filled(_ count: Int, segmentBytes: Int = 64 << 20, name: String = "r") async throws {
        let journal = try journal(segmentBytes: segmentBytes)
        for number in 1...count {
            try await journal.record(number.isMultiple(of: 2) ? answer("\(name)\(number)") : attempt("\(name)\(number)"))
        }
        try await journal.close()
    }

    func segments() throws -> [String] { try SegmentName.list(in: ledger) }

    /// Changes the text of a segment.
    func alter(_ segment: Int = 0, _ change: (inout [String]) -> Void) throws {
        let path = "\(ledger)/\(try segments()[segment])"
        var lines = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n")
        change(&lines)
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// All sequence numbers, read through the cursor.
    func sequences(_ count: Int) throws -> [Int] {
        var cursor = try JournalCursor(directory: ledger, after: 0)
        return try cursor.next(count).map(\.sequence)
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func answer(_ request: String, outcome: AnswerRecord.Outcome = .completed) -> LedgerRecord {
    .answer(
        AnswerRecord(
            requestID: request, surface: "openai", chain: "default", assistant: "nexus-core", keyID: "key-1", userID: "u1",
            conversationID: "c1", outcome: outcome, errorCode: "x", model: ModelIdentifier(provider: "local", model: "llama3:8b"),
            finishReason: .stop, usage: Usage(input: 3, cachedInput: 1, output: 5, isEstimated: true), attempts: 2,
            streamed: true,
            startedAt: 1_700_000_000.125, latencyMilliseconds: 12.5, firstContentMilliseconds: 0.1, textBytes: 20,
            textSHA256: "ab", cost: Money(picodollars: 100_001), isFallback: true))
}

func attempt(_ request: String) -> LedgerRecord {
    .attempt(
        AttemptRecord(
            requestID: request, number: 1,
            attempt: Attempt(
                model: ModelIdentifier(provider: "a", model: "b"), failure: .rateLimited, status: 429,
                message: "quota \"gone\"\n\u{1}\\ für 🎭", startedAt: 1_700_000_001, latencyMilliseconds: 3,
                usage: Usage(input: 1, audioInput: 2, audioOutput: 3), cost: Money(picodollars: 7))))
}

/// The disk, until it is told to fail.
final class FailingFolder: SegmentFolder {
    enum Fault: Sendable { case write, sync, create }

    let fault = Mutex<Fault?>(nil)
    private let disk: DiskFolder

    init(path: String) { disk = DiskFolder(path: path) }

    func fails(_ fault: Fault) -> Bool { self.fault.withLock { $0 == fault } }

    func create(_ name: String) throws -> any SegmentFile {
        if fails(.create) { throw JournalError.io(action: "create", file: name, reason: "test") }
        return FailingFile(folder: self, file: try disk.create(name))
    }

    func open(_ name: String) throws -> any SegmentFile { FailingFile(folder: self, file: try disk.open(name)) }
    func remove(_ name: String) throws { try disk.remove(name) }
}

private struct FailingFile: SegmentFile {
    let folder: FailingFolder
    let file: any SegmentFile

    func append(_ bytes: [UInt8]) throws {
        if folder.fails(.write) {
            try file.append(Array(bytes.prefix(bytes.count / 2)))
            throw JournalError.io(action: "write", file: "segment", reason: "no space")
        }
        try file.append(bytes)
    }

    func sync() throws {
        if folder.fails(.sync) { throw JournalError.io(action: "sync", file: "segment", reason: "I/O error") }
        try file.sync()
    }

    func truncate(to length: Int) throws { try file.truncate(to: length) }
    func close() { file.close() }
}
