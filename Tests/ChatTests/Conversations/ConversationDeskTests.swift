import LanguageModel
import Providers
import Storage
import TestSupport
import Testing

@testable import Chat

@Suite struct ConversationDeskTests {
    @Test func anEditStandsBesideWhatItReplacesAndIsAnsweredWithoutIt() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        try await fixture.ask("one", in: id)
        try await fixture.ask("two", in: id)
        let question = try #require(try await fixture.repository.messages(of: id, owner: "ann").dropFirst(2).first)
        await fixture.finish(try await fixture.desk.edit(question.id, to: "three", in: id, owner: "ann", requestID: "r"))
        #expect(try await fixture.texts(id) == ["one", "answer 0", "three", "answer 2"])
        #expect(fixture.lead.calls.last?.request.messages.map(\.text) == ["one", "answer 0", "three"])
        let tree = try await fixture.repository.tree(of: id, owner: "ann")
        #expect(tree.siblings(of: question.id).map(\.content) == ["two", "three"])
        try await fixture.desk.change(id, owner: "ann", ConversationChange(activeMessage: question.id))
        #expect(try await fixture.texts(id) == ["one", "answer 0", "two", "answer 1"])
    }

    @Test func aFirstMessageCanBeEditedToo() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        try await fixture.ask("one", in: id)
        let first = try #require(try await fixture.repository.messages(of: id, owner: "ann").first)
        await fixture.finish(try await fixture.desk.edit(first.id, to: "uno", in: id, owner: "ann", requestID: "r"))
        #expect(try await fixture.texts(id) == ["uno", "answer 1"])
        #expect(try await fixture.repository.tree(of: id, owner: "ann").siblings(of: first.id).count == 2)
    }

    @Test func anotherAnswerKeepsTheOneBefore() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        let answer = try await fixture.ask("one", in: id)
        await fixture.finish(try await fixture.desk.retry(id, owner: "ann", requestID: "r"))
        await fixture.finish(try await fixture.desk.retry(id, owner: "ann", message: answer, requestID: "r"))
        let tree = try await fixture.repository.tree(of: id, owner: "ann")
        #expect(tree.siblings(of: answer).map(\.content) == ["answer 0", "answer 1", "answer 2"])
        #expect(tree.activePath.map(\.content) == ["one", "answer 2"])
        #expect(fixture.lead.calls.last?.request.messages.map(\.text) == ["one"])
    }

    @Test func twoEditsAtOnceAreBothAnswered() async throws {
        let fixture = try await DeskFixture { number, _ in number == 0 ? .says("answer") : [.wait(.seconds(1))] + .says("late") }
        let id = try await fixture.open()
        try await fixture.ask("one", in: id)
        let first = try #require(try await fixture.repository.messages(of: id, owner: "ann").first)
        let here = try await fixture.desk.edit(first.id, to: "here", in: id, owner: "ann", requestID: "r")
        let there = try await fixture.desk.edit(first.id, to: "there", in: id, owner: "ann", requestID: "r")
        await fixture.clock.settle { fixture.clock.sleepers(until: .seconds(1)) == 2 }
        fixture.clock.advance(by: .seconds(1))
        await fixture.finish(here)
        await fixture.finish(there)
        let tree = try await fixture.repository.tree(of: id, owner: "ann")
        #expect(tree.siblings(of: first.id).map(\.content) == ["one", "here", "there"])
        #expect(tree.path(to: here.messageID).map(\.content) == ["here", "late"])
        #expect(tree.path(to: there.messageID).map(\.content) == ["there", "late"])
    }

    @Test func whatIsBeingAnsweredTakesNothingMore() async throws {
        let fixture = try await DeskFixture { _, _ in [.hang] }
        let id = try await fixture.open()
        let answer = try await fixture.desk.post("one", to: id, owner: "ann", requestID: "r")
        await #expect(throws: ConversationError.busy) { try await fixture.ask("two", in: id) }
        await #expect(throws: ConversationError.busy) { _ = try await fixture.desk.retry(id, owner: "ann", requestID: "r") }
        #expect(try await fixture.desk.running(in: id, owner: "ann")?.messageID == answer.messageID)
        try await fixture.desk.stop(id, owner: "ann", message: "another")
        #expect(fixture.lead.running == 1 || fixture.answers.count == 1)
        try await fixture.desk.stop(id, owner: "ann", message: answer.messageID)
        await fixture.finish(answer)
        #expect(try await fixture.repository.messages(of: id, owner: "ann").last?.status == .stopped)
        #expect(try await fixture.desk.running(in: id, owner: "ann") == nil)
    }

    @Test func whoHasReadTheEndMayAskOnAtOnce() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        for number in 0..<20 {
            let answer = try await fixture.desk.post("again", to: id, owner: "ann", requestID: "r")
            #expect(try await answer.result().get().text == "answer \(number)")
            #expect(try await fixture.desk.running(in: id, owner: "ann", message: answer.messageID) == nil)
        }
    }

    @Test func aForkHasTheWayThereAndSharesNothing() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        let answer = try await fixture.ask("one", in: id)
        try await fixture.ask("two", in: id)
        let fork = try await fixture.desk.fork(id, owner: "ann", at: answer)
        #expect(try await fixture.texts(fork.id) == ["one", "answer 0"])
        #expect(fork.title == "one")
        try await fixture.desk.delete(id, owner: "ann")
        try await fixture.ask("three", in: fork.id)
        #expect(try await fixture.texts(fork.id) == ["one", "answer 0", "three", "answer 2"])
    }

    @Test func aConversationsOwnModelIsAskedFirst() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        try await fixture.desk.change(id, owner: "ann", ConversationChange(defaultModel: DeskFixture.secondID))
        try await fixture.ask("one", in: id)
        #expect(try await fixture.repository.messages(of: id, owner: "ann").last?.models == [DeskFixture.secondID])
        #expect(fixture.lead.calls.isEmpty)
        await #expect(throws: ModelChoiceError.unknown(name: "test:leed", nearest: "test:lead")) {
            try await fixture.desk.change(
                id, owner: "ann", ConversationChange(defaultModel: ModelIdentifier(provider: "test", model: "leed")))
        }
        try await fixture.desk.change(id, owner: "ann", ConversationChange(defaultModel: .some(nil)))
        try await fixture.ask("two", in: id)
        #expect(try await fixture.repository.messages(of: id, owner: "ann").last?.models == [DeskFixture.leadID])
    }

    @Test func everyModelThatSpokeIsRemembered() async throws {
        let fixture = try await DeskFixture { _, _ in .breaksOff(after: "Once upon a time there was ") }
        let id = try await fixture.open()
        try await fixture.ask("one", in: id)
        let answer = try #require(try await fixture.repository.messages(of: id, owner: "ann").last)
        #expect(answer.models == [DeskFixture.leadID, DeskFixture.secondID])
        #expect(answer.model == DeskFixture.secondID)
    }

    @Test func nothingOfAnotherOwnerIsTouched() async throws {
        let fixture = try await DeskFixture()
        let id = try await fixture.open()
        let other = try await fixture.open()
        let answer = try await fixture.ask("one", in: id)
        let desk = fixture.desk
        let attempts: [() async throws -> Void] = [
            { _ = try await desk.post("x", to: id, owner: "bob", requestID: "r") },
            { _ = try await desk.edit(answer, to: "x", in: id, owner: "bob", requestID: "r") },
            { _ = try await desk.retry(id, owner: "bob", requestID: "r") },
            { _ = try await desk.fork(id, owner: "bob", at: answer) },
            { try await desk.change(id, owner: "bob", ConversationChange(title: "x")) },
            { try await desk.delete(id, owner: "bob") },
            { _ = try await desk.export(id, owner: "bob") },
        ]
        for attempt in attempts { await #expect(throws: ConversationError.notFound) { try await attempt() } }
        let misplaced: [() async throws -> Void] = [
            { _ = try await desk.post("x", to: other, owner: "ann", after: answer, requestID: "r") },
            { _ = try await desk.edit(answer, to: "x", in: id, owner: "ann", requestID: "r") },
            { _ = try await desk.fork(other, owner: "ann", at: answer) },
            { try await desk.change(other, owner: "ann", ConversationChange(activeMessage: answer)) },
        ]
        for attempt in misplaced { await #expect(throws: ConversationError.unknownMessage) { try await attempt() } }
        #expect(try await fixture.texts(id) == ["one", "answer 0"])
    }
}
