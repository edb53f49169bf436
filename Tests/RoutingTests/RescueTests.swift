import LanguageModel
import Providers
import TestSupport
import Testing

@testable import Routing

/// Answers that break off after the caller has seen some of them.
@Suite struct RescueTests {
    private let beginning = "The quick brown fox jumps over the la"
    private let whole = "The quick brown fox jumps over the lazy dog."

    @Test(arguments: [ModelFailure.Kind.reset, .truncated, .malformed, .serverError])
    func anotherModelGoesOnWithNothingRepeatedAndNothingMissing(_ kind: ModelFailure.Kind) async {
        for continuation in ["zy dog.", "over the lazy dog.", whole] {
            let stage = Stage(.breaksOff(after: beginning, with: kind), .says(continuation))
            let run = await stage.run()
            #expect(run.wholeText == whole)
            #expect(stage.shown == whole)
            #expect(run.speakers == [Stage.id(0), Stage.id(1)])
            #expect(stage.events.contains(.modelSwitched(from: Stage.id(0), to: Stage.id(1), reason: kind)))
        }
    }

    @Test func aStalledAnswerIsRescued() async {
        let stage = Stage([.event(.text(beginning)), .hang], .says("zy dog."))
        let run = await stage.run(advancing: .seconds(10))
        #expect(run.wholeText == whole)
        #expect(run.failures == [.idleTimeout, nil])
    }

    @Test func aModelThatIsAloneRescuesItselfOnce() async {
        let beginning = beginning
        let stage = Stage([{ number, _ in number == 0 ? .breaksOff(after: beginning) : .says("zy dog.") }])
        #expect(await stage.run().wholeText == whole)
        #expect(stage.calls == [2])
        #expect(stage.events.allSatisfy { if case .modelSwitched = $0 { false } else { true } })
    }

    @Test func whatCannotBeRescuedEndsAsAnInterruptionWithWhatTheCallerHas() async {
        let stage = Stage(.breaksOff(after: beginning), .fails(.overloaded))
        let run = await stage.run()
        guard case .interrupted(let partial, _) = run.failure else { return #expect(Bool(false), "\(run.result)") }
        #expect(partial == beginning)
        #expect(stage.calls == [2, 1])
    }

    @Test func withoutRescueAnAnswerThatBreaksOffIsInterrupted() async {
        var policy = RoutingPolicy()
        policy.rescues = false
        let stage = Stage(.breaksOff(after: beginning), .says("zy dog."))
        let run = await stage.run(policy: policy)
        #expect(run.failure == .interrupted(partial: beginning, cause: ModelFailure(.truncated, "scripted")))
        #expect(stage.calls == [1, 0])
    }

    @Test func aRescuerThatKeepsSilentIsNotAskedAgain() async {
        let stage = Stage([{ [beginning] _, _ in .breaksOff(after: beginning) }, { _, _ in [.hang] }])
        let run = await stage.run(advancing: .seconds(10))
        #expect(run.failure?.code == "answer_interrupted")
        #expect(stage.calls == [2, 1])
    }

    @Test func prefillIsUsedOnlyWhereTheModelTakesIt() async {
        for accepts in [true, false] {
            let stage = Stage(.breaksOff(after: beginning), .says("zy dog.")) { _, model in model.acceptsPrefill = accepts }
            _ = await stage.run()
            #expect(stage.providers[1].calls[0].request.messages.last?.role == (accepts ? .assistant : .user))
            #expect(stage.providers[1].calls[0].request.messages.contains(Message(.assistant, beginning)))
        }
    }

    @Test func aModelThatRejectsPrefillIsToldInWordsInstead() async {
        let stage = Stage([
            { [beginning] _, _ in .breaksOff(after: beginning) },
            { number, _ in number == 0 ? .fails(.prefillRejected) : .says("zy dog.") },
        ]) { _, model in model.acceptsPrefill = true }
        #expect(await stage.run().wholeText == whole)
        #expect(stage.calls == [1, 2])
        #expect(stage.providers[1].calls.map { $0.request.messages.last?.role } == [.assistant, .user])
    }

    @Test func anAnswerBegunAnewRestartsForACallerWhoCanTakeItBack() async {
        let other = "The quick brown fox jumps high and away."
        let stage = Stage(.breaksOff(after: beginning), .says(other))
        let run = await stage.run(acceptsRestart: true)
        #expect(run.wholeText == other)
        #expect(stage.shown == other)
        #expect(stage.events.contains(.restarted(model: Stage.id(1))))
    }

    @Test func anAnswerBegunAnewIsNotShownToACallerWhoCannotTakeItBack() async {
        let other = "The quick brown fox jumps high and away."
        let stage = Stage(.breaksOff(after: beginning), .says(other), .says("zy dog."))
        let run = await stage.run()
        #expect(run.wholeText == whole)
        #expect(stage.shown == whole)
        #expect(run.failures == [.truncated, .malformed, nil])
        #expect(stage.providers[2].calls[0].request.messages.contains(Message(.assistant, beginning)))
    }

    @Test func aPolicyRefusalInTheMiddleIsNotTakenToAnotherModel() async {
        let stage = Stage(.breaksOff(after: beginning, with: .contentPolicy), .says("zy dog."))
        #expect(await stage.run().failure?.code == "answer_interrupted")
        #expect(stage.calls == [1, 0])
    }

    @Test func aLostEndMarkerAloneAddsNothing() async {
        let stage = Stage(.breaksOff(after: whole), .says())
        let run = await stage.run()
        #expect(run.wholeText == whole)
        #expect((try? run.result.get())?.model == Stage.id(0))
    }
}
