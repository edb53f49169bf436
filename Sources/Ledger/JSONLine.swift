import LanguageModel

/// Writes the two kinds of record as one line of JSON, in the form that their `Codable` conformances read.
///
/// Encoding is on the path of every answer; Foundation's encoder takes many times as long.
struct JSONLine {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init(_ record: LedgerRecord) {
        bytes.reserveCapacity(640)
        switch record {
        case .attempt(let attempt): object("attempt") { $0.put(attempt) }
        case .answer(let answer): object("answer") { $0.put(answer) }
        }
        bytes.insert(UInt8(ascii: "{"), at: 0)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func put(_ record: AttemptRecord) {
        put("requestID", record.requestID)
        put("number", record.number)
        object("attempt") { line in
            let attempt = record.attempt
            line.put("model", attempt.model.description)
            line.put("failure", attempt.failure?.rawValue)
            line.put("status", attempt.status)
            line.put("message", attempt.message)
            line.put("startedAt", attempt.startedAt)
            line.put("latencyMilliseconds", attempt.latencyMilliseconds)
            line.put("firstContentMilliseconds", attempt.firstContentMilliseconds)
            line.put(attempt.usage)
            line.put("costPicodollars", attempt.cost)
        }
    }

    private mutating func put(_ answer: AnswerRecord) {
        put("requestID", answer.requestID)
        put("surface", answer.surface)
        put("chain", answer.chain)
        put("assistant", answer.assistant)
        put("keyID", answer.keyID)
        put("userID", answer.userID)
        put("conversationID", answer.conversationID)
        put("outcome", answer.outcome.rawValue)
        put("errorCode", answer.errorCode)
        put("model", answer.model?.description)
        put("finishReason", answer.finishReason?.rawValue)
        put(answer.usage)
        put("attempts", answer.attempts)
        put("streamed", answer.streamed)
        put("startedAt", answer.startedAt)
        put("latencyMilliseconds", answer.latencyMilliseconds)
        put("firstContentMilliseconds", answer.firstContentMilliseconds)
        put("textBytes", answer.textBytes)
        put("textSHA256", answer.textSHA256)
        put("cost", answer.cost)
        put("costPicodollars", answer.exactCost)
        if let isFallback = answer.isFallback { put("isFallback", isFallback) }
    }

    private mutating func put(_ usage: Usage?) {
        guard let usage else { return }
        object("usage") { line in
            line.put("input", usage.input)
            line.put("cachedInput", usage.cachedInput)
            line.put("cacheWrite", usage.cacheWrite)
            line.put("output", usage.output)
            line.put("reasoning", usage.reasoning)
            // As good as never there, and read as 0 where it is not.
            if usage.audioInput != 0 { line.put("audioInput", usage.audioInput) }
            if usage.audioOutput != 0 { line.put("audioOutput", usage.audioOutput) }
            line.put("isEstimated", usage.isEstimated)
        }
    }

    private mutating func object(_ name: StaticString, _ members: (inout JSONLine) -> Void) {
        begin(name)
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    private mutating func put(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: value.description.utf8)
    }

    private mutating func put(_ name: StaticString, _ value: Money?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: value.picodollars.description.utf8)
    }

    /// JSON has no word for what is not a finite number; such a measurement is 0.
    private mutating func put(_ name: StaticString, _ value: Double?) {
        guard let value else { return }
        begin(name)
        bytes.append(contentsOf: (value.isFinite ? value : 0).description.utf8)
    }

    private mutating func put(_ name: StaticString, _ value: Bool) {
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    private mutating func put(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func begin(_ name: StaticString) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }
}

/// The lower-case digit of a value under 16.
func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 48 + value : 87 + value
}
