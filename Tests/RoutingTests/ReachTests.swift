import LanguageModel
import TestSupport
import Testing

@testable import Routing

/// What happens when the transport refuses a model that nobody had left out.
@Suite struct ReachTests {
    @Test func aModelThatMayNotBeAskedIsPassedOver() async {
        let stage = Stage(.fails(.notAllowed), .says("yes."))
        #expect(await stage.run().wholeText == "yes.")
        #expect(stage.board.phase(of: Stage.id(0)) == .closed)
    }

    @Test func whenNoneMayBeAskedThatIsTheAnswer() async {
        let stage = Stage(.fails(.notAllowed), .fails(.notAllowed))
        for _ in 0..<4 { #expect(await stage.run().failure == .cloudDisabled) }
        #expect(stage.board.availability(of: stage.chain, at: stage.clock.now).isAvailable, "it says nothing against the models")
    }

    @Test func aRuleThatComesInTheMiddleKeepsWhatWasSaid() async {
        let stage = Stage([.event(.text("Half an answer")), .fail(ModelFailure(.truncated, "cut"))], .fails(.notAllowed))
        guard case .interrupted(let partial, _)? = await stage.run().failure else {
            return #expect(Bool(false), "not interrupted")
        }
        #expect(partial == "Half an answer")
    }

    @Test func aRefusedProbeIsFreeAgain() async {
        let stage = Stage([
            { number, _ in number == 0 ? .fails(.overloaded) : number == 1 ? .fails(.notAllowed) : .says("back.") }
        ])
        _ = await stage.run()
        stage.clock.advance(by: .seconds(60))
        #expect(await stage.run().failure == .cloudDisabled)
        #expect(await stage.run().wholeText == "back.")
    }

    @Test func chainsAreCutToWhatMayBeAskedAndLedByWhatIsChosen() {
        let stage = Stage(.says("a"), .says("b"), .says("c")) { index, model in model.isLocal = index > 0 }
        #expect(stage.chain.within(.anywhere).models.map(\.id.model) == ["a", "b", "c"])
        #expect(stage.chain.within(.localOnly).models.map(\.id.model) == ["b", "c"])
        #expect(stage.chain.led(by: stage.chain.models[2]).models.map(\.id.model) == ["c", "a", "b"])
    }

    @Test func theProberAsksNobodyWhoMayNotBeAsked() async {
        let stage = Stage([{ _, _ in .fails(.overloaded) }])
        _ = await stage.run()
        let calls = stage.calls
        let prober = RecoveryProber(
            directory: ChainDirectory([stage.chain]), board: stage.board, time: stage.clock, reach: .localOnly, onProbe: { _ in })
        let task = Task { await prober.run() }
        for _ in 0..<5 {
            await stage.clock.settle(sleepers: 1)
            stage.clock.advance(by: .seconds(60))
        }
        await stage.clock.settle(sleepers: 1)
        task.cancel()
        await task.value
        #expect(stage.calls == calls)
    }
}
