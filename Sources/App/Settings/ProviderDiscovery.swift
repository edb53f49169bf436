import LanguageModel

/// What the environment alone says about providers, and what follows from each kind.
struct ProviderDiscovery {
    /// The order in which discovered providers stand in for one another.
    private static let order: [ProviderKind] = [.gemini, .openai, .anthropic, .ollama]
    /// The name under which a discovered Ollama goes.
    private static let localName = "local"
    static let ollamaVariable = "OLLAMA_HOST"

    let variables: SettingVariables

    /// Adds a provider for each key in the environment, for when the file names none.
    func addProviders(to layers: inout SettingLayers) {
        for kind in Self.order {
            guard let variable = kind == .ollama ? Self.ollamaVariable : kind.keyVariable, let value = variables[variable] else {
                continue
            }
            let path = SettingPath(["providers", kind == .ollama ? Self.localName : kind.rawValue])
            layers.set(path.appending("kind"), kind.rawValue, value.origin)
        }
    }

    /// Completes every provider: its kind from its name, its address and its key from the environment or the kind.
    ///
    /// The environment's key goes to a provider only when it lives at its kind's own address or is called by its kind's
    /// name: a key for OpenAI is no business of some other server that speaks its protocol.
    func complete(_ layers: inout SettingLayers) {
        for name in layers.names(under: "providers") {
            let path = SettingPath(["providers", name])
            if layers[path.appending("kind")] == nil, ProviderKind(rawValue: name) != nil {
                layers.set(path.appending("kind"), name, .builtIn)
            }
            guard case .scalar(let text) = layers[path.appending("kind")]?.raw, let kind = ProviderKind(rawValue: text) else {
                continue
            }
            let livesAtHome = layers[path.appending("base_url")] == nil
            if livesAtHome, let url = kind.defaultBaseURL {
                let host = kind == .ollama ? variables[Self.ollamaVariable] : nil
                layers.set(path.appending("base_url"), host.map { Self.ollamaURL($0.text) } ?? url, host?.origin ?? .builtIn)
            }
            guard let variable = kind.keyVariable, layers[path.appending("api_key")] == nil, livesAtHome || name == kind.rawValue,
                let key = variables[variable]
            else { continue }
            layers.set(path.appending("api_key"), key.text, key.origin)
        }
    }

    /// Each provider's default model, in the providers' order; the built-in one when that makes none.
    static func derivedChain(_ layers: SettingLayers) -> [String] {
        let models = layers.names(under: "providers").flatMap { name -> [String] in
            guard case .scalar(let text) = layers[SettingPath(["providers", name, "kind"])]?.raw else { return [] }
            return (ProviderKind(rawValue: text)?.defaultModels ?? []).map { "\(name):\($0)" }
        }
        return models.isEmpty ? ["\(ProviderKind.builtin):\(ProviderKind.builtin.defaultModels.first ?? "documents")"] : models
    }

    /// `OLLAMA_HOST` as Ollama reads it: scheme and port may be missing, and an address to listen on is one to call.
    static func ollamaURL(_ text: String) -> String {
        var rest = text[...]
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        var scheme = "http"
        if let range = rest.firstRange(of: "://") {
            scheme = String(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        let path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
        let authority = rest.prefix { $0 != "/" }
        var host = String(authority)
        var port = scheme == "https" ? "443" : text.contains("://") ? "80" : "11434"
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            host = String(authority[..<colon])
            port = String(authority[colon...].dropFirst())
        }
        if host.isEmpty || host == "0.0.0.0" { host = "127.0.0.1" }
        if host == "[::]" { host = "[::1]" }
        return "\(scheme)://\(host):\(port)\(path)"
    }
}
