/// The protocols that Understudy speaks to models in, and what is known of each before anything is configured.
package enum ProviderKind: String, Sendable, Hashable, Codable, CaseIterable {
    case anthropic
    /// Answers by quoting documents; no model at all.
    case builtin
    case gemini
    case ollama
    /// OpenAI and every server that is compatible with it.
    case openai

    /// Where the provider lives unless the configuration says otherwise; nil for `builtin`.
    package var defaultBaseURL: String? {
        switch self {
        case .anthropic: "https://api.anthropic.com"
        case .builtin: nil
        case .gemini: "https://generativelanguage.googleapis.com"
        case .ollama: "http://localhost:11434"
        case .openai: "https://api.openai.com/v1"
        }
    }

    /// The environment variable that holds the key; nil for the kinds that need none.
    package var keyVariable: String? {
        switch self {
        case .anthropic: "ANTHROPIC_API_KEY"
        case .gemini: "GEMINI_API_KEY"
        case .openai: "OPENAI_API_KEY"
        case .builtin, .ollama: nil
        }
    }

    /// What to ask for when the operator names no model; empty where only the server itself knows.
    package var defaultModels: [String] {
        switch self {
        case .anthropic: ["claude-sonnet-4-5"]
        case .builtin: ["documents"]
        case .gemini: ["gemini-2.5-flash"]
        case .ollama: []
        case .openai: ["gpt-4o-mini"]
        }
    }

    /// The name for people.
    package var label: String {
        switch self {
        case .anthropic: "Anthropic"
        case .builtin: "Built-in (no model)"
        case .gemini: "Google Gemini"
        case .ollama: "Ollama"
        case .openai: "OpenAI or compatible"
        }
    }
}
