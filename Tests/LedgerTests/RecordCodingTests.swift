import Foundation
import LanguageModel
import Testing

@testable import Ledger

@Suite struct RecordCodingTests {
    static let records: [LedgerRecord] = [
        answer("r1"), attempt("r2"),
        .answer(
            AnswerRecord(
                requestID: "", surface: "page", chain: "c", outcome: .failed, attempts: 0, streamed: false, startedAt: 0,
                latencyMilliseconds: 1e22)),
        .attempt(
            AttemptRecord(
                requestID: "r", number: 9,
                attempt: Attempt(
                    model: ModelIdentifier(provider: "a", model: "b"), startedAt: 0.1, latencyMilliseconds: 1e-9,
                    firstContentMilliseconds: 2))),
    ]

    @Test(arguments: records) func ownEncodingIsReadByCodable(record: LedgerRecord) throws {
        #expect(try JSONDecoder().decode(LedgerRecord.self, from: Data(JSONLine(record).bytes)) == record)
    }

    @Test(arguments: records) func foundationsEncodingIsReadToo(record: LedgerRecord) throws {
        #expect(try JSONDecoder().decode(LedgerRecord.self, from: JSONEncoder().encode(record)) == record)
    }

    @Test func aLineHoldsNoNewline() {
        #expect(!JSONLine(attempt("a\nb")).bytes.contains(10))
    }

    @Test func checksumIsCastagnolis() {
        #expect(crc32c(Array("123456789".utf8)[...]) == 0xE306_9283)
    }

    @Test func aLineReadsBackAsWritten() throws {
        var bytes: [UInt8] = []
        _ = JournalLine.append(sequence: 7, previous: JournalLine.origin, json: Array("{}".utf8), to: &bytes)
        let line = try JournalLine(parsing: bytes.dropLast())
        #expect(line.sequence == 7)
        #expect(line.json == Array("{}".utf8))
        bytes[bytes.count - 2] = 0
        #expect(throws: JournalLine.Fault.checksum) { try JournalLine(parsing: bytes.dropLast()) }
    }
}
