import LanguageModel
import Providers
import Synchronization
import TestSupport
import Testing

@testable import Routing

@Suite struct ChainRunnerTests {
    @Test func answersWithTheFirstModelWhenItIsWell() async {
        let stage = Stage(.says("Hel", "lo"), .says("no"))
        let run = await stage.run()
        #expect(run.wholeText == "Hello")
        #expect(stage.calls == [1, 0])
        #expect(stage.events == [.started(model: Stage.id(0)), .delta("Hel"), .delta("lo")])
    }

    @Test func fallsBackWhenTheFirstModelTimesOut() async {
        let stage = Stage([.hang], .says("Hello"))
        let run = await stage.run(advancing: .seconds(10))
        #expect(run.wholeText == "Hello")
        #expect(run.failures == [.firstTokenTimeout, nil])
        #expect(stage.calls == [1, 1])
        #expect(stage.events.first == .started(model: Stage.id(1)))
    }

    @Test(arguments: [ModelFailure.Kind.reset, .serverError])
    func triesATransientFailureOnceMoreOnTheSameModel(_ kind: ModelFailure.Kind) async {
        let stage = Stage([{ number, _ in number == 0 ? .fails(kind) : .says("Hello") }, { _, _ in .says("no") }])
        let run = await stage.run()
        #expect(run.wholeText == "Hello")
        #expect(stage.calls == [2, 0])
    }

    @Test func movesOnAfterTheSecondTransientFailure() async {
        let stage = Stage(.fails(.serverError, status: 500), .says("Hello"))
        #expect(await stage.run().wholeText == "Hello")
        #expect(stage.calls == [2, 1])
    }

    @Test(arguments: [
        ModelFailure.Kind.connect, .overloaded, .unauthorized, .modelNotFound, .malformed, .truncated, .rateLimited,
    ])
    func movesOnAtOnce(after kind: ModelFailure.Kind) async {
        let stage = Stage(.fails(kind), .says("Hello"))
        #expect(await stage.run().wholeText == "Hello")
        #expect(stage.calls == [1, 1])
    }

    @Test func waitsForARateLimitWithinPatience() async {
        let stage = Stage([
            { number, _ in number == 0 ? .fails(.rateLimited, status: 429, retryAfter: .seconds(2)) : .says("Hello") },
            { _, _ in .says("no") },
        ])
        async let answer = stage.run()
        await stage.clock.settle { stage.clock.hasSleeper(until: .seconds(2)) }
        stage.clock.advance(by: .seconds(2))
        let run = await answer
        #expect(run.wholeText == "Hello")
        #expect(stage.calls == [2, 0])
        #expect(stage.board.phase(of: Stage.id(0)) == .closed)
    }

    @Test func movesOnFromARateLimitBeyondPatience() async {
        let stage = Stage(.fails(.rateLimited, status: 429, retryAfter: .seconds(4)), .says("Hello"))
        #expect(await stage.run().wholeText == "Hello")
        #expect(stage.calls == [1, 1])
        #expect(stage.board.phase(of: Stage.id(0)) == .open(until: .seconds(4), reason: .rateLimited))
    }

    @Test func neverAsksASilentModelTwice() async {
        let stage = Stage([.hang])
        let run = await stage.run(advancing: .seconds(60))
        #expect(run.failures == [.firstTokenTimeout])
        #expect(stage.calls == [1])
    }

    @Test func givesTheLastModelSixtySeconds() async {
        let stage = Stage([.wait(.seconds(59))] + .says("Hello"))
        let run = await stage.run(advancing: .seconds(59))
        #expect(run.wholeText == "Hello")
    }

    @Test func anEmptyFirstPieceIsNotContent() async {
        let stage = Stage([.event(.text("")), .wait(.seconds(59))] + .says("Hello"))
        #expect(await stage.run(advancing: .seconds(59)).wholeText == "Hello")
    }

    @Test func aModelThatIsOutIsNoUnderstudy() async {
        let stage = Stage([{ _, _ in [.wait(.seconds(59))] + .says("Hello") }, { _, _ in .fails(.unauthorized) }])
        if case .admitted(let ticket) = stage.board.admit(Stage.id(1)) {
            stage.board.report(.failed(.unauthorized, retryAfter: nil), for: ticket, of: Stage.id(1))
        }
        #expect(await stage.run(advancing: .seconds(59)).wholeText == "Hello")
    }

    @Test func asksOnlyALargerWindowWhenTheContextIsTooLong() async {
        let stage = Stage(.fails(.contextTooLong), .says("no"), .says("Hello")) { index, model in
            model.contextWindow = [8_000, 4_000, 32_000][index]
        }
        #expect(await stage.run().wholeText == "Hello")
        #expect(stage.calls == [1, 0, 1])
    }

    @Test func saysThatTheContextIsTooLongWhenNoWindowIsLargeEnough() async {
        let stage = Stage(.fails(.contextTooLong), .says("no")) { _, model in model.contextWindow = 4_000 }
        #expect(await stage.run().failure == .contextTooLong("scripted"))
        #expect(stage.calls == [1, 0])
    }

