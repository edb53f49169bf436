import Foundation
package import LanguageModel

/// What a provider is made from.
package struct ProviderConfiguration: Sendable {
    package var name: String
    package var kind: ProviderKind
    package var apiKey: Secret?
    /// Without a slash at the end; nil takes the kind's usual one.
    package var baseURL: String?

    package init(name: String, kind: ProviderKind, apiKey: Secret? = nil, baseURL: String? = nil) {
        self.name = name
        self.kind = kind
        self.apiKey = apiKey
        self.baseURL = baseURL
    }
}

/// The catalogue of providers: one line a kind.
/// - Parameter wallClock: seconds since 1970, for Retry-After dates.
package func makeProvider(
    _ configuration: ProviderConfiguration, transport: any Transport,
    wallClock: @escaping @Sendable () -> Double = { SystemTime().wallClock },
    documents: @escaping @Sendable (String) -> [Passage] = { _ in [] }
) -> any ModelProvider {
    let kind = configuration.kind
    let baseURL = configuration.baseURL ?? kind.defaultBaseURL ?? ""
    let key = configuration.apiKey
    func over(_ format: some WireFormat) -> any ModelProvider {
        HTTPProvider(format: format, transport: transport, apiKey: key, wallClock: wallClock)
    }
    switch kind {
    case .anthropic: return over(AnthropicFormat(baseURL: baseURL, apiKey: key))
    case .builtin: return BuiltinProvider(search: documents)
    case .gemini: return over(GeminiFormat(baseURL: baseURL, apiKey: key))
    case .ollama: return over(OllamaFormat(baseURL: baseURL))
    case .openai: return over(OpenAIFormat(baseURL: baseURL, apiKey: key))
    }
}

/// The catalogue of providers of vectors: nil for the kinds that have none.
/// - Parameter wallClock: seconds since 1970, for Retry-After dates.
package func makeEmbeddingProvider(
    _ configuration: ProviderConfiguration, transport: any Transport,
    wallClock: @escaping @Sendable () -> Double = { SystemTime().wallClock }
) -> (any EmbeddingProvider)? {
    let kind = configuration.kind
    let baseURL = configuration.baseURL ?? kind.defaultBaseURL ?? ""
    let key = configuration.apiKey
    func over(_ format: some WireFormat & EmbeddingFormat) -> any EmbeddingProvider {
        HTTPProvider(format: format, transport: transport, apiKey: key, wallClock: wallClock)
    }
    switch kind {
    case .anthropic, .builtin: return nil
    case .gemini: return over(GeminiFormat(baseURL: baseURL, apiKey: key))
    case .ollama: return over(OllamaFormat(baseURL: baseURL))
    case .openai: return over(OpenAIFormat(baseURL: baseURL, apiKey: key))
    }
}
