import LanguageModel
import Ledger
import Providers
import Storage
import TestSupport
import Testing

@testable import Chat

@Suite struct TitleTests {
    @Test(
        arguments: [
            ("Rain", "Rain"), ("  a\n\tb  c ", "a b c"), ("\u{202E}evil\u{2066}x\u{0007}\u{200B}", "evilx"),
            ("<b>bold</b>", "<b>bold</b>"),
            ("👩‍👩‍👧 family", "👩‍👩‍👧 family"), ("مرحبا", "مرحبا"), ("\u{0}", nil), ("", nil), ("\u{200F}\u{FEFF}", nil),
            (String(repeating: "x", count: 201), nil),
        ] as [(String, String?)])
    func keepsWhatCanBeShown(text: String, title: String?) {
        #expect(ConversationTitle.cleaned(text) == title)
    }

    @Test(
        arguments: [
            ("\"Rain in Spain\"", "Rain in Spain"), ("**Title: Rain in Spain.**\nand more", "Rain in Spain"),
            ("# C# and .NET", "C# and .NET"),
            ("Titel: „Regen“", "Regen"), ("标题：《下雨》", "下雨"), ("\n\n", nil), ("\"\"", nil),
            (String(repeating: "word ", count: 30), String(repeating: "word ", count: 11) + "word…"),
        ] as [(String, String?)])
    func takesATitleOutOfWhatAModelSaid(answer: String, title: String?) {
        #expect(ConversationTitle.suggested(by: answer) == title)
    }

    @Test func theFirstLineIsCutAtAWord() {
        #expect(ConversationTitle.firstLine(of: "\n \u{0007}\n  What is rain?\nmore") == "What is rain?")
        #expect(
            ConversationTitle.firstLine(of: String(repeating: "longer ", count: 20)) == String(repeating: "longer ", count: 8)
                .dropLast() + "…")
        #expect(ConversationTitle.firstLine(of: "\n\n") == "")
    }

    private func isTitle(_ call: ModelCall) -> Bool { call.request.maxTokens == 200 }

    @Test func aModelNamesAConversationAfterItsFirstAnswerAndOnRecord() async throws {
        let fixture = try await DeskFixture(titles: true) { _, call in
            call.request.maxTokens == 200 ? .says("\"All about rain\"") : .says("answer")
        }
        let id = try await fixture.open()
        try await fixture.ask("What is rain?", in: id)
        await fixture.clock.settle { fixture.recorder.answers.count == 2 && fixture.errands.count == 0 }
        #expect(try await fixture.repository.conversation(id, owner: "ann")?.title == "All about rain")
        #expect(fixture.recorder.answers.map(\.surface) == ["page", "title"])
        #expect(fixture.recorder.answers[1].conversationID == id)
        try await fixture.ask("And snow?", in: id)
        await fixture.clock.settle { fixture.answers.count == 0 }
        #expect(fixture.errands.count == 0)
        #expect(fixture.lead.calls.filter(isTitle).count == 1)
    }

    @Test func aTitleThatTakesForeverDelaysNothingAndEndsWithTheServer() async throws {
        let fixture = try await DeskFixture(titles: true) { _, call in
            call.request.maxTokens == 200 ? [.hang] : .says("answer")
        }
        let id = try await fixture.open()
        try await fixture.ask("What is rain?", in: id)
        try await fixture.ask("And snow?", in: id)
        await fixture.clock.settle { fixture.errands.count == 1 && fixture.lead.running == 1 }
        #expect(try await fixture.repository.conversation(id, owner: "ann")?.title == "What is rain?")
        let run = Task { try await fixture.errands.run() }
        run.cancel()
        try await run.value
        #expect(fixture.errands.count == 0)
    }

    @Test func aTitleThatSomebodyChoseMeanwhileStays() async throws {
        let fixture = try await DeskFixture(titles: true) { _, call in
            call.request.maxTokens == 200 ? [.wait(.seconds(5))] + .says("Model's") : .says("answer")
        }
        let id = try await fixture.open()
        try await fixture.ask("What is rain?", in: id)
        await fixture.clock.settle { fixture.clock.hasSleeper(until: .seconds(5)) }
        try await fixture.desk.change(id, owner: "ann", ConversationChange(title: " Mine\u{202E} "))
        fixture.clock.advance(by: .seconds(5))
        await fixture.clock.settle { fixture.errands.count == 0 }
        #expect(try await fixture.repository.conversation(id, owner: "ann")?.title == "Mine")
    }

    @Test(arguments: ["", " \u{202E}", String(repeating: "x", count: 201)]) func aTitleThatCannotBeShownIsRefused(title: String)
        async throws
    {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        await #expect(throws: ConversationError.badTitle) {
            try await fixture.desk.change(id, owner: "ann", ConversationChange(title: title, isPinned: true))
        }
        #expect(try await fixture.repository.conversation(id, owner: "ann")?.isPinned == false)
    }
}
