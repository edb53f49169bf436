import LanguageModel
import Logging
import Routing
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Chat

private struct Unwatched: ChatObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
}

@Suite struct CloudRulesTests {
    private func answer(_ stage: ChoiceStage, chain: Chain, for user: String?, key: String? = nil) async -> Result<
        Answer, ChatFailure
    > {
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: stage.board, time: stage.clock), recorder: MemoryRecorder(), time: stage.clock,
            observer: Unwatched(), rules: stage.settings.rules,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return await pipeline.answer(
            Ask(
                requestID: "r", surface: .openAI, chain: chain, keyID: key, userID: user,
                request: ChatRequest(messages: [Message(.user, "hello")]), streamed: false)
        ) { _ in }
    }

    @Test func aVisitorsRestrictionGoesAlongAndAnAccountsModelStays() async throws {
        let stage = try await ChoiceStage()
        try await stage.settings.setCloudDisabled(true, of: "visitor")
        try await stage.settings.setDefaultModel(ChoiceStage.localModel, of: "visitor")
        try await stage.settings.setDefaultModel(ChoiceStage.otherModel, of: "me")
        try await stage.settings.adopt(from: "visitor", owner: "me")
        let own = try await stage.settings.settings(of: "me")
        #expect(own == OwnerSettings(defaultModel: ChoiceStage.otherModel, cloudDisabled: true))
        #expect(stage.settings.rules.reach(of: "me") == .localOnly)
        #expect(stage.settings.rules.reach(of: "visitor") == .localOnly)
        // Who allows everything as a visitor takes no restriction away.
        try await stage.settings.reset("visitor")
        try await stage.settings.adopt(from: "visitor", owner: "me")
        #expect(stage.settings.rules.reach(of: "me") == .localOnly)
    }

    @Test func whoHasDisabledTheCloudIsAnsweredByLocalModels() async throws {
        let stage = try await ChoiceStage()
        let chain = try #require(stage.directory["default"])
        #expect(try await answer(stage, chain: chain, for: "me").get().model == ChoiceStage.cloudModel)
        try await stage.settings.setCloudDisabled(true, of: "me")
        #expect(try await answer(stage, chain: chain, for: "me").get().model == ChoiceStage.localModel)
        #expect(try await answer(stage, chain: chain, for: nil, key: "me").get().model == ChoiceStage.localModel)
        #expect(stage.cloud.calls.count == 1)
        try await stage.settings.setCloudDisabled(false, of: "me")
        #expect(try await answer(stage, chain: chain, for: "me").get().model == ChoiceStage.cloudModel)
    }

    @Test func withNoLocalModelTheAnswerIsThatTheCloudIsDisabled() async throws {
        let stage = try await ChoiceStage(server: .localOnly)
        let chain = try #require(stage.directory.resolve("cloud:large"))
        #expect(await answer(stage, chain: chain, for: nil) == .failure(.cloudDisabled))
        #expect(stage.cloud.calls.isEmpty)
    }

    @Test func theServersRuleHoldsForEveryone() {
        let rules = CloudRules(server: .localOnly)
        #expect(rules.reach(of: nil) == .localOnly && rules.reach(of: "me") == .localOnly)
        let open = CloudRules(server: .anywhere, owners: ["me"])
        #expect(open.reach(of: nil) == .anywhere && open.reach(of: "me") == .localOnly && open.reach(of: "you") == .anywhere)
    }

    @Test func aRestrictionHoldsBeforeItIsWrittenAndOutlivesALookFromBefore() async throws {
        let rules = CloudRules(server: .anywhere)
        await rules.refresh {
            await rules.change("me", cloudDisabled: true) { #expect(rules.reach(of: "me") == .localOnly) }
            return []
        }
        #expect(rules.reach(of: "me") == .localOnly)
        await rules.change("me", cloudDisabled: false) {
            await rules.refresh { ["me"] }
            #expect(rules.reach(of: "me") == .localOnly)
        }
        #expect(rules.reach(of: "me") == .anywhere)
        await rules.refresh { ["you"] }
        #expect(rules.reach(of: "you") == .localOnly)
    }
}
