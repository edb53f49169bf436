import Foundation
import Routing
import TestSupport
import Testing

@testable import Chat

@Suite struct AssistantCheckTests {
    private let chains = ChainDirectory([Chain(name: "default", models: []), Chain(name: "careful", models: [])])

    private func mistake(_ change: (inout Assistant) -> Void) -> (field: String, reason: String)? {
        var assistant = Assistant(id: "shop", name: "The Shop", chain: "default")
        change(&assistant)
        do {
            _ = try assistant.checked(chains: chains)
            return nil
        } catch {
            guard case .invalid(let field, let reason) = error else { return ("", "") }
            return (field, reason)
        }
    }

    @Test func namesTheNearestChain() throws {
        let mistake = try #require(mistake { $0.chain = "carefull" })
        #expect(mistake.field == "chain")
        #expect(mistake.reason == "there is no chain \"carefull\". Did you mean \"careful\"?")
    }

    @Test func namesTheFieldThatIsWrong() {
        #expect(mistake { _ in } == nil)
        #expect(mistake { $0.name = " \u{202E} " }?.field == "name")
        #expect(mistake { $0.name = String(repeating: "x", count: 101) }?.field == "name")
        #expect(mistake { $0.instructions = String(repeating: "x", count: 65 << 10) }?.field == "instructions")
        #expect(mistake { $0.instructions = "a\u{0}b" }?.field == "instructions")
        #expect(mistake { $0.greeting = String(repeating: "x", count: 1001) }?.field == "greeting")
        #expect(mistake { $0.suggestions = Array(repeating: "Why?", count: 13) }?.field == "suggestions")
        #expect(mistake { $0.suggestions = [String(repeating: "x", count: 201)] }?.field == "suggestions")
        #expect(mistake { $0.picture = .text("abc") }?.field == "picture")
        #expect(mistake { $0.outputSchema = "[1]" }?.field == "output_schema")
        #expect(mistake { $0.outputSchema = "{" }?.field == "output_schema")
        #expect(
            mistake { $0.outputSchema = #"{"type":"object","properties":{"a":{"type":"text"}}}"# }?.reason.hasPrefix(
                "is not a valid JSON Schema: /properties/a/type") == true)
        #expect(mistake { $0.outputSchema = #"{"type":"string"}"# }?.field == "output_schema")
        #expect(mistake { $0.catalogue = "a b" }?.field == "catalogue")
        #expect(mistake { $0.requestsPerMinute = 0 }?.field == "requests_per_minute")
        #expect(mistake { $0.order = -1 }?.field == "order")
    }

    @Test func takesFamiliesAndFlagsAsOnePicture() {
        for picture in ["👩‍👩‍👧‍👦", "🏳️‍🌈", "🇦🇹", "AB", "ض"] { #expect(mistake { $0.picture = .text(picture) } == nil, "\(picture)") }
    }

    @Test func leavesOutWhatIsEmpty() throws {
        let assistant = Assistant(
            id: "a", name: " A  B ", chain: "default", instructions: " \n ", greeting: "", suggestions: ["", " "],
            picture: .text(" "), outputSchema: "  ", catalogue: "")
        let checked = try assistant.checked(chains: chains)
        #expect(checked == Assistant(id: "a", name: "A B", chain: "default"))
    }

    @Test func isReadAsItWasWritten() throws {
        let full = Assistant(
            id: "shop", name: "Die „Werkstatt“ / 店", chain: "careful", instructions: "One\n\"Two\"", greeting: "Hi",
            suggestions: ["Why?"], selectsModels: true, picture: .image("abc"), accent: .red, outputSchema: "{}",
            catalogue: "c", requestsPerMinute: 3, audience: .admins, isEnabled: false, order: 7)
        #expect(try Assistant(document: full.document()) == full)
        let plain = Assistant(id: "a", name: "A", chain: "default", picture: .text("Ä"))
        #expect(try Assistant(document: plain.document()) == plain)
        #expect(
            try Assistant(document: #"{"id":"a","name":"A","chain":"c","audience":"robots"}"#)
                == Assistant(id: "a", name: "A", chain: "c", audience: .admins))
    }

    @Test func makesInitialsOfAName() {
        let names = ["Nexus Core": "NC", "understudy": "U", "The Old Shop": "TO", "(beta) x": "BX", "…": "", "店 铺": "店铺"]
        for (name, initials) in names {
            #expect(Assistant(id: "a", name: name, chain: "c").initials == initials, "\(name)")
        }
    }
}
