import LanguageModel
import Synchronization
import TestSupport
import Testing
import Web

@testable import App

@Suite struct HealthBoardTests {
    private struct Broken: Error {}

    private let clock = TestClock()

    @Test func aPartThatFailsIsDownAndOneThatIsNotThereIsOff() async {
        let board = HealthBoard(
            [
                .init(name: "fine", isRequired: true, kind: "sqlite") { .init(isFine: true, pending: 3) },
                .init(name: "broken") { throw Broken() }, .init(name: "missing"),
            ], time: clock)
        #expect(
            await board.checks() == [
                HealthCheck(name: "fine", status: .ok, isRequired: true, kind: "sqlite", pending: 3),
                HealthCheck(name: "broken", status: .down), HealthCheck(name: "missing", status: .off),
            ])
    }

    @Test func aPartThatSaysNothingIsDownSoon() async {
        let board = HealthBoard(
            [
                .init(name: "silent") {
                    try await clock.sleep(until: .seconds(3600)); return .init(isFine: true)
                }
            ], time: clock)
        let checks = Task { await board.checks() }
        await clock.settle(sleepers: 2)
        clock.advance(by: .milliseconds(1500))
        #expect(await checks.value == [HealthCheck(name: "silent", status: .down, latency: .milliseconds(1500))])
    }

    @Test func partsAreAskedOnceInTwoSecondsHoweverOftenItIsAsked() async {
        let asked = Mutex(0)
        let board = HealthBoard(
            [
                .init(name: "part") {
                    asked.withLock { $0 += 1 }
                    return .init(isFine: true)
                }
            ], time: clock)
        for _ in 0..<5 { _ = await board.checks() }
        #expect(asked.withLock { $0 } == 1)
        clock.advance(by: .seconds(2))
        _ = await board.checks()
        #expect(asked.withLock { $0 } == 2)
    }
}
