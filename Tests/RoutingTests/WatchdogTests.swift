import LanguageModel
import TestSupport
import Testing

@testable import Routing

@Suite struct WatchdogTests {
    private let clock = TestClock()

    private func watchdog(total: Duration = .seconds(60)) -> Watchdog {
        Watchdog(time: clock, totalDeadline: total, shortestWait: .seconds(1))
    }

    private func fires(_ watchdog: Watchdog, after advance: Duration...) async -> ModelFailure? {
        let watch = Task { await watchdog.run() }
        for step in advance {
            await clock.settle(sleepers: 1)
            clock.advance(by: step)
        }
        return await watch.value
    }

    @Test func saysWhatDidNotComeInTime() async {
        let watchdog = watchdog()
        watchdog.arm(for: .seconds(2), .firstTokenTimeout)
        let failure = await fires(watchdog, after: .seconds(1), .seconds(1))
        #expect(failure == ModelFailure(.firstTokenTimeout, "no content within 2.0 seconds"))
    }

    @Test func everyPieceBuysTime() async {
        let watchdog = watchdog()
        watchdog.arm(for: .seconds(2), .firstTokenTimeout)
        let watch = Task { await watchdog.run() }
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(1))
        watchdog.arm(for: .seconds(2), .idleTimeout)
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(1))
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(1))
        #expect(await watch.value == ModelFailure(.idleTimeout, "nothing more for 2.0 seconds"))
    }

    @Test func aSlowCallerIsNotHeldAgainstTheModel() async {
        let watchdog = watchdog(total: .seconds(9))
        watchdog.arm(for: .seconds(2), .idleTimeout)
        watchdog.disarm()
        let failure = await fires(watchdog, after: .seconds(1), .seconds(7), .seconds(1))
        #expect(failure?.kind == .totalTimeout)
    }

    @Test func calledOffItSaysNothing() async {
        let watchdog = watchdog()
        let watch = Task { await watchdog.run() }
        await clock.settle(sleepers: 1)
        watch.cancel()
        #expect(await watch.value == nil)
    }
}
