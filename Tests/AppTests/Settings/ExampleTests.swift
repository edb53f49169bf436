import Foundation
import LanguageModel
import Testing

@testable import App

@Suite struct ExampleTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)

    private func example(_ name: String, _ environment: [String: String]) throws -> LoadedSettings {
        try SettingsLoader(environment: environment, workingDirectory: Self.root).load(config: "examples/\(name)/understudy.yaml")
    }

    @Test func nexusCoreHasFiveModelsAndShowsNone() throws {
        let loaded = try example("nexus-core", ["GEMINI_API_KEY": "k"])
        let chain = try #require(loaded.settings.chain(named: "default"))
        #expect(chain.models.count == 5)
        #expect(chain.models.first?.description == "gemini:gemini-exp-1206")
        #expect(chain.models.map { loaded.settings.model($0).name }.first == "Gemini Experimental")
        #expect(loaded.settings.assistants.map(\.name) == ["Nexus Core"])
        #expect(loaded.settings.assistants.first?.modelSelection == .hidden)
        #expect(loaded.warnings.isEmpty)
    }

    @Test func halextHasACloudAndALocalModelToChooseFrom() throws {
        let loaded = try example("halext", ["OPENAI_API_KEY": "k"])
        let chain = try #require(loaded.settings.chain(named: "default"))
        #expect(chain.models.map(\.description) == ["openai:gpt-4o-mini", "openai:gpt-4o", "local:llama3.1"])
        #expect(loaded.settings.assistants.first?.modelSelection == .visible)
        #expect(loaded.warnings.isEmpty)
    }

    @Test func musicalInstrumentsHasACatalogueOfTwoHundredItemsAndMore() throws {
        let loaded = try example("musical-instruments", [:])
        let path = try #require(loaded.settings.assistants.first?.catalogue)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count >= 200 && Set(lines.compactMap { $0.split(separator: ",").first }).count == lines.count)
        #expect(loaded.settings.providers.map(\.baseURL) == ["http://localhost:11434"])
        #expect(loaded.warnings.isEmpty)
    }

    @Test func nexusCoreCanBePointedAtTheSimulator() throws {
        let loaded = try example("nexus-core", ["UNDERSTUDY_PROVIDERS_GEMINI_BASE_URL": "http://127.0.0.1:9100"])
        #expect(loaded.settings.providers.map(\.baseURL) == ["http://127.0.0.1:9100"])
        #expect(loaded.settings.providers.first?.apiKey == nil)
    }
}
