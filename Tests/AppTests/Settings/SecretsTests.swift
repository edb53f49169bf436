import LanguageModel
import Testing

@testable import App

@Suite struct SecretsTests {
    @Test func aSecretMayStandInAFileOfItsOwn() throws {
        let folder = try SettingsFolder([
            "etc/u.yaml": "providers: { openai: { api_key: 'file:keys/openai' } }\n", "etc/keys/openai": "the-key\n",
        ])
        #expect(try folder.load(config: "etc/u.yaml").settings.providers[0].apiKey?.reveal == "the-key")
    }

    @Test func aSecretsFileThatIsMissingOrEmptyIsSaid() throws {
        let folder = try SettingsFolder([
            "understudy.yaml": "secret_key: file:nowhere\nproviders: { openai: { api_key: 'file:e' } }", "e": "\n",
        ])
        #expect {
            try folder.load()
        } throws: { error in
            let text = "\(error)"
            return text.contains("/nowhere, which cannot be read") && text.contains("/e, which is empty")
        }
    }

    @Test func noSecretIsShownInWhatIsRendered() throws {
        let loaded = try load(
            "providers: { openai: { api_key: very-private } }\nsecret_key: very-private\ndatabase: postgres://u:very-private@h/d\n",
            ["GEMINI_API_KEY": "very-private"])
        #expect(!loaded.rendered.contains("very-private"))
        #expect(!"\(loaded)".contains("very-private"))
        #expect(loaded.rendered.contains("api_key: <secret>  # understudy.yaml:1"))
        #expect(loaded.rendered.contains("port: 8000  # default"))
    }

    @Test func whatIsRenderedReadsBackAsTheSameSettings() throws {
        let yaml = """
            chains: { fast: ["builtin:documents"], default: ["builtin:documents"] }
            assistants: { a: { instructions: "one: two\\n# \\"three\\"", suggestions: ["Who, me?", "- yes"] } }
            knowledge: { watch: { handbook: /h } }
            data: /d
            """
        let first = try load(yaml)
        let second = try load(first.rendered)
        #expect(first.settings == second.settings)
    }

    @Test func dotEnvBesideTheConfigurationWinsOverTheWorkingDirectorys() throws {
        let folder = try SettingsFolder([
            "etc/u.yaml": "log: { keep: \"${KEEP}\" }", "etc/.env": "KEEP=7", ".env": "KEEP=3\nUNDERSTUDY_SERVER_PORT=9",
        ])
        let settings = try folder.load(config: "etc/u.yaml").settings
        #expect(settings.log.keep == 7)
        #expect(settings.server.port == 9)
    }

    @Test func dotEnvUnderstandsExportsQuotesAndComments() {
        var problems: [SettingProblem] = []
        let values = parseDotEnv(
            "# c\nexport A=1\nB = two words # c\nC=\"x\\n\\\"y\\\"\" # c\nD='$raw \\n'\n\nE=a#b\n", path: ".env",
            problems: &problems)
        #expect(values.mapValues(\.text) == ["A": "1", "B": "two words", "C": "x\n\"y\"", "D": "$raw \\n", "E": "a#b"])
        #expect(problems.isEmpty)
        _ = parseDotEnv("just words\n1X=2\nF='open\n", path: ".env", problems: &problems)
        #expect(problems.map(\.place) == [".env:1", ".env:2", ".env:3"])
    }
}
