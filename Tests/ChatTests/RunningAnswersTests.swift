import Chat
import LanguageModel
import TestSupport
import Testing

@Suite struct RunningAnswersTests {
    private let clock = TestClock()

    /// Runs until its task is cancelled, which stops it as the server's last resort does.
    @Test func cancellingTheServiceEndsEveryAnswer() async throws {
        let answers = RunningAnswers(grace: .seconds(20), time: clock)
        let started = answers.start { [clock] in (try? await clock.sleep(until: .seconds(1_000))) == nil }
        let answer = try #require(started)
        let service = Task { try await answers.run() }
        await clock.settle(sleepers: 1)
        service.cancel()
        try await service.value
        #expect(await answer.value)
        #expect(answers.count == 0)
        #expect(answers.isDraining)
        #expect(answers.start {} == nil)
    }

    @Test func anAnswerIsCountedWhileItRuns() async throws {
        let answers = RunningAnswers(grace: .seconds(20), time: clock)
        let started = answers.start { [clock] in (try? await clock.sleep(until: .seconds(5))) != nil }
        let answer = try #require(started)
        #expect(answers.count == 1)
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(5))
        #expect(await answer.value)
        #expect(answers.count == 0)
    }
}
