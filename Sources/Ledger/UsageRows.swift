import LanguageModel
import Storage

extension LedgerRecord {
    /// The record as the database keeps it.
    func row(sequence: Int) -> UsageRow {
        switch self {
        case .answer(let answer): UsageRow(table: .answers, sequence: sequence, values: answer.columns)
        case .attempt(let attempt): UsageRow(table: .attempts, sequence: sequence, values: attempt.columns)
        }
    }
}

extension AnswerRecord {
    fileprivate var columns: [String: SQLValue] {
        let values: [String: SQLValue] = [
            "request_id": .text(requestID),
            "surface": .text(surface),
            "chain": .text(chain),
            "assistant": SQLValue(assistant),
            "model_identifier": SQLValue(model?.description),
            "provider": SQLValue(model?.provider),
            "user_id": SQLValue(userID),
            "key_id": SQLValue(keyID),
            "conversation_id": SQLValue(conversationID),
            "outcome": .text(outcome.rawValue),
            "error_code": SQLValue(errorCode),
            "finish_reason": SQLValue(finishReason?.rawValue),
            "cost": SQLValue(cost),
            "cost_picodollars": SQLValue(exactCost),
            "fallback": SQLValue(isFallback),
            "audio_input_tokens": .integer(usage?.audioInput ?? 0),
            "audio_output_tokens": .integer(usage?.audioOutput ?? 0),
            "attempts": .integer(attempts),
            "streamed": .bool(streamed),
            "latency_ms": .real(latencyMilliseconds),
            "first_content_ms": SQLValue(firstContentMilliseconds),
            "text_bytes": .integer(textBytes),
            "text_sha256": SQLValue(textSHA256),
            "created_at": .text(Timestamp(seconds: startedAt).description),
        ]
        return values.merging(usage?.columns ?? [:]) { first, _ in first }
    }
}

extension AttemptRecord {
    fileprivate var columns: [String: SQLValue] {
        let values: [String: SQLValue] = [
            "request_id": .text(requestID),
            "number": .integer(number),
            "model_identifier": .text(attempt.model.description),
            "provider": .text(attempt.model.provider),
            "failure": SQLValue(attempt.failure?.rawValue),
            "status": SQLValue(attempt.status),
            "message": SQLValue(attempt.message),
            "cost": SQLValue(attempt.cost?.dollars),
            "cost_picodollars": SQLValue(attempt.cost),
            "audio_input_tokens": .integer(attempt.usage?.audioInput ?? 0),
            "audio_output_tokens": .integer(attempt.usage?.audioOutput ?? 0),
            "latency_ms": .real(attempt.latencyMilliseconds),
            "first_content_ms": SQLValue(attempt.firstContentMilliseconds),
            "created_at": .text(Timestamp(seconds: attempt.startedAt).description),
        ]
        return values.merging(attempt.usage?.columns ?? [:]) { first, _ in first }
    }
}

extension SQLValue {
    fileprivate init(_ money: Money?) { self.init(money.map { Int($0.picodollars) }) }
}

extension Usage {
    /// But for the classes of sound, which are 0 even where there is no usage.
    fileprivate var columns: [String: SQLValue] {
        [
            "input_tokens": .integer(input),
            "cached_input_tokens": .integer(cachedInput),
            "cache_write_tokens": .integer(cacheWrite),
            "output_tokens": .integer(output),
            "reasoning_tokens": .integer(reasoning),
            "tokens_estimated": .bool(isEstimated),
        ]
    }
}
