package import LanguageModel
import Logging

/// Durable records a second with a number of concurrent writers, each waiting for its record before the next.
package struct JournalMeasurement: Sendable, Hashable, Codable {
    package var writers: Int
    package var records: Int
    package var seconds: Double
    package var recordsPerSecond: Double
}

/// Measures a fresh journal in `directory` (removed by the caller) for each number of writers.
/// - Throws: ``JournalError``.
package func measureJournal(
    directory: String, writers: [Int] = [1, 64, 512], duration: Duration = .seconds(2), time: any TimeSource = SystemTime()
) async throws -> [JournalMeasurement] {
    var results: [JournalMeasurement] = []
    for count in writers {
        let journal = try Journal(directory: "\(directory)/\(count)", logger: Logger(label: "journal"))
        let start = time.now
        let records = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<count {
                group.addTask {
                    var written = 0
                    while time.now - start < duration {
                        try await journal.record(sample(writer: writer, number: written))
                        written += 1
                    }
                    return written
                }
            }
            return try await group.reduce(0, +)
        }
        let seconds = (time.now - start).seconds
        try await journal.close()
        results.append(
            JournalMeasurement(writers: count, records: records, seconds: seconds, recordsPerSecond: Double(records) / seconds))
    }
    return results
}

/// A record of an ordinary answer.
private func sample(writer: Int, number: Int) -> LedgerRecord {
    .answer(
        AnswerRecord(
            requestID: "req-\(writer)-\(number)", surface: "openai", chain: "default", keyID: "key-0123456789abcdef",
            outcome: .completed, model: ModelIdentifier(provider: "openai", model: "gpt-4o-mini"), finishReason: .stop,
            usage: Usage(input: 412, output: 187), attempts: 1, streamed: true, startedAt: 1_700_000_000.25,
            latencyMilliseconds: 1834.5, firstContentMilliseconds: 312.25, textBytes: 812,
            textSHA256: String(repeating: "0123456789abcdef", count: 4)))
}
