import LanguageModel
import TestSupport
import Testing

@testable import Routing

@Suite struct BreakerTests {
    private static let counting: [ModelFailure.Kind] = [
        .connect, .reset, .firstTokenTimeout, .idleTimeout, .totalTimeout, .serverError, .malformed, .truncated,
    ]
    private static let harmless: [ModelFailure.Kind] = [
        .contextTooLong, .contentPolicy, .prefillRejected, .badRequest, .cancelled,
    ]

    private func ticket(_ breaker: inout Breaker, at now: Duration) throws -> Breaker.Ticket {
        guard case .admitted(let ticket) = breaker.admit(at: now) else { throw ModelFailure(.overloaded, "not admitted") }
        return ticket
    }

    private func fail(
        _ breaker: inout Breaker, _ kind: ModelFailure.Kind, after: Duration? = nil, at now: Duration, jitter: Double = 0
    ) throws {
        breaker.report(.failed(kind, retryAfter: after), for: try ticket(&breaker, at: now), at: now, jitter: jitter)
    }

    private func opened(_ breaker: Breaker) -> Duration? {
        if case .open(let until, _) = breaker.phase { return until }
        return nil
    }

    @Test(arguments: counting) func opensAfterThreeFailuresInARow(_ kind: ModelFailure.Kind) throws {
        var breaker = Breaker()
        try fail(&breaker, kind, at: .zero)
        try fail(&breaker, kind, at: .zero)
        #expect(breaker.phase == .closed)
        try fail(&breaker, kind, at: .zero)
        #expect(breaker.phase == .open(until: .milliseconds(500), reason: kind))
    }

    @Test func aSuccessStartsTheCountAnew() throws {
        var breaker = Breaker()
        for _ in 0..<5 {
            try fail(&breaker, .reset, at: .zero)
            try fail(&breaker, .reset, at: .zero)
            breaker.report(.succeeded, for: try ticket(&breaker, at: .zero), at: .zero, jitter: 0)
        }
        #expect(breaker.phase == .closed)
    }

    @Test(arguments: harmless) func whatTheModelDeclinesSaysNothingAgainstIt(_ kind: ModelFailure.Kind) throws {
        var breaker = Breaker()
        for _ in 0..<10 { try fail(&breaker, kind, at: .zero) }
        #expect(breaker.phase == .closed)
    }

    @Test(arguments: [ModelFailure.Kind.rateLimited, .overloaded])
    func opensAtOnceForRetryAfterButNotTooLong(_ kind: ModelFailure.Kind) throws {
        for (asked, given) in [(7, 7), (300, 300), (86_400, 300)] {
            var breaker = Breaker()
            try fail(&breaker, kind, after: .seconds(asked), at: .seconds(1))
            #expect(breaker.phase == .open(until: .seconds(1 + given), reason: kind))
        }
        for worthless in [Duration.zero, .seconds(-5), nil] {
            var breaker = Breaker()
            try fail(&breaker, kind, after: worthless, at: .zero)
            #expect(opened(breaker) == .milliseconds(500))
        }
    }

    @Test(arguments: [ModelFailure.Kind.unauthorized, .modelNotFound])
    func staysOpenForLongWhenOnlyAPersonCanMendIt(_ kind: ModelFailure.Kind) throws {
        var breaker = Breaker()
        try fail(&breaker, kind, at: .zero)
        #expect(breaker.phase == .open(until: .seconds(300), reason: kind))
    }

    @Test func theCooldownDoublesToThirtySecondsAndIsJittered() throws {
        for (jitter, share) in [(0.0, 0.5), (0.5, 0.675), (0.999_999, 0.85)] {
            var breaker = Breaker()
            var now = Duration.zero
            for full in [1, 2, 4, 8, 16, 30, 30, 30.0] {
                try fail(&breaker, .overloaded, at: now, jitter: jitter)
                let until = try #require(opened(breaker))
                #expect(abs((until - now).seconds - full * share) < 0.001)
                now = until
            }
        }
    }

    @Test func exactlyOneProbeGoesThroughAndOnlyItsSuccessCloses() throws {
        var breaker = Breaker()
        try fail(&breaker, .overloaded, after: .seconds(5), at: .zero)
        #expect(breaker.admit(at: .seconds(4)) == .refused(reason: .overloaded, retryAfter: .seconds(1)))
        #expect(breaker.wouldAdmit(at: .seconds(5)))
        let probe = try ticket(&breaker, at: .seconds(5))
        #expect(probe.isProbe)
        #expect(!breaker.wouldAdmit(at: .seconds(1_000)))
        #expect(breaker.admit(at: .seconds(1_000)) == .refused(reason: .overloaded, retryAfter: .seconds(1)))
        breaker.report(.succeeded, for: probe, at: .seconds(6), jitter: 0)
        #expect(breaker.phase == .closed)
    }

