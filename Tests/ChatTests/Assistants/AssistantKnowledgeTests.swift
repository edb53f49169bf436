import Foundation
import Knowledge
import LanguageModel
import Logging
import Storage
import TestSupport
import Testing

@testable import Chat

@Suite struct AssistantKnowledgeTests {
    private let author = ChangeAuthor(id: "ada")

    @Test(arguments: SQLDialect.allCases) func aCollectionThatIsNotThereIsRefused(_ dialect: SQLDialect) async throws {
        let fixture = try await AssistantFixture(dialect)
        let handbook = try await fixture.collections.shared(named: "handbook")
        let private_ = try await fixture.collections.create(name: "diary", owner: "ann", readers: .owner)
        let desk = fixture.desk
        let made = try await desk.create(
            fixture.shop { $0.knowledge = [" handbook ", "", handbook.id, private_.id, "*", "handbook"] }, by: author)
        #expect(made.assistant.knowledge == ["handbook", handbook.id, private_.id, "*"])
        let other = fixture.other()
        try await other.refresh()
        #expect(other.directory.entry("shop")?.assistant.knowledge == made.assistant.knowledge)
        await #expect(
            throws: AssistantError.invalid(
                field: "knowledge", reason: "there is no collection \"handbok\". Did you mean \"handbook\"?")
        ) {
            try await desk.change("shop", by: author) { $0.knowledge = ["handbok"] }
        }
        // Somebody's own cannot be guessed by its name.
        await #expect(throws: AssistantError.invalid(field: "knowledge", reason: "there is no collection \"diary\".")) {
            try await desk.change("shop", by: author) { $0.knowledge = ["diary"] }
        }
        let none = try await desk.change("shop", by: author) { $0.knowledge = ["  "] }
        #expect(none.assistant.knowledge == nil)
    }

    @Test func configuredAssistantsMayNameCollectionsThatComeLater() async throws {
        let fixture = try await AssistantFixture(.sqlite)
        let directory = AssistantDirectory([
            Assistant(id: "guide", name: "Guide", chain: "default", knowledge: ["handbook", "*"], order: 10)
        ])
        let desk = fixture.desk(of: directory)
        #expect(try await desk.missingKnowledge() == ["assistants.guide.knowledge: there is no collection \"handbook\"."])
        _ = try await fixture.collections.shared(named: "handbook")
        #expect(try await desk.missingKnowledge().isEmpty)
    }

    @Test func itIsKeptWithTheAssistant() throws {
        var assistant = Assistant(id: "guide", name: "Guide", chain: "default", knowledge: ["*"])
        #expect(try Assistant(document: assistant.document()) == assistant)
        assistant.knowledge = nil
        #expect(try !assistant.document().contains("knowledge"))
        #expect(try Assistant(document: assistant.document()).knowledge == nil)
    }
}
