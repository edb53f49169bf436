import Accounts
import LanguageModel
import TestSupport
import Testing

@Suite struct RateLimiterTests {
    private let clock = TestClock()
    private let rate = RateLimiter.Rate(burst: 2, every: .seconds(30))

    @Test func oneTooManyIsToldWhenToComeAgain() {
        let limiter = RateLimiter(time: clock)
        #expect(limiter.take("a", rate).remaining == 1)
        #expect(limiter.take("a", rate).remaining == 0)
        let verdict = limiter.take("a", rate)
        #expect(!verdict.isAllowed)
        #expect(verdict.retryAfter == .seconds(30))
        #expect(verdict.limit == 2)
        #expect(limiter.take("b", rate).isAllowed)
    }

    @Test func aRefusedTryCostsNothing() {
        let limiter = RateLimiter(time: clock)
        for _ in 0..<100 { _ = limiter.take("a", rate) }
        clock.advance(by: .seconds(30))
        #expect(limiter.take("a", rate).isAllowed)
        #expect(!limiter.take("a", rate).isAllowed)
    }

    @Test func whatIsForgivenIsForgotten() {
        let limiter = RateLimiter(time: clock)
        for _ in 0..<2 { _ = limiter.take("a", rate) }
        limiter.giveBack("a")
        #expect(limiter.take("a", rate).isAllowed)
        #expect(!limiter.take("a", rate).isAllowed)
        limiter.forgive("a")
        #expect(limiter.take("a", rate).remaining == 1)
    }

    @Test func remembersOnlySoManyCallers() {
        let limiter = RateLimiter(time: clock, mostKeys: 3)
        for key in ["a", "b"] { _ = limiter.take(key, rate) }
        clock.advance(by: .seconds(60))
        for _ in 0..<2 { _ = limiter.take("c", rate) }
        // Those who may do everything again make room.
        _ = limiter.take("d", rate)
        #expect(!limiter.take("c", rate).isAllowed)
    }

    @Test func aLimitAMinuteIsSpreadOverIt() {
        let limiter = RateLimiter(time: clock)
        for _ in 0..<60 { #expect(limiter.take("k", .perMinute(60)).isAllowed) }
        #expect(limiter.take("k", .perMinute(60)).retryAfter == .seconds(1))
        clock.advance(by: .seconds(1))
        #expect(limiter.take("k", .perMinute(60)).isAllowed)
    }
}