    @Test func aLapsedCooldownAloneDoesNotClose() throws {
        var breaker = Breaker()
        try fail(&breaker, .overloaded, after: .seconds(5), at: .zero)
        #expect(breaker.wouldAdmit(at: .seconds(60)))
        #expect(breaker.phase == .open(until: .seconds(5), reason: .overloaded))
    }

    @Test func aModelThatOnlyBeganToSpeakIsOnProbation() throws {
        var breaker = Breaker()
        try fail(&breaker, .overloaded, after: .seconds(5), at: .zero)
        let probe = try ticket(&breaker, at: .seconds(5))
        breaker.report(.speaking, for: probe, at: .seconds(5), jitter: 0)
        #expect(breaker.phase == .closed)
        breaker.report(.failed(.truncated, retryAfter: nil), for: probe, at: .seconds(6), jitter: 0)
        #expect(breaker.phase == .open(until: .seconds(7), reason: .truncated))
    }

    @Test func aWholeAnswerEndsProbation() throws {
        var breaker = Breaker()
        try fail(&breaker, .overloaded, after: .seconds(5), at: .zero)
        let probe = try ticket(&breaker, at: .seconds(5))
        breaker.report(.speaking, for: probe, at: .seconds(5), jitter: 0)
        breaker.report(.succeeded, for: probe, at: .seconds(6), jitter: 0)
        try fail(&breaker, .reset, at: .seconds(7))
        #expect(breaker.phase == .closed)
    }

    @Test(arguments: [
        Breaker.Outcome.speaking, .succeeded, .failed(.unauthorized, retryAfter: nil), .failed(.reset, retryAfter: nil),
    ])
    func lateResultsAreIgnored(_ outcome: Breaker.Outcome) throws {
        var breaker = Breaker()
        let old = try ticket(&breaker, at: .zero)
        try fail(&breaker, .overloaded, after: .seconds(5), at: .zero)
        let open = breaker
        breaker.report(outcome, for: old, at: .seconds(1), jitter: 0)
        #expect(breaker == open)
        _ = try ticket(&breaker, at: .seconds(5))
        let halfOpen = breaker
        breaker.report(outcome, for: old, at: .seconds(6), jitter: 0)
        breaker.abandon(old)
        #expect(breaker == halfOpen)
    }

    @Test func anAbandonedProbeIsFreeAgainAtOnce() throws {
        var breaker = Breaker()
        try fail(&breaker, .overloaded, after: .seconds(5), at: .zero)
        breaker.abandon(try ticket(&breaker, at: .seconds(5)))
        #expect(try ticket(&breaker, at: .seconds(5)).isProbe)
    }

    @Test(arguments: 0..<200 as Range<UInt64>) func holdsItsInvariantsUnderRandomEvents(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var breaker = Breaker()
        var now = Duration.zero
        var tickets: [Breaker.Ticket] = []
        var probe: Breaker.Ticket?
        for _ in 0..<300 {
            now += .milliseconds(Int.random(in: 0..<8_000, using: &random))
            let before = breaker.phase
            if tickets.isEmpty || Bool.random(using: &random) {
                guard case .admitted(let ticket) = breaker.admit(at: now) else { continue }
                if ticket.isProbe {
                    #expect(probe == nil, "two probes at once")
                    probe = ticket
                }
                tickets.append(ticket)
                continue
            }
            let index = tickets.indices.randomElement(using: &random) ?? 0
            let ticket = tickets[index]
            let retryAfter: Duration? = Bool.random(using: &random) ? .seconds(Int.random(in: -1..<2_000, using: &random)) : nil
            let kind = ModelFailure.Kind.allCases.randomElement(using: &random) ?? .reset
            let roll = Int.random(in: 0..<8, using: &random)
            var closes = false
            switch roll {
            case 0: breaker.abandon(ticket)
            case 1:
                breaker.report(.speaking, for: ticket, at: now, jitter: .random(in: 0..<1, using: &random))
                closes = true
            case 2, 3:
                breaker.report(.succeeded, for: ticket, at: now, jitter: .random(in: 0..<1, using: &random))
                closes = true
            default:
                breaker.report(
                    .failed(kind, retryAfter: retryAfter), for: ticket, at: now, jitter: .random(in: 0..<1, using: &random))
                closes = kind.weight == .none
            }
            if roll != 1 { tickets.remove(at: index) }
            if ticket == probe, roll != 1 || breaker.phase == .closed { probe = nil }
            if case .open(let until, _) = breaker.phase { #expect(until - now <= .seconds(300)) }
            if before != .closed, breaker.phase == .closed { #expect(closes && ticket.isProbe) }
            if case .open = before { #expect(breaker.phase == before, "nothing but admission leaves the open phase") }
        }
    }
}
