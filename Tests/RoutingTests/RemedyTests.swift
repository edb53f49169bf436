import LanguageModel
import Testing

@testable import Routing

@Suite struct RemedyTests {
    private func remedy(
        _ kind: ModelFailure.Kind, status: Int? = nil, retryAfter: Duration? = nil, retried: Bool = false
    ) -> Remedy {
        Remedy.after(
            ModelFailure(kind, "x", status: status, retryAfter: retryAfter), retried: retried, patience: .seconds(3))
    }

    @Test(arguments: [500, 502, nil]) func aHiccupIsTriedOnceMoreAtOnce(_ status: Int?) {
        #expect(remedy(.serverError, status: status) == .again(after: .zero))
        #expect(remedy(.serverError, status: status, retried: true) == .next)
    }

    @Test(arguments: [501, 504, 599]) func otherServerErrorsMoveOn(_ status: Int) {
        #expect(remedy(.serverError, status: status) == .next)
    }

    @Test func aRateLimitIsWaitedForWithinPatience() {
        #expect(remedy(.rateLimited, retryAfter: .seconds(3)) == .again(after: .seconds(3)))
        #expect(remedy(.rateLimited, retryAfter: .seconds(-5)) == .again(after: .zero))
        #expect(remedy(.rateLimited, retryAfter: .milliseconds(3001)) == .next)
        #expect(remedy(.rateLimited) == .next)
        #expect(remedy(.rateLimited, retryAfter: .seconds(1), retried: true) == .next)
    }

    @Test(arguments: [ModelFailure.Kind.connect, .firstTokenTimeout, .idleTimeout])
    func silenceIsNeverTriedOnTheSameModelAgain(_ kind: ModelFailure.Kind) {
        #expect(remedy(kind) == .next)
    }

    @Test(arguments: [ModelFailure.Kind.badRequest, .contentPolicy, .cancelled, .totalTimeout])
    func whatNoModelCanMendGoesBackToTheCaller(_ kind: ModelFailure.Kind) {
        #expect(remedy(kind) == .giveUp)
    }

    @Test func aPromptTooLongGoesToALargerWindow() {
        #expect(remedy(.contextTooLong) == .nextWithLargerWindow)
    }
}
