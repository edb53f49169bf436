import LanguageModel
import Testing

@Suite struct SystemTimeTests {
    private let time = SystemTime()

    @Test func nobodyWakesBeforeItsDeadline() async throws {
        let start = time.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for step in [5, 1, 4, 2, 3, 1] {
                group.addTask { [time] in
                    try await time.sleep(until: start + .milliseconds(10 * step))
                    #expect(time.now >= start + .milliseconds(10 * step))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func cancelledSleeperWakesAtOnce() async {
        let sleeper = Task { [time] in try await time.sleep(until: time.now + .seconds(3600)) }
        sleeper.cancel()
        await #expect(throws: CancellationError.self) { try await sleeper.value }
    }

    @Test func deadlineThatHasPassedDoesNotSuspend() async throws {
        try await time.sleep(until: time.now - .seconds(1))
    }

    @Test func thousandsCalledOffLeaveTheOthersAsleep() async throws {
        let long = Task { [time] in try await time.sleep(until: time.now + .seconds(3600)) }
        let begun = time.now
        let short = Task { [time] in try await time.sleep(until: begun + .milliseconds(50)) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5000 {
                group.addTask { [time] in try? await time.sleep(until: time.now + .seconds(60)) }
            }
            group.cancelAll()
        }
        try await short.value
        #expect(time.now >= begun + .milliseconds(50))
        long.cancel()
        await #expect(throws: CancellationError.self) { try await long.value }
    }
}
