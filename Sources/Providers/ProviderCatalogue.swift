import Foundation
package import LanguageModel

/// What a provider is made from.
package struct ProviderConfiguration: Sendable {
    package var name: String
    package var kind: ProviderKind
    package var apiKey: Secret?
    /// Without a slash at the end; nil takes the kind's usual one.
    package var baseURL: String?
    /// Whether it is on this machine or in its own network; what the operator says, or else what its address shows.
    package var isLocal: Bool

    /// - Parameter local: what the operator says about being local; nil leaves it to the address.
    package init(name: String, kind: ProviderKind, apiKey: Secret? = nil, baseURL: String? = nil, local: Bool? = nil) {
        self.name = name
        self.kind = kind
        self.apiKey = apiKey
        self.baseURL = baseURL
        self.isLocal = kind == .builtin || (local ?? isLocalAddress(baseURL ?? kind.defaultBaseURL ?? ""))
    }
}

/// The catalogue of providers: one line a kind.
/// - Parameters:
///   - reach: what holds for the whole server.
///   - wallClock: seconds since 1970, for Retry-After dates.
package func makeProvider(
    _ configuration: ProviderConfiguration, transport: any Transport, reach: Reach = .anywhere,
    wallClock: @escaping @Sendable () -> Double = { SystemTime().wallClock },
    documents: @escaping @Sendable (String) -> [Passage] = { _ in [] }
) -> any ModelProvider {
    let kind = configuration.kind
    let transport = configuration.guarded(transport, reach)
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
/// - Parameters:
///   - reach: what holds for the whole server.
///   - wallClock: seconds since 1970, for Retry-After dates.
package func makeEmbeddingProvider(
    _ configuration: ProviderConfiguration, transport: any Transport, reach: Reach = .anywhere,
    wallClock: @escaping @Sendable () -> Double = { SystemTime().wallClock }
) -> (any EmbeddingProvider)? {
    let kind = configuration.kind
    let transport = configuration.guarded(transport, reach)
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

extension ProviderConfiguration {
    fileprivate func guarded(_ transport: any Transport, _ reach: Reach) -> any Transport {
        isLocal ? transport : GuardedTransport(base: transport, serverReach: reach)
    }
}
