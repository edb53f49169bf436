import LanguageModel
import Notices
import Testing

@Suite struct WebhookScheduleTests {
    private func reply(_ status: Int?, retryAfter: Duration? = nil) -> WebhookReply {
        WebhookReply(
            status: status, failure: status.map { (200..<300).contains($0) } == true ? nil : "no", retryAfter: retryAfter)
    }

    private func wait(_ attempt: Int, status: Int? = 500, retryAfter: Duration? = nil, jitter: Double = 0.5) -> Duration? {
        guard
            case .again(let wait) = WebhookSchedule.verdict(
                on: reply(status, retryAfter: retryAfter), attempt: attempt, jitter: jitter)
        else { return nil }
        return wait
    }

    @Test func waitsLongerAfterEachAttemptAndThenGivesUp() {
        let waits = (1...9).map { wait($0)?.seconds.rounded() }
        #expect(waits == [5, 30, 120, 600, 3600, 10_800, 28_800, 86_400, nil])
        #expect(WebhookSchedule.verdict(on: reply(nil), attempt: 9, jitter: 0) == .dead)
    }

    @Test(arguments: 1...8)
    func aWaitIsAtMostATenthOffWhatItIs(attempt: Int) throws {
        let exact = try #require(wait(attempt)?.seconds)
        #expect(abs(try #require(wait(attempt, jitter: 0)?.seconds) - exact * 0.9) < 0.01)
        let longest = try #require(wait(attempt, jitter: 0.999_999)?.seconds)
        #expect(longest <= exact * 1.1 && longest > exact * 1.09)
    }

    @Test func waitsAsLongAsABusyReceiverAsks() {
        #expect(wait(1, status: 429, retryAfter: .seconds(90)) == .seconds(90))
        #expect(wait(1, status: 503, retryAfter: .seconds(90)) == .seconds(90))
        #expect(wait(1, status: 500, retryAfter: .seconds(90))?.seconds.rounded() == 5, "only who is busy is asked when")
        #expect(wait(3, status: 429, retryAfter: .seconds(1))?.seconds.rounded() == 120, "never sooner")
        #expect(wait(1, status: 429, retryAfter: .seconds(1_000_000)) == .seconds(86_400), "nor in a year")
        #expect(wait(9, status: 429, retryAfter: .seconds(1)) == nil)
    }

    @Test(arguments: [200, 204, 299])
    func whatIsTakenIsDelivered(status: Int) {
        #expect(WebhookSchedule.verdict(on: reply(status), attempt: 1, jitter: 0) == .delivered)
    }

    @Test func whoIsGoneIsAskedNoMore() {
        #expect(WebhookSchedule.verdict(on: reply(410), attempt: 1, jitter: 0) == .gone)
    }

    @Test(arguments: [301, 307, 400, 401, 404])
    func everyOtherAnswerIsAFailureThatMayPass(status: Int) {
        #expect(wait(1, status: status) != nil)
    }
}
