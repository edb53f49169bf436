import LanguageModel
import Usage

/// What the pages about usage and prices say, in one language.
struct UsageWords: Sendable, Hashable {
    var title: String
    var from: String
    var to: String
    var zone: String
    var by: String
    var show: String
    var csv: String
    var day: String
    var model: String
    var provider: String
    var user: String
    var assistant: String
    var key: String
    var surface: String

    // Where an answer has no model, person, …
    var none: String
    /// `{what}` and `{value}`
    var only: String
    var remove: String
    var answers: String
    var failed: String
    var cost: String
    /// `{count}`
    var unpriced: String
    var promptTokens: String
    var answerTokens: String
    var latency: String
    var firstContent: String
    var errors: String
    var fallbacks: String
    var cacheShare: String
    var half: String
    var nearlyAll: String
    var table: String
    var nothing: String
    var share: String
    var cut: String
    var prices: String
    var pricesIntro: String
    var inForce: String
    var history: String
    var enterPrice: String
    var modelHint: String
    var validFrom: String
    var validFromHint: String
    var source: String
    var configuration: String
    var unknown: String
    var unpricedModels: String
    var entered: String
    /// `{class}`
    var badPrice: String
    var badModel: String
    var badMoment: String
    var badSpan: String

    // The classes of tokens
    var input: String
    var cachedInput: String
    var cacheWrite: String
    var output: String
    var reasoning: String
    var audioInput: String
    var audioOutput: String
}

extension PageLanguage {
    var usageWords: UsageWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension UsageWords {
    subscript(dimension: UsageDimension) -> String {
        switch dimension {
        case .day: day
        case .model: model
        case .provider: provider
        case .user: user
        case .assistant: assistant
        case .key: key
        case .surface: surface
        }
    }

    subscript(tokens: TokenClass) -> String {
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
