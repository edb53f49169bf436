import LanguageModel
import Logging
import Testing

@testable import App

@Suite struct SettingsEnvironmentTests {
    @Test func flagsWinOverEnvironmentOverDotEnvOverFile() throws {
        let folder = try SettingsFolder([
            "understudy.yaml": "server: { port: 1, host: a }\nlog: { keep: 1, level: debug }\n",
            ".env": "UNDERSTUDY_SERVER_PORT=2\nUNDERSTUDY_SERVER_HOST=b\nUNDERSTUDY_LOG_KEEP=2\n",
        ])
        let settings = try folder.load(
            ["UNDERSTUDY_SERVER_PORT": "3", "UNDERSTUDY_SERVER_HOST": "c"],
            flags: [SettingFlag(name: "--port", path: "server.port", value: "4")]
        ).settings
        #expect(settings.server.port == 4)
        #expect(settings.server.host == "c")
        #expect(settings.log.keep == 2)
        #expect(settings.log.level == .debug)
    }

    @Test func everySettingThatIsNotNamedByTheOperatorHasAVariable() throws {
        for setting in SettingCatalogue.all where !setting.path.keys.contains("*") {
            let name = setting.path.environmentName
            let value = setting.fallback ?? samples["\(setting.path)"] ?? sample(setting.type)
            #expect(try load("", [name: value]).warnings.isEmpty, "\(name)")
        }
    }

    /// Of settings that not every value of their type will do for.
    private let samples = ["server.trusted_proxies": "10.0.0.0/8,::1"]

    private func sample(_ type: SettingType) -> String {
        switch type {
        case .duration: "30d"
        case .list: "https://a.example,https://b.example"
        case .url: "https://a.example"
        case .choice(let names): names[0]
        case .integer(let range): "\(range.lowerBound)"
        case .text: "provider:model"
        default: "/tmp/x"
        }
    }