    @Test(arguments: [ModelFailure.Kind.contentPolicy, .badRequest])
    func givesBackWhatTheProviderDeclines(_ kind: ModelFailure.Kind) async {
        let stage = Stage(.fails(kind), .says("no"))
        #expect(await stage.run().failure == .rejected(ModelFailure(kind, "scripted")))
        #expect(stage.calls == [1, 0])
    }

    @Test func anEmptyAnswerMovesOn() async {
        let stage = Stage(.says(), .says("Hello"))
        let run = await stage.run()
        #expect(run.wholeText == "Hello")
        #expect(run.failures == [.malformed, nil])
    }

    @Test func anAnswerWithoutItsEndIsNotWhole() async {
        let stage = Stage([.event(.text("Hello"))])
        let run = await stage.run()
        #expect(
            run.failure
                == .interrupted(partial: "Hello", cause: ModelFailure(.truncated, "the answer ended without its end marker")))
        #expect(stage.calls == [2])
    }

    @Test func theWholeAnswerHasADeadline() async {
        let stage = Stage([.event(.reasoning("hm")), .wait(.seconds(9)), .event(.reasoning("hm")), .wait(.seconds(9))]) {
            _, model in
            model.deadlines.total = .seconds(15)
        }
        let run = await stage.run(advancing: .seconds(9), .seconds(6))
        #expect(run.failures == [.totalTimeout])
        #expect(run.failure?.code == "answer_timeout")
    }

    @Test func passesTheConnectDeadlineOn() async {
        let stage = Stage(.says("Hello")) { _, model in model.deadlines.connect = .seconds(2) }
        _ = await stage.run()
        #expect(stage.providers[0].calls.map(\.connectTimeout) == [.seconds(2)])
    }

    @Test func aSlowCallerIsNotHeldAgainstTheModel() async {
        let stage = Stage(.says("Hel", "lo"), .says("no"))
        async let answer = stage.run { event in
            if event == .delta("Hel") { try await stage.clock.sleep(until: stage.clock.now + .seconds(90)) }
        }
        await stage.clock.settle(sleepers: 2)
        stage.clock.advance(by: .seconds(90))
        let run = await answer
        #expect(run.wholeText == "Hello")
        #expect(run.failures == [nil])
    }

    @Test func aToolCallIsShownWholeOrNotAtAll() async {
        let half = ToolCallFragment(index: 0, id: "1", name: "weather", arguments: "{\"city\":")
        let rest = ToolCallFragment(index: 0, arguments: "\"Oslo\"}")
        let stage = Stage(
            [.event(.toolCall(half)), .fail(ModelFailure(.truncated, "cut"))],
            [.event(.toolCall(half)), .event(.toolCall(rest)), .event(.finished(.toolCalls))])
        let run = await stage.run()
        let call = ToolCall(id: "1", name: "weather", arguments: "{\"city\":\"Oslo\"}")
        #expect(stage.events == [.started(model: Stage.id(1)), .toolCall(call)])
        #expect((try? run.result.get())?.toolCalls == [call])
    }

    @Test func everyModelOutIsAStateOfItsOwnWithReasons() async {
        let stage = Stage(.fails(.rateLimited, retryAfter: .seconds(20)), .fails(.unauthorized))
        let run = await stage.run()
        let expected = Exhaustion(models: [
            .init(model: Stage.id(0), reason: .rateLimited, retryAfter: .seconds(20)),
            .init(model: Stage.id(1), reason: .unauthorized, retryAfter: .seconds(300)),
        ])
        #expect(run.failure == .exhausted(expected))
        #expect(await stage.run().failure == .exhausted(expected))
        #expect(stage.calls == [1, 1])
        #expect(stage.board.availability(of: stage.chain, at: stage.clock.now).outage == expected)
    }

    @Test func aCallerWhoLeavesCancelsTheCallAndFreesTheProbe() async {
        let stage = Stage([.hang])
        if case .admitted(let ticket) = stage.board.admit(Stage.id(0)) {
            stage.board.report(.failed(.overloaded, retryAfter: .seconds(1)), for: ticket, of: Stage.id(0))
        }
        stage.clock.advance(by: .seconds(1))
        let task = Task { await stage.run() }
        await stage.clock.settle(sleepers: 2)
        #expect(stage.board.phase(of: Stage.id(0)) == .halfOpen(reason: .overloaded))
        task.cancel()
        #expect(await task.value.failure == .cancelled)
        #expect(stage.providers[0].running == 0)
        #expect(stage.board.wouldAdmit(Stage.id(0)))
    }

    @Test func aCallerWhoTakesNoMoreEndsTheCall() async {
        struct Gone: Error {}
        let stage = Stage(.says("Hello", " you"), .says("no"))
        let run = await stage.run { event in if event == .delta("Hello") { throw Gone() } }
        #expect(run.failure == .cancelled)
        #expect(stage.calls == [1, 0])
        #expect(stage.board.phase(of: Stage.id(0)) == .closed)
    }

    @Test func aCallerWhoLeavesIsNotHeldAgainstAProviderThatCallsItAReset() async {
        let stage = Stage([{ _, _ in [.fail(ModelFailure(.reset, "connection closed"))] }])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await stage.run()
        }
        #expect(await task.value.failure == .cancelled)
    }
}
