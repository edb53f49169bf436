import LanguageModel
import Providers
import Synchronization
import TestSupport
import Testing

@testable import Routing

@Suite struct RecoveryTests {
    @Test func aChainThatIsOutRecoversByItself() async {
        let stage = Stage([{ number, _ in number < 3 ? .fails(.overloaded) : .says("yes") }])
        #expect(await stage.run().failure?.code == "all_models_unavailable")
        let probes = Mutex<[Attempt]>([])
        let prober = RecoveryProber(directory: ChainDirectory([stage.chain]), board: stage.board, time: stage.clock) { probe in
            probes.withLock { $0.append(probe) }
        }
        let task = Task { await prober.run() }
        for _ in 0..<20 {
            await settled(stage)
            if stage.board.phase(of: Stage.id(0)) == .closed { break }
            stage.clock.advance(by: .seconds(1))
        }
        await settled(stage)
        #expect(stage.board.availability(of: stage.chain, at: stage.clock.now).isAvailable)
        #expect(stage.calls == [4])
        stage.clock.advance(by: .seconds(1))
        await settled(stage)
        #expect(stage.calls == [4], "a model that is well is not probed")
        task.cancel()
        await task.value
        #expect(probes.withLock { $0.map(\.failure) } == [.overloaded, .overloaded, nil])
    }

    /// The prober sleeps again, and no probe is under way.
    private func settled(_ stage: Stage) async {
        await stage.clock.settle {
            if case .halfOpen = stage.board.phase(of: Stage.id(0)) { return false }
            return stage.clock.hasSleeper(until: stage.clock.now + .seconds(1)) && stage.clock.sleepers == 1
        }
    }

    @Test func aMinuteOfOutageCostsAtMostOneProbeACooldownAndEndsWithinThirtySeconds() async throws {
        let clock = TestClock()
        let asked = Mutex<[Duration]>([])
        let stage = Stage(
            [
                { _, _ in
                    asked.withLock { $0.append(clock.now) }
                    return clock.now < .seconds(60) ? .fails(.overloaded, status: 503) : .says("first")
                },
                { _, _ in .says("second") },
            ], clock: clock)
        var back: Duration?
        while back == nil, clock.now < .seconds(120) {
            let run = await stage.run()
            #expect(run.wholeText != nil)
            if run.wholeText == "first" { back = clock.now }
            clock.advance(by: .seconds(4))
        }
        #expect(try #require(back) - .seconds(60) <= .seconds(30))
        let times = asked.withLock { $0 }
        var cooldown = 0.675
        for (earlier, later) in zip(times, times.dropFirst()) {
            #expect((later - earlier).seconds >= cooldown - 0.001)
            cooldown = min(cooldown * 2, 30 * 0.675)
        }
        #expect(times.count <= 9)
    }
}
