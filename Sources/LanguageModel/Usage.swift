/// Tokens of one answer in disjoint classes: no token is counted in two of them, so that a price can be put on each.
package struct Usage: Sendable, Hashable, Codable {
    /// Prompt tokens of text and images that came from no cache.
    package var input: Int
    /// Prompt tokens read from the provider's cache.
    package var cachedInput: Int
    /// Prompt tokens written to the provider's cache.
    package var cacheWrite: Int
    /// Tokens of the answer that the caller sees.
    package var output: Int
    /// Tokens the model spent on thinking.
    package var reasoning: Int
    /// Prompt tokens of sound that came from no cache.
    package var audioInput: Int
    /// Tokens of the answer that are sound.
    package var audioOutput: Int
    /// True when the provider reported nothing and these are Understudy's own estimate.
    package var isEstimated: Bool

    package init(
        input: Int = 0, cachedInput: Int = 0, cacheWrite: Int = 0, output: Int = 0, reasoning: Int = 0, audioInput: Int = 0,
        audioOutput: Int = 0, isEstimated: Bool = false
    ) {
        self.input = input
        self.cachedInput = cachedInput
        self.cacheWrite = cacheWrite
        self.output = output
        self.reasoning = reasoning
        self.audioInput = audioInput
        self.audioOutput = audioOutput
        self.isEstimated = isEstimated
    }

    /// Records of before there were classes for sound have none of it.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            input: try container.decode(Int.self, forKey: .input),
            cachedInput: try container.decode(Int.self, forKey: .cachedInput),
            cacheWrite: try container.decode(Int.self, forKey: .cacheWrite),
            output: try container.decode(Int.self, forKey: .output),
            reasoning: try container.decode(Int.self, forKey: .reasoning),
            audioInput: try container.decodeIfPresent(Int.self, forKey: .audioInput) ?? 0,
            audioOutput: try container.decodeIfPresent(Int.self, forKey: .audioOutput) ?? 0,
            isEstimated: try container.decode(Bool.self, forKey: .isEstimated))
    }

    package var prompt: Int { input + cachedInput + cacheWrite + audioInput }
    package var completion: Int { output + reasoning + audioOutput }
    package var total: Int { prompt + completion }

    package static func + (a: Usage, b: Usage) -> Usage {
        Usage(
            input: a.input + b.input, cachedInput: a.cachedInput + b.cachedInput, cacheWrite: a.cacheWrite + b.cacheWrite,
            output: a.output + b.output, reasoning: a.reasoning + b.reasoning, audioInput: a.audioInput + b.audioInput,
            audioOutput: a.audioOutput + b.audioOutput, isEstimated: a.isEstimated || b.isEstimated)
    }

    /// A rough count for models that report none: four bytes of UTF-8 a token, at least one for any text.
    package static func estimatedTokens(in text: String) -> Int {
        text.isEmpty ? 0 : max(1, (text.utf8.count + 3) / 4)
    }
}
