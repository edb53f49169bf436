import Accounts
import Chat
import Foundation
import Knowledge
import LanguageModel
import Logging
import Storage
import Telemetry
import Usage

/// Puts ``Settings`` together from entries and checks what only the whole can show.
struct SettingsBuilder {
    var reader: SettingReader
    private(set) var warnings: [SettingProblem] = []
    private let defaultChainIsDerived: Bool

    /// - Parameter layers: complete, see ``ProviderDiscovery/complete(_:)``.
    init(layers: SettingLayers, workingDirectory: String, defaultChainIsDerived: Bool) {
        reader = SettingReader(layers: layers, workingDirectory: workingDirectory)
        self.defaultChainIsDerived = defaultChainIsDerived
    }

    var problems: [SettingProblem] { reader.problems }

    /// The settings, good only when ``problems`` is empty afterwards.
    mutating func build() -> Settings {
        let deadlines = deadlines(under: "deadlines", otherwise: nil)
        let providers = providers()
        let chains = chains(providers: providers)
        let database = database()
        let routing = routing()
        return Settings(
            server: server(), data: reader.path("data") ?? ".", database: database,
            databaseWait: reader.duration("database_wait") ?? .zero, postgres: postgres(),
            secretKey: reader.secret("secret_key"), log: log(), providers: providers,
            models: models(deadlines: deadlines, providers: providers), prices: prices(providers: providers),
            deadlines: deadlines,
            chains: chains, defaultChainIsDerived: defaultChainIsDerived, assistants: assistants(chains: chains),
            conversations: .init(titles: reader.choice("conversations.titles") ?? .model), knowledge: knowledge(),
            routing: routing,
            accounts: accounts(), limits: limits(), budgets: budgets(), rates: rates(), cache: cache(), privacy: privacy(),
            vectors: .init(&reader, database: database, reach: routing.reach),
            webhooks: .init(
                allowsLocal: reader.boolean("webhooks.allow_local") ?? false, keep: positive("webhooks.keep")))
    }

    private mutating func server() -> Settings.Server {
        let origins = (reader.list("server.allowed_origins") ?? []).map { item in
            if item.text != "*", parseURL(item.text).map({ $0 != item.text || $0.dropFirst(8).contains("/") }) ?? true {
                reader.report(
                    item.origin,
                    "server.allowed_origins: \"\(item.text)\" is no origin; write scheme://host or scheme://host:port")
            }
            return item.text
        }
        return Settings.Server(
            host: reader.text("server.host") ?? "", port: reader.integer("server.port") ?? 0, allowedOrigins: origins,
            trustedProxies: proxies(),
            maxBodySize: reader.size("server.max_body_size") ?? 0, requestTimeout: positive("server.request_timeout"),
            idleTimeout: positive("server.idle_timeout"), gracePeriod: reader.duration("server.grace_period") ?? .zero)
    }

    private mutating func database() -> Settings.Database {
        guard case .scalar(let text) = reader.layers["database"]?.raw, text != "sqlite" else { return .sqlite }
        guard let url = reader.secret("database") else { return .sqlite }
        guard url.reveal.hasPrefix("postgres://") || url.reveal.hasPrefix("postgresql://") else {
            reader.report("database", "database must be \(SettingType.database.label)")
            return .sqlite
        }
        return .postgres(url)
    }

    private mutating func postgres() -> Settings.Postgres {
        Settings.Postgres(
            poolSize: reader.integer("postgres.pool_size") ?? 0, poolTimeout: positive("postgres.pool_timeout"),
            statementTimeout: positive("postgres.statement_timeout"))
    }

    private mutating func log() -> Settings.Log {
        Settings.Log(
            level: reader.choice("log.level") ?? .info, format: reader.choice("log.format") ?? .text,
            file: reader.path("log.file"),
            maxSize: reader.size("log.max_size") ?? 0, keep: reader.integer("log.keep") ?? 0,
            messages: reader.boolean("log.messages") ?? false)
    }

    private mutating func providers() -> [Settings.Provider] {
        reader.layers.names(under: "providers").compactMap { name in
            let path = SettingPath(["providers", name])
            if name.contains(where: { $0 == ":" || $0 == "," || $0.isWhitespace }) {
                reader.report(path, "the provider's name \"\(name)\" must hold no colon, comma or space")
            }
            guard reader.layers[path.appending("kind")] != nil else {
                reader.report(
                    path, "\(path).kind is missing; it must be \(SettingType.choice(ProviderKind.allCases.map(\.rawValue)).label)"
                )
                return nil
            }
            guard let kind: ProviderKind = reader.choice(path.appending("kind")) else { return nil }
            if name == ProviderKind.builtin.rawValue, kind != .builtin {
                reader.report(path, "the provider's name \"builtin\" is kept for the kind builtin")
            }
            let key = reader.secret(path.appending("api_key"))
            let url = kind == .builtin ? nil : reader.url(path.appending("base_url"))
            if key == nil, let variable = kind.keyVariable, url == kind.defaultBaseURL {
                warnings.append(
                    SettingProblem(
                        place: reader.layers.origin(of: path).description,
                        message: "provider \"\(name)\" has no key; set \(variable) or \(path).api_key"))
            }
            return Settings.Provider(
                name: name, kind: kind, apiKey: key, baseURL: url, isLocal: reader.boolean(path.appending("local")))
        }
    }

