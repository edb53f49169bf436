import Foundation
import LanguageModel
package import Storage

/// Checks the journal in `directory` line by line and, when there is one, the database against it.
///
/// Reads only and takes no lock, so it works while a server runs: records that are still on their way count as pending.
/// - Throws: ``JournalError`` `io` when the journal cannot be read at all; everything else is a fault of the report.
package func verifyLedger(directory: String, database: (any Database)?) async throws -> VerificationReport {
    var verification = Verification()
    // The checkpoint first: everything up to it was durable before it moved, so the journal read next must hold it.
    var index: StoredJournal?
    if let database {
        let usage = UsageRepository(database: database, time: SystemTime())
        do {
            let own = try journalIdentity(directory: directory) ?? ""
            let stored = try await usage.journals()
            // A ledger whose first line was altered is still held against the only one that the database knows.
            let identity = stored.count == 1 ? stored[0] : own
            index = StoredJournal(usage: usage, identity: identity, checkpoint: try await usage.state(of: identity).checkpoint)
            verification.report.comparedWithDatabase = true
        } catch {
            verification.report.add(.database, "the database cannot be read: \(error)")
        }
    }
    let segments = try SegmentName.list(in: directory)
    for (number, name) in segments.enumerated() {
        var reader = try SegmentReader(directory: directory, name: name)
        verification.begin(segment: name)
        var chunk: [Int: UsageRow?] = [:]
        let isLast = number == segments.count - 1
        while try verification.check(&reader, isLast: isLast, into: &chunk) {
            guard chunk.count >= 1000, let index else { continue }
            await verification.compare(chunk, with: index)
            chunk = [:]
        }
        if let index { await verification.compare(chunk, with: index) }
    }
    await verification.finish(index)
    return verification.report
}

/// The journal as the database has it.
private struct StoredJournal {
    var usage: UsageRepository
    var identity: String
    var checkpoint: Int
}

/// The state of a verification on its way through the journal.
private struct Verification {
    var report = VerificationReport()
    private var sequence = 0
    /// nil after a line whose hash proves nothing.
    private var hash: [UInt8]? = JournalLine.origin
    private var answered: Set<String> = []
    private var matchedRows = 0
    private var matchedAside = 0

    mutating func begin(segment: String) {
        report.segments += 1
        if let first = SegmentName.firstSequence(segment), first != sequence + 1 {
            report.add(
                .gap, segment: segment, offset: 0, sequence: sequence + 1,
                "the segment begins with record \(first) and record \(sequence + 1) is missing")
            sequence = first - 1
            hash = nil
        }
    }

    /// Checks the next line; false at the end of the segment. Records end up in `chunk`, nil for what cannot be decoded.
    mutating func check(_ reader: inout SegmentReader, isLast: Bool, into chunk: inout [Int: UsageRow?]) throws -> Bool {
        switch try reader.next() {
        case .line(let line, let offset, let hash):
            check(line, segment: reader.name, offset: offset)
            chunk.updateValue(decode(line, segment: reader.name, offset: offset), forKey: line.sequence)
            sequence = line.sequence
            self.hash = hash
            return true
        case .fault(let fault, let offset):
            sequence += 1
            hash = nil
            report.add(
                .checksum, segment: reader.name, offset: offset, sequence: sequence,
                fault == .checksum ? "the line's checksum is wrong" : "this is not a line of a journal")
            return true
        case .tail(let offset, let length):
            if isLast {
                report.unfinishedBytes = length
            } else if length > 0 {
                report.add(.torn, segment: reader.name, offset: offset, sequence: sequence + 1, "the last line has no end")
            }
            return false
        }
    }

    private mutating func check(_ line: JournalLine, segment: String, offset: Int) {
        report.records += 1
        if line.sequence != sequence + 1 {
            report.add(
                .gap, segment: segment, offset: offset, sequence: sequence + 1,
                "record \(sequence + 1) is missing; record \(line.sequence) stands here")
        } else if let hash, hash != line.previous {
            report.add(
                .chain, segment: segment, offset: offset, sequence: line.sequence,
                "the record does not carry the hash of the one before: one of the two was altered")
        }
    }

    private mutating func decode(_ line: JournalLine, segment: String, offset: Int) -> UsageRow? {
        guard let record = try? JSONDecoder().decode(LedgerRecord.self, from: Data(line.json)) else {
            report.add(
                .undecodable, segment: segment, offset: offset, sequence: line.sequence,
                "the record is of a form that is not known")
            return nil
        }
        if case .answer(let answer) = record, !answered.insert(answer.requestID).inserted {
            report.add(
                .duplicate, segment: segment, offset: offset, sequence: line.sequence,
                "request \(answer.requestID) has an answer already")
        }
        return record.row(sequence: line.sequence)
    }

    /// Holds stored rows against `chunk`, for records up to the checkpoint.
    mutating func compare(_ chunk: [Int: UsageRow?], with index: StoredJournal) async {
        let chunk = chunk.filter { $0.key <= index.checkpoint }
        guard let first = chunk.keys.min(), let last = chunk.keys.max() else { return }
        do {
            let (rows, aside) = try await index.usage.rows(in: first...last, of: index.identity)
            var stored: [Int: UsageRow] = [:]
            for row in rows {
                if stored.updateValue(row, forKey: row.sequence) != nil || aside.contains(row.sequence) {
                    report.add(.extraInDatabase, sequence: row.sequence, "record \(row.sequence) is stored more than once")
                }
            }
            for (sequence, expected) in chunk.sorted(by: { $0.key < $1.key }) {
                if let row = stored[sequence] {
                    matchedRows += 1
                    if let expected, !expected.isStored(as: row) {
                        report.add(.differentInDatabase, sequence: sequence, "the stored row differs from the record")
                    }
                } else if aside.contains(sequence) {
                    matchedAside += 1
                } else {
                    report.add(.missingInDatabase, sequence: sequence, "the record is not in the database")
                }
            }
        } catch {
            report.add(.database, sequence: first, "the database cannot be read: \(error)")
        }
    }

    /// Settles the count: `accepted = stored + set aside + pending`, and no row that no record stands for.
    mutating func finish(_ index: StoredJournal?) async {
        let checkpoint = index?.checkpoint ?? 0
        report.accepted = sequence
        report.pending = max(0, sequence - checkpoint)
        guard let index, report.comparedWithDatabase else { return }
        if checkpoint > sequence {
            report.add(
                .gap, sequence: sequence + 1, "the database holds records up to \(checkpoint), the journal only up to \(sequence)"
            )
        }
        do {
            let totals = try await index.usage.totals(of: index.identity, through: checkpoint)
            report.stored = totals.stored
            report.setAside = totals.setAside
            let extra = totals.stored - matchedRows + totals.setAside - matchedAside
            if extra > 0 {
                report.add(.extraInDatabase, "\(extra) stored rows have no record in the journal")
            }
            if totals.beyondCheckpoint > 0 {
                report.add(.extraInDatabase, "\(totals.beyondCheckpoint) stored rows lie after the checkpoint")
            }
        } catch {
            report.add(.database, "the database cannot be read: \(error)")
        }
        if report.accepted != report.stored + report.setAside + report.pending {
            report.add(
                .balance,
                "\(report.accepted) accepted is not \(report.stored) stored + \(report.setAside) set aside + \(report.pending) pending"
            )
        }
    }
}