    @Test func theEnvironmentAloneCanMakeProvidersChainsAndAssistants() throws {
        let loaded = try load(
            "",
            [
                "UNDERSTUDY_PROVIDERS_MINE_KIND": "openai", "UNDERSTUDY_PROVIDERS_MINE_BASE_URL": "http://h:1/v1/",
                "UNDERSTUDY_PROVIDERS_MINE_API_KEY": "k", "UNDERSTUDY_CHAINS_DEFAULT": "mine:a, mine:b:7",
                "UNDERSTUDY_ASSISTANTS_HELPER_NAME": "A Helper",
            ])
        #expect(
            loaded.settings.providers == [
                Settings.Provider(name: "mine", kind: .openai, apiKey: Secret("k"), baseURL: "http://h:1/v1")
            ])
        #expect(loaded.settings.chains[0].models.map(\.description) == ["mine:a", "mine:b:7"])
        #expect(loaded.settings.assistant("helper")?.name == "A Helper")
        #expect(loaded.warnings.isEmpty)
    }

    @Test func aNameInTheFileIsFoundWhateverItsLetters() throws {
        let loaded = try load(
            """
            providers: { my-Server: { kind: openai, base_url: http://a } }
            chains: { default: ["my-Server:gpt-4.1", "my-Server:other"] }
            models: { "my-Server:gpt-4.1": { name: One } }
            """,
            [
                "UNDERSTUDY_PROVIDERS_MY_SERVER_BASE_URL": "http://b",
                "UNDERSTUDY_MODELS_MY_SERVER_GPT_4_1_NAME": "Two",
                "UNDERSTUDY_MODELS_MY_SERVER_OTHER_DEADLINES_LAST_FIRST_CONTENT": "7s",
            ])
        #expect(loaded.settings.providers.map(\.name) == ["my-Server"])
        #expect(loaded.settings.providers[0].baseURL == "http://b")
        #expect(loaded.settings.model(ModelIdentifier(provider: "my-Server", model: "gpt-4.1")).name == "Two")
        let other = loaded.settings.model(ModelIdentifier(provider: "my-Server", model: "other"))
        #expect(other.deadlines.lastFirstContent == .seconds(7))
        #expect(other.deadlines.firstContent == .seconds(10))
    }

    @Test func anUnknownVariableWarnsWithTheNearestOne() throws {
        let warnings = try load("", ["UNDERSTUDY_SERVER_PROT": "1", "OTHER_PROGRAM": "x"]).warnings
        #expect(warnings.count == 1)
        #expect(
            warnings[0].message == "UNDERSTUDY_SERVER_PROT is no setting and has no effect; did you mean UNDERSTUDY_SERVER_PORT?")
    }

    @Test func aMistakeInAVariableNamesTheVariable() throws {
        #expect(
            try problems("", ["UNDERSTUDY_SERVER_PORT": "x"]) == [
                "environment variable UNDERSTUDY_SERVER_PORT: server.port must be a whole number from 0 to 65535, found \"x\""
            ])
        #expect(
            try problems("", ["UNDERSTUDY_CHAINS_DEFAULT": "nobody:x"]).first?.hasPrefix(
                "environment variable UNDERSTUDY_CHAINS_DEFAULT: chains.default names the unknown provider \"nobody\"") == true)
    }

    @Test func aMistakeInAFlagNamesTheFlag() throws {
        let flag = SettingFlag(name: "--port", path: "server.port", value: "x")
        #expect(try problems("", flags: [flag]).first?.hasPrefix("--port: server.port must be") == true)
    }

    @Test func keysInTheEnvironmentMakeProvidersAndTheirChain() throws {
        let settings = try load(
            "", ["ANTHROPIC_API_KEY": "a", "GEMINI_API_KEY": "g", "OPENAI_API_KEY": "o", "OLLAMA_HOST": "gpu:11434"]
        ).settings
        #expect(settings.providers.map(\.name) == ["gemini", "openai", "anthropic", "local"])
        #expect(settings.providers.map { $0.apiKey?.reveal } == ["g", "o", "a", nil])
        #expect(settings.providers.last?.baseURL == "http://gpu:11434")
        #expect(settings.chains[0].models.map(\.provider) == ["gemini", "openai", "anthropic"])
        #expect(settings.defaultChainIsDerived)
    }

    @Test func aVariableSetToNothingCountsAsUnset() throws {
        #expect(try load("", ["GEMINI_API_KEY": "", "UNDERSTUDY_SERVER_PORT": ""]).settings.providers.isEmpty)
    }

    @Test func aProviderOfTheEnvironmentCanBePointedElsewhere() throws {
        let settings = try load(
            "", ["GEMINI_API_KEY": "g", "UNDERSTUDY_PROVIDERS_GEMINI_BASE_URL": "http://127.0.0.1:9000"]
        ).settings
        #expect(
            settings.providers == [
                Settings.Provider(name: "gemini", kind: .gemini, apiKey: Secret("g"), baseURL: "http://127.0.0.1:9000")
            ])
    }

    @Test func theEnvironmentsKeyDoesNotGoToAServerOfAnotherName() throws {
        let yaml = "providers: { vllm: { kind: openai, base_url: http://gpu/v1 }, second: { kind: openai } }"
        let settings = try load(yaml, ["OPENAI_API_KEY": "o"]).settings
        #expect(settings.providers.map { $0.apiKey?.reveal } == [nil, "o"])
    }

    @Test func aKeyInTheFileStaysBesideOneInTheEnvironment() throws {
        let settings = try load("providers: { openai: { api_key: mine } }", ["OPENAI_API_KEY": "other"]).settings
        #expect(settings.providers[0].apiKey?.reveal == "mine")
    }

    @Test func aProviderWithoutItsKeyWarns() throws {
        let warnings = try load("providers:\n  gemini: { api_key: ${GEMINI_API_KEY} }\n").warnings.map(\.description)
        #expect(warnings.contains("understudy.yaml:2: providers.gemini.api_key is empty: GEMINI_API_KEY is not set"))
    }

    @Test func theDocumentsNamesAreHeard() throws {
        let settings = try load(
            "", ["ALLOWED_ORIGINS": "https://a.example, https://b.example:8443", "SECRET_KEY": "s", "JWT_SECRET_KEY": "j"]
        ).settings
        #expect(settings.server.allowedOrigins == ["https://a.example", "https://b.example:8443"])
        #expect(settings.secretKey?.reveal == "s")
        #expect(
            try load("", ["DATABASE_URL": "postgresql://u:p@h/d"]).settings.database == .postgres(Secret("postgresql://u:p@h/d")))
        let parts = ["POSTGRES_HOST": "db", "POSTGRES_USER": "u", "POSTGRES_PASSWORD": "p@ss", "POSTGRES_DB": "chat"]
        #expect(try load("", parts).settings.database == .postgres(Secret("postgres://u:p%40ss@db:5432/chat")))
        #expect(try load("", ["DATABASE_URL": "postgres://u@h/d", "UNDERSTUDY_DATABASE": "sqlite"]).settings.database == .sqlite)
    }

    @Test(arguments: [
        ("gpu", "http://gpu:11434"), ("gpu:1", "http://gpu:1"), ("0.0.0.0:11434", "http://127.0.0.1:11434"),
        (":5", "http://127.0.0.1:5"), ("https://o.example", "https://o.example:443"),
        ("http://o.example/x/", "http://o.example:80/x"),
        ("[::1]:7", "http://[::1]:7"), ("[::1]", "http://[::1]:11434"),
    ]) func ollamaHostIsReadAsOllamaReadsIt(host: String, url: String) {
        #expect(ProviderDiscovery.ollamaURL(host) == url)
    }
}
