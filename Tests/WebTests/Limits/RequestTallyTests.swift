import Testing
import LanguageModel
import TestSupport

@testable import Web

@Suite struct RequestTallyTests {
    private let clock = TestClock()

    @Test func aWholeMinutesRequestsMayComeAtOnceAndNoMore() {
        let tally = RequestTally(time: clock)
        for left in (0..<10).reversed() {
            let verdict = tally.take(1, limit: 10)
            #expect(verdict.isAllowed && verdict.remaining == left && verdict.limit == 10)
        }
        let over = tally.take(1, limit: 10)
        #expect(!over.isAllowed && over.remaining == 0)
        #expect(abs(over.retryAfter.seconds - 6) < 0.001)
        #expect(abs(over.reset.seconds - 60) < 0.001)
    }

    @Test func itFillsEvenly() {
        let tally = RequestTally(time: clock)
        for _ in 0..<10 { _ = tally.take(1, limit: 10) }
        clock.advance(by: .seconds(6))
        #expect(tally.take(1, limit: 10).isAllowed)
        #expect(!tally.take(1, limit: 10).isAllowed)
        clock.advance(by: .seconds(60))
        #expect(tally.take(1, limit: 10).remaining == 9)
    }

    @Test func whoeverIsRefusedPaysNothingForIt() {
        let tally = RequestTally(time: clock)
        for _ in 0..<1000 { _ = tally.take(1, limit: 10) }
        clock.advance(by: .seconds(6))
        #expect(tally.take(1, limit: 10).isAllowed)
    }

    @Test func callersDoNotCountForEachOther() {
        let tally = RequestTally(time: clock)
        _ = tally.take(1, limit: 1)
        #expect(!tally.take(1, limit: 1).isAllowed)
        #expect(tally.take(2, limit: 1).isAllowed)
    }

    @Test func aFloodOfCallersTakesNoMoreRoomAndWashesNobodyOut() {
        let tally = RequestTally(time: clock, mostCallers: 1600)
        for _ in 0..<20 { _ = tally.take(7, limit: 20) }
        for caller in 1000..<100_000 { _ = tally.take(caller, limit: 20) }
        #expect(tally.count <= 1600)
        #expect(!tally.take(7, limit: 20).isAllowed)
    }

    @Test func thoseWhoMayDoEverythingAgainAreForgottenFirst() {
        let tally = RequestTally(time: clock, mostCallers: 32)
        for caller in 0..<32 { _ = tally.take(caller, limit: 60) }
        clock.advance(by: .seconds(2))
        for caller in 100..<116 { _ = tally.take(caller, limit: 60) }
        #expect(tally.count == 16)
    }
}
