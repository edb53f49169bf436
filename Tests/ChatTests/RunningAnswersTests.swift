import Chat
import Logging
import ServiceLifecycle
import TestSupport
import Testing

@Suite struct RunningAnswersTests {
    private let clock = TestClock()

    /// Runs `answers` as a service and stops it as SIGTERM does, after `begin`; returns once it has ended.
    private func drained(
        _ answers: RunningAnswers, begin: () -> Void, whileStopping: () async -> Void = {}
    ) async throws {
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: answers)], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        begin()
        let running = Task { try await group.run() }
        await group.triggerGracefulShutdown()
        while !answers.isDraining { await Task.yield() }
        await whileStopping()
        try await running.value
    }

    @Test func whatRunsMayFinish() async throws {
        let answers = RunningAnswers(grace: .seconds(10), time: clock)
        let (gate, open) = AsyncStream<Void>.makeStream()
        var task: Task<Bool, Never>?
        try await drained(answers) {
            task = answers.start {
                for await _ in gate { break }
                return !Task.isCancelled
            }
        } whileStopping: {
            open.finish()
        }
        #expect(await task?.value == true)
        #expect(answers.count == 0)
    }

    @Test func whatOutlastsTheGraceIsCancelled() async throws {
        let answers = RunningAnswers(grace: .seconds(10), time: clock)
        var task: Task<Bool, Never>?
        try await drained(answers) {
            task = answers.start { [clock] in
                try? await clock.sleep(until: .seconds(3600))
                return Task.isCancelled
            }
        } whileStopping: {
            await clock.settle(until: { clock.hasSleeper(until: .seconds(10)) })
            clock.advance(by: .seconds(10))
        }
        #expect(await task?.value == true)
    }

    @Test func nothingNewBeginsWhileStopping() async throws {
        let answers = RunningAnswers(grace: .seconds(10), time: clock)
        try await drained(answers) {}
        #expect(answers.start { true } == nil)
    }
}
