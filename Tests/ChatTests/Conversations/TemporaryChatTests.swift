import LanguageModel
import Routing
import Storage
import TestSupport
import Testing

@testable import Chat

@Suite struct TemporaryChatTests {
    @Test func messagesAndBranchesOfATemporaryChatAreTemporaryToo() async throws {
        let fixture = try await DeskFixture(titles: true)
        let conversation = try await fixture.desk.open(owner: "ann", assistant: nil, isTemporary: true)
        #expect(TemporaryName.isOne(conversation.id))
        let answer = try await fixture.desk.post("hello", to: conversation.id, owner: "ann", requestID: "r")
        _ = await answer.result()
        #expect(TemporaryName.isOne(answer.messageID) && TemporaryName.isOne(answer.questionID ?? ""))
        let fork = try await fixture.desk.fork(conversation.id, owner: "ann", at: answer.messageID)
        #expect(TemporaryName.isOne(fork.id))
        // Nobody is asked for a title of what stands in no list.
        #expect(fixture.lead.calls.count == 1)
    }

    @Test func endsEverythingThatIsBeingAnsweredForSomebody() async throws {
        let fixture = try await DeskFixture(lead: { _, _ in [.event(.text("so")), .hang] })
        let (anns, bobs) = (
            try await fixture.desk.open(owner: "ann", assistant: nil), try await fixture.desk.open(owner: "bob", assistant: nil)
        )
        let first = try await fixture.desk.post("hello", to: anns.id, owner: "ann", requestID: "r1")
        let second = try await fixture.desk.post("hello", to: bobs.id, owner: "bob", requestID: "r2")
        try await fixture.desk.stopAll(of: "ann")
        guard case .failure(.cancelled) = await first.result() else {
            Issue.record("the answer was not stopped")
            return
        }
        #expect(try await fixture.desk.running(in: bobs.id, owner: "bob", message: second.messageID) != nil)
        second.cancel()
        _ = await second.result()
    }
}
