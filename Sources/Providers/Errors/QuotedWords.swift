import LanguageModel

/// Takes out of a provider's error what it repeats of the request: an error goes into logs and the ledger, what people say does not.
struct QuotedWords {
    /// From how many bytes on a stretch that both have counts as quoted; a text that is shorter counts as a whole.
    private static let stretch = 16
    /// Texts shorter than this are in every sentence.
    private static let shortest = 6
    private static let factor: UInt64 = 1_099_511_628_211

    private let bytes: [UInt8]
    private var isQuoted: [Bool]

    /// `message` with `…` in the place of what it has of `texts`.
    static func removed(from message: String, of texts: [String]) -> String {
        var words = QuotedWords(message)
        for text in texts { words.mark(text) }
        return words.isQuoted.contains(true) ? words.rest : message
    }

    private init(_ message: String) {
        bytes = Array(message.utf8)
        isQuoted = Array(repeating: false, count: bytes.count)
    }

    /// One pass over the text with a rolling hash: it may be long, the message is not.
    private mutating func mark(_ text: String) {
        let length = min(Self.stretch, text.utf8.count)
        guard length >= Self.shortest, length <= bytes.count else { return }
        var places: [UInt64: [Int]] = [:]
        for start in 0...bytes.count - length {
            places[bytes[start..<start + length].reduce(0) { $0 &* Self.factor &+ UInt64($1) }, default: []].append(start)
        }
        let leading = (0..<length).reduce(UInt64(1)) { power, _ in power &* Self.factor }
        var (hash, window, oldest) = (UInt64(0), [UInt8](), 0)
        window.reserveCapacity(length)
        for byte in text.utf8 {
            hash = hash &* Self.factor &+ UInt64(byte)
            if window.count < length {
                window.append(byte)
            } else {
                hash = hash &- leading &* UInt64(window[oldest])
                window[oldest] = byte
                oldest = (oldest + 1) % length
            }
            guard window.count == length, let found = places[hash] else { continue }
            for start in found {
                for place in start..<start + length { isQuoted[place] = true }
            }
        }
    }

    private var rest: String {
        var rest: [UInt8] = []
        var wasQuoted = false
        for place in bytes.indices {
            // A character goes whole or stays whole.
            let quoted = isQuoted[place] || (wasQuoted && bytes[place] & 0xC0 == 0x80)
            if quoted, !wasQuoted {
                while let last = rest.last, bytes[place] & 0xC0 == 0x80, last & 0xC0 != 0xC0 { rest.removeLast() }
                if bytes[place] & 0xC0 == 0x80, !rest.isEmpty { rest.removeLast() }
                rest += Array("…".utf8)
            } else if !quoted {
                rest.append(bytes[place])
            }
            wasQuoted = quoted
        }
        return String(decoding: rest, as: UTF8.self)
    }
}

extension ModelFailure {
    func quotingNothing(of request: ChatRequest) -> ModelFailure {
        quotingNothing(
            of: request.messages.flatMap { message in
                message.content.map { part in
                    switch part {
                    case .text(let text): text
                    case .image(.url(let address)): address
                    case .image(.base64(let data, _)): data
                    }
                } + message.toolCalls.map(\.arguments)
            })
    }

    func quotingNothing(of request: EmbeddingRequest) -> ModelFailure {
        quotingNothing(of: request.inputs.compactMap { if case .text(let text) = $0 { text } else { nil } })
    }

    private func quotingNothing(of texts: [String]) -> ModelFailure {
        var failure = self
        failure.message = QuotedWords.removed(from: message, of: texts)
        return failure
    }
}
