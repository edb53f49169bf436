import LanguageModel
import Logging
import Telemetry
import Testing
import Usage

@testable import App

@Suite struct SettingsFileTests {
    @Test func anEmptyFileGivesTheDefaults() throws {
        let settings = try load("").settings
        #expect(settings.server.host == "127.0.0.1")
        #expect(settings.server.port == 8000)
        #expect(settings.server.maxBodySize == 10_000_000)
        #expect(settings.server.idleTimeout == .seconds(75))
        #expect(settings.database == .sqlite)
        #expect(settings.data.hasSuffix("/understudy-data"))
        #expect(settings.log.level == .info)
        #expect(settings.log.format == .text)
        #expect(settings.log.file == nil)
        #expect(settings.deadlines.lastFirstContent == .seconds(60))
        #expect(settings.deadlines.total == .seconds(600))
        #expect(settings.routing.breaker.failures == 3)
        #expect(settings.routing.rescue)
        #expect(
            settings.chains == [
                Settings.Chain(name: "default", models: [ModelIdentifier(provider: "builtin", model: "documents")])
            ])
        #expect(settings.defaultChainIsDerived)
        #expect(settings.assistants.map(\.id) == ["understudy"])
    }

    @Test func aMapWithinAMapMayHaveNamesOfOnesOwn() throws {
        let watches = try load("knowledge: { watch: { handbook: /h }, workers: 2 }", ["UNDERSTUDY_KNOWLEDGE_WATCH_PAPERS": "/p"])
            .settings.knowledge.watches
        #expect(watches.map(\.collection) == ["handbook", "papers"])
        #expect(watches.map(\.path) == ["/h", "/p"])
    }

    @Test func theExampleOfTheContractIsUnderstood() throws {
        let settings = try load(
            """
            server: { host: 127.0.0.1, port: 8000, allowed_origins: [] }
            data: ./understudy-data
            database: sqlite                      # or postgres://user:password@host:port/name
            providers:
              gemini: { kind: gemini, api_key: ${GEMINI_API_KEY} }
              openai: { kind: openai, api_key: ${OPENAI_API_KEY}, base_url: https://api.openai.com/v1 }
              local:  { kind: ollama, base_url: http://localhost:11434 }
            chains:
              default: [gemini:gemini-exp-1206, openai:gpt-4o-mini, local:llama2]
            assistants:
              nexus-core: { name: Nexus Core, chain: default, model_selection: hidden, instructions: Be kind. }
            """, ["GEMINI_API_KEY": "g-key", "OPENAI_API_KEY": "o-key"]
        ).settings
        #expect(settings.providers.map(\.name) == ["gemini", "openai", "local"])
        #expect(settings.providers.map { $0.apiKey?.reveal } == ["g-key", "o-key", nil])
        #expect(settings.chains[0].models.map(\.description) == ["gemini:gemini-exp-1206", "openai:gpt-4o-mini", "local:llama2"])
        #expect(!settings.defaultChainIsDerived)
        #expect(settings.assistant("nexus-core")?.modelSelection == .hidden)
        #expect(settings.assistant("nexus-core")?.instructions == "Be kind.")
    }

    @Test func pricesAreReadToTheLastDigit() throws {
        let settings = try load(
            """
            providers:
              openai: { kind: openai, api_key: k }
              local: { kind: ollama }
            prices:
              openai:gpt-4o-mini: { input: 0.15, cached_input: 0.075, output: 0.60 }
              local:llama3:8b: { input: 0, output: 0 }
            """
        ).settings
        let mini = try #require(settings.prices[ModelIdentifier(provider: "openai", model: "gpt-4o-mini")])
        #expect(mini.cachedInput?.description == "0.075")
        #expect(mini.output?.picodollars == 600_000)
        #expect(mini.reasoning == nil)
        #expect(settings.prices[ModelIdentifier(provider: "local", model: "llama3:8b")]?.output == .free)
    }

    @Test(arguments: ["-1", ".nan", ".inf", "1e-3", "0.0000001", "10001", "cheap", "1,5"])
    func aPriceThatIsNoneStopsTheStartAtItsLine(price: String) throws {
        let found = try problems(
            """
            providers: { openai: { kind: openai, api_key: k } }
            prices:
              openai:gpt-4o-mini:
                input: 0.15
                output: \(price)
            """)
        #expect(found.count == 1)
        #expect(found.first?.contains("understudy.yaml:5: prices.openai:gpt-4o-mini.output must be dollars") == true)
        #expect(found.first?.hasSuffix("found \"\(price)\"") == true)
    }

    @Test func pricesOfAnUnknownProviderStopTheStart() throws {
        let found = try problems("providers: { openai: { kind: openai, api_key: k } }\nprices: { opnai:gpt: { input: 1 } }")
        #expect(found.count == 1)
        #expect(found.first?.contains("did you mean \"openai:gpt\"?") == true)
    }

    @Test func aModelKeepsWhatItSaysAndTakesTheRestFromTheDefaults() throws {
        let settings = try load(
            """
            deadlines: { idle: 20s }
            models:
              gemini:gemini-exp-1206:
                name: Gemini Experimental
                context_window: 1000000
                accepts_prefill: false
                deadlines: { first_content: 2s500ms }
            providers: { gemini: {} }
            """, ["GEMINI_API_KEY": "k"]
        ).settings
        let model = settings.model(ModelIdentifier(provider: "gemini", model: "gemini-exp-1206"))
        #expect(model.name == "Gemini Experimental")
        #expect(model.contextWindow == 1_000_000)
        #expect(model.acceptsPrefill == false)
        #expect(model.deadlines.firstContent == .milliseconds(2500))
        #expect(model.deadlines.idle == .seconds(20))
        let other = settings.model(ModelIdentifier(provider: "gemini", model: "other"))
        #expect(other.name == "other")
        #expect(other.deadlines == settings.deadlines)
    }

    @Test func theCloudIsAllowedUnlessTheOperatorDisablesIt() throws {
        #expect(try load("").settings.routing.reach == .anywhere)
        let settings = try load(
            "routing: { cloud: disabled }\nproviders: { openai: { api_key: k, base_url: http://10.0.0.1, local: false } }"
        ).settings
        #expect(settings.routing.reach == .localOnly)
        #expect(settings.providers.map(\.isLocal) == [false])
        #expect(try load("", ["UNDERSTUDY_ROUTING_CLOUD": "disabled"]).settings.routing.reach == .localOnly)
    }

    @Test func anUnknownKeyIsNamedWithItsLineAndTheNearestOne() throws {
        #expect(
            try problems("server:\n  host: 0.0.0.0\n  prot: 80\n") == [
                "understudy.yaml:3: unknown key \"server.prot\"; did you mean \"port\"?"
            ])
        #expect(try problems("sever: {}\n").first == "understudy.yaml:1: unknown key \"sever\"; did you mean \"server\"?")
        #expect(try problems("log: { colour: red }\n").first?.contains("known here: level, format, file") == true)
    }

    @Test(arguments: [
        ("server: { port: many }", "server.port must be a whole number from 0 to 65535, found \"many\""),
        ("server: { port: 70000 }", "server.port must be a whole number from 0 to 65535, found \"70000\""),
        ("server: { port: [1] }", "server.port must be a whole number from 0 to 65535, found a list"),
        ("server: { port: {} }", "server.port must be a whole number from 0 to 65535, found a map"),
        ("server: 8000", "server must be a map, found \"8000\""),
        ("[a, b]", "the file must be a map, found a list"),
        ("routing: { rescue: perhaps }", "routing.rescue must be true or false, found \"perhaps\""),
        (
            "routing: { cloud: disable }",
            "routing.cloud must be allowed or disabled, found \"disable\"; did you mean \"disabled\"?"
        ),
        ("routing: { patience: 5 }", "routing.patience must be a duration such as 300ms, 5s or 10m, found \"5\""),
        ("deadlines: { idle: 0s }", "deadlines.idle must be longer than nothing"),
        ("log: { level: warn }", "log.level must be trace, debug, info, notice, warning, error or critical, found \"warn\""),
        ("log: { format: jsno }", "log.format must be text or json, found \"jsno\"; did you mean \"json\"?"),
        ("server: { max_body_size: 10 }", "server.max_body_size must be a size such as 512KB or 10MB, found \"10\""),
        ("server: { allowed_origins: [example.com] }", "server.allowed_origins: \"example.com\" is no origin"),
        ("server: { allowed_origins: https://a.example }", "server.allowed_origins must be a list of texts, found"),
        ("database: mysql://u:p4ss@h/d", "database must be sqlite or postgres://user:password@host:port/name"),
        ("providers: { mine: { base_url: http://h } }", "providers.mine.kind is missing"),
        ("providers: { mine: { kind: opneai } }", "found \"opneai\"; did you mean \"openai\"?"),
        ("providers: { builtin: { kind: openai } }", "is kept for the kind builtin"),
        ("providers: { openai: { base_url: localhost:80 } }", "must be an address that starts with http:// or https://"),
        ("providers: { openai: { base_url: 'http://u:p4ss@h' } }", "must be an address that starts with"),
        ("chains: { default: [gpt-4o] }", "chains.default: \"gpt-4o\" is no provider:model"),
        ("chains: { default: [] }", "chains.default names no model"),
        ("chains: { default: [builtin:documents, builtin:documents] }", "names builtin:documents twice"),
        ("models: { 'opanai:x': { name: X } }\nproviders: { openai: {} }", "did you mean \"openai:x\"?"),
        (
            "assistants: { a: { chain: defualt } }",
            "assistants.a.chain names the unknown chain \"defualt\"; did you mean \"default\"?"
        ),
        ("routing: { breaker: { first_cooldown: 1m } }", "longest_cooldown is shorter than first_cooldown"),
        ("log: { file: ${NOWHERE} }", "log.file needs NOWHERE, which is not set"),
        ("server: { port: 1\n", "not valid YAML"),
        ("a: 1\na: 2\n", "the same key twice in one map: a"),
    ]) func aMistakeIsSaid(yaml: String, words: String) throws {
        let found = try problems(yaml)
        #expect(found.contains { $0.contains(words) }, "\(found)")
        #expect(found.allSatisfy { $0.hasPrefix("understudy.yaml") })
        #expect(!found.joined().contains("p4ss"))
    }

    @Test func aChainWithAnUnknownProviderIsNamedWithTheLineOfItsElement() throws {
        let yaml = """
            providers:
              gemini: {}
            chains:
              default:
                - gemini:a
                - gemeni:b
            """
        #expect(
            try problems(yaml) == [
                "understudy.yaml:6: chains.default names the unknown provider \"gemeni\"; did you mean \"gemini:b\"?"
            ])
    }

    @Test func everythingThatIsWrongIsSaidAtOnce() throws {
        let found = try problems("server: { port: x, hots: y }\nlog: { keep: -1 }\nchains: { default: [nobody:x] }\n")
        #expect(found.count == 4, "\(found)")
    }

    @Test func relativePathsStartAtTheFolderOfTheFile() throws {
        let folder = try SettingsFolder(["etc/u.yaml": "data: ./here\nlog: { file: /var/log/u.log }\n"])
        let loaded = try folder.load(config: "etc/u.yaml")
        #expect(loaded.settings.data == "\(folder.path)/etc/here")
        #expect(loaded.settings.log.file == "/var/log/u.log")
        #expect(try folder.load(["UNDERSTUDY_DATA": "there"], config: "etc/u.yaml").settings.data == "\(folder.path)/there")
    }

    @Test func aFileThatIsAskedForMustBeThere() throws {
        let folder = try SettingsFolder()
        #expect(throws: SettingsError.self) { try folder.load(config: "missing.yaml") }
        #expect(throws: SettingsError.self) { try folder.load(["UNDERSTUDY_CONFIG": "missing.yaml"]) }
    }
}