    private mutating func models(deadlines: Settings.Deadlines, providers: [Settings.Provider]) -> [Settings.Model] {
        reader.layers.names(under: "models").compactMap { name in
            let path = SettingPath(["models", name])
            let item = SettingEntry.Item(text: name, origin: reader.layers.origin(of: path))
            guard let id = model(item, named: "models", providers: providers) else { return nil }
            return Settings.Model(
                id: id, name: reader.text(path.appending("name")) ?? id.model,
                contextWindow: reader.integer(path.appending("context_window")),
                acceptsPrefill: reader.boolean(path.appending("accepts_prefill")),
                structuredOutput: reader.boolean(path.appending("structured_output")) ?? true,
                deadlines: self.deadlines(under: path.appending("deadlines"), otherwise: deadlines))
        }
    }

    private mutating func prices(providers: [Settings.Provider]) -> [ModelIdentifier: TokenPrices] {
        var prices: [ModelIdentifier: TokenPrices] = [:]
        for name in reader.layers.names(under: "prices") {
            let path = SettingPath(["prices", name])
            let item = SettingEntry.Item(text: name, origin: reader.layers.origin(of: path))
            guard let id = model(item, named: "prices", providers: providers) else { continue }
            var found = TokenPrices()
            for tokens in TokenClass.allCases { found[tokens] = reader.price(path.appending(tokens.rawValue)) }
            prices[id] = found
        }
        return prices
    }

    private mutating func deadlines(under path: SettingPath, otherwise: Settings.Deadlines?) -> Settings.Deadlines {
        Settings.Deadlines(
            connect: positive(path.appending("connect"), otherwise?.connect),
            firstContent: positive(path.appending("first_content"), otherwise?.firstContent),
            lastFirstContent: positive(path.appending("last_first_content"), otherwise?.lastFirstContent),
            idle: positive(path.appending("idle"), otherwise?.idle), total: positive(path.appending("total"), otherwise?.total))
    }

    private mutating func chains(providers: [Settings.Provider]) -> [Settings.Chain] {
        reader.layers.names(under: "chains").map { name in
            let path = SettingPath(["chains", name])
            var models: [ModelIdentifier] = []
            for item in reader.list(path) ?? [] {
                guard let id = model(item, named: path.description, providers: providers) else { continue }
                if models.contains(id) {
                    reader.report(item.origin, "\(path) names \(id) twice")
                } else {
                    models.append(id)
                }
            }
            if reader.list(path)?.isEmpty ?? true { reader.report(path, "\(path) names no model") }
            return Settings.Chain(name: name, models: models)
        }
    }

    /// `provider:model` with a provider that there is.
    private mutating func model(
        _ item: SettingEntry.Item, named place: String, providers: [Settings.Provider]
    ) -> ModelIdentifier? {
        guard let id = ModelIdentifier(item.text) else {
            reader.report(item.origin, "\(place): \"\(item.text)\" is no provider:model")
            return nil
        }
        // Providers whose kind is wrong are known too: their own problem is enough.
        let known = reader.layers.names(under: "providers") + [ProviderKind.builtin.rawValue]
        guard known.contains(id.provider) else {
            let hint =
                nearest(to: id.provider, in: known).map { "did you mean \"\($0):\(id.model)\"?" }
                ?? "known: \(known.joined(separator: ", "))"
            reader.report(item.origin, "\(place) names the unknown provider \"\(id.provider)\"; \(hint)")
            return nil
        }
        return id
    }

    private mutating func assistants(chains: [Settings.Chain]) -> [Settings.Assistant] {
        reader.layers.names(under: "assistants").map { name in
            let path = SettingPath(["assistants", name])
            let chain = reader.text(path.appending("chain")) ?? "default"
            let names = chains.map(\.name)
            if !names.contains(chain) {
                let hint =
                    nearest(to: chain, in: names).map { "did you mean \"\($0)\"?" } ?? "known: \(names.joined(separator: ", "))"
                reader.report(path.appending("chain"), "\(path).chain names the unknown chain \"\(chain)\"; \(hint)")
            }
            return Settings.Assistant(
                id: name, name: reader.text(path.appending("name")) ?? name, chain: chain,
                modelSelection: reader.choice(path.appending("model_selection")) ?? .visible,
                instructions: reader.text(path.appending("instructions")), greeting: reader.text(path.appending("greeting")),
                suggestions: (reader.list(path.appending("suggestions")) ?? []).map(\.text),
                catalogue: reader.path(path.appending("catalogue")),
                knowledge: reader.list(path.appending("knowledge"))?.map(\.text), picture: reader.text(path.appending("picture")),
                accent: reader.choice(path.appending("accent")), outputSchema: reader.path(path.appending("output_schema")),
                requestsPerMinute: reader.integer(path.appending("requests_per_minute")),
                audience: reader.choice(path.appending("audience")) ?? .everyone)
        }
    }

