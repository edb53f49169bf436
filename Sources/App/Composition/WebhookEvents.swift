import LanguageModel
import Storage

/// Has what others are told of answers written in the transaction that puts the answers' records into the database: away from
/// the road of the answer, once for each record, and whoever is killed when.
func answerEvents(
    at now: @escaping @Sendable () -> Double
) -> @Sendable (_ rows: [UsageRow], _ journal: String, any SQLSession) throws -> Void {
    { rows, journal, session in
        try WebhookOutbox.write(
            rows.filter { $0.table == .answers }.compactMap { WebhookEvent(answer: $0, journal: journal) }, at: now(), in: session
        )
    }
}

extension WebhookEvent {
    /// nil for an answer that its caller stopped.
    fileprivate init?(answer row: UsageRow, journal: String) {
        let outcome = row.values["outcome"]?.text
        guard outcome != "cancelled" else { return nil }
        let texts = [
            "request_id", "surface", "chain", "assistant", "model_identifier", "user_id", "key_id", "conversation_id",
            "error_code", "finish_reason",
        ]
        var data: [String: JSONValue] = [:]
        for name in texts { data[name] = row.values[name]?.text.map { .string($0) } }
        for name in ["input_tokens", "output_tokens", "attempts"] { data[name] = row.values[name]?.integer.map { .integer($0) } }
        data["latency_ms"] = row.values["latency_ms"]?.real.map { .integer(Int(min(max($0, 0), 1e12))) }
        data["fallback"] = row.values["fallback"]?.bool.map { .bool($0) }
        data["outcome"] = outcome.map { .string($0) }
        // The record's own place, so that the same record is the same event whenever it is indexed.
        self.init(
            id: "evt_\(journal.prefix(16))_\(row.sequence)", type: outcome == "completed" ? .answerCompleted : .answerFailed,
            happenedAt: row.values["created_at"]?.text.flatMap { Timestamp($0)?.seconds } ?? 0, data: data)
    }
}
