/// The classes that tokens are counted and priced in, by the names that settings, the API and metrics have for them.
package enum TokenClass: String, Sendable, Hashable, Codable, CaseIterable {
    case input
    case cachedInput = "cached_input"
    case cacheWrite = "cache_write"
    case output
    case reasoning
    case audioInput = "audio_input"
    case audioOutput = "audio_output"
}

extension Usage {
    package subscript(tokens: TokenClass) -> Int {
        switch tokens {
        case .input: input
        case .cachedInput: cachedInput
        case .cacheWrite: cacheWrite
        case .output: output
        case .reasoning: reasoning
        case .audioInput: audioInput
        case .audioOutput: audioOutput
        }
    }
}