    private mutating func knowledge() -> Settings.Knowledge {
        let chunks = ChunkSettings(
            size: reader.integer("knowledge.chunks.size") ?? 1200, overlap: reader.integer("knowledge.chunks.overlap") ?? 0)
        if chunks.overlap * 2 > chunks.size {
            reader.report("knowledge.chunks.overlap", "knowledge.chunks.overlap is more than half of knowledge.chunks.size")
        }
        let watches = reader.layers.names(under: "knowledge.watch").compactMap { name in
            reader.path(SettingPath(["knowledge", "watch", name])).map { Settings.Knowledge.Watch(collection: name, path: $0) }
        }
        return Settings.Knowledge(
            watches: watches, chunks: chunks, workers: reader.integer("knowledge.workers") ?? 1,
            maxFileSize: reader.size("knowledge.max_file_size") ?? 0, maxText: reader.size("knowledge.max_text") ?? 0,
            maxPages: reader.integer("knowledge.max_pages") ?? 0, parseTimeout: positive("knowledge.parse_timeout"),
            parseMemory: reader.size("knowledge.parse_memory") ?? 0, fetchTimeout: positive("knowledge.fetch_timeout"),
            insideHosts: (reader.list("knowledge.inside_hosts") ?? []).map { $0.text.lowercased() })
    }

    private mutating func routing() -> Settings.Routing {
        let breaker = Settings.Routing.Breaker(
            failures: reader.integer("routing.breaker.failures") ?? 1, firstCooldown: positive("routing.breaker.first_cooldown"),
            longestCooldown: positive("routing.breaker.longest_cooldown"))
        if breaker.longestCooldown < breaker.firstCooldown {
            let said: SettingPath = "routing.breaker.longest_cooldown"
            let place = reader.layers[said] == nil ? "routing.breaker.first_cooldown" : said
            reader.report(place, "routing.breaker.longest_cooldown is shorter than first_cooldown")
        }
        return Settings.Routing(
            breaker: breaker, patience: reader.duration("routing.patience") ?? .zero,
            longestOutageWait: positive("routing.longest_outage_wait"), rescue: reader.boolean("routing.rescue") ?? true,
            reach: cloud() ?? .localOnly)
    }

    private mutating func cloud() -> Reach? {
        enum Cloud: String, CaseIterable { case allowed, disabled }
        let cloud: Cloud? = reader.choice("routing.cloud")
        return cloud.map { $0 == .allowed ? .anywhere : .localOnly }
    }

    private mutating func accounts() -> Settings.Accounts {
        Settings.Accounts(
            isRequired: reader.boolean("accounts.required") ?? false, sessionLifetime: positive("accounts.session_lifetime"),
            tokenLifetime: positive("accounts.token_lifetime"), openID: openID())
    }

    private mutating func openID() -> OpenIDProvider? {
        guard let issuer = reader.url("accounts.oidc.issuer") else { return nil }
        return OpenIDProvider(
            issuer: issuer, clientID: reader.text("accounts.oidc.client_id") ?? "",
            clientSecret: reader.secret("accounts.oidc.client_secret"),
            label: reader.text("accounts.oidc.label") ?? "", role: reader.choice("accounts.oidc.role") ?? .member)
    }

    private mutating func privacy() -> Settings.Privacy {
        var limits: [RetentionGroup: Duration] = [:]
        for group in RetentionGroup.allCases {
            let path = SettingPath(["privacy", "retention", group.rawValue])
            if reader.layers[path] != nil { limits[group] = positive(path) }
        }
        return Settings.Privacy(
            consent: consent(), store: reader.choice("privacy.store") ?? .conversations,
            temporaryLifetime: positive("privacy.temporary_lifetime"), retention: RetentionPolicy(limits: limits))
    }

    private mutating func consent() -> ConsentPolicy {
        let mode: ConsentPolicy.Mode = reader.choice("privacy.consent") ?? .none
        var text = reader.text("privacy.consent_text")
        if mode != .none, let file = reader.path("privacy.consent_file") {
            if text != nil { reader.report("privacy.consent_file", "privacy.consent_text and privacy.consent_file are both set") }
            text = try? String(contentsOfFile: file, encoding: .utf8)
            if text == nil { reader.report("privacy.consent_file", "privacy.consent_file \(file) cannot be read") }
        }
        if mode != .none, text?.allSatisfy(\.isWhitespace) ?? true {
            reader.report("privacy.consent", "privacy.consent needs a text: set privacy.consent_text or privacy.consent_file")
        }
        return ConsentPolicy(mode: mode, text: text ?? "", link: reader.url("privacy.consent_link"))
    }

    /// A duration that must be more than nothing.
    mutating func positive(_ path: SettingPath, _ otherwise: Duration? = nil) -> Duration {
        guard let value = reader.duration(path) ?? otherwise else { return .seconds(1) }
        if value <= .zero { reader.report(path, "\(path) must be longer than nothing") }
        return value
    }
}
