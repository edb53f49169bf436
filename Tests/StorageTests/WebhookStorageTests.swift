import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct WebhookStorageTests {
    let scratch = Scratch()
    let clock = TestClock()

    private struct Shelf {
        var database: any Database
        var endpoints: WebhookRepository
        var deliveries: WebhookDeliveryRepository
    }

    private func shelf(_ dialect: SQLDialect) async throws -> Shelf {
        let database = try await scratch.database(dialect)
        let box = try SecretBox(secretKey: Secret("a secret key of the test"), data: scratch.path)
        return Shelf(
            database: database, endpoints: WebhookRepository(database: database, box: box, time: clock),
            deliveries: WebhookDeliveryRepository(database: database, worker: "one", time: clock))
    }

    private func endpoint(_ id: String, _ shelf: Shelf, events: [String] = []) async throws {
        _ = try await shelf.endpoints.create(
            WebhookDraft(url: "https://\(id).example/", events: events), id: id, secret: Secret("whsec_\(id)"))
    }

    private func event(_ id: String = "evt_1", _ type: WebhookEventType = .userCreated) -> WebhookEvent {
        WebhookEvent(id: id, type: type, happenedAt: clock.wallClock, data: ["user_id": "u"])
    }

    private let patience = Duration.seconds(5 * 24 * 3600)

    private func failure(_ number: Int) -> WebhookAttempt {
        WebhookAttempt(number: number, status: 500, error: "no", milliseconds: 3, createdAt: clock.wallClock)
    }

    @Test(arguments: SQLDialect.allCases)
    func anEventIsKeptForThoseWhoWantItAndOnlyOnce(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        #expect(try await shelf.deliveries.write(event("evt_0")).isEmpty, "nobody listens")
        try await endpoint("all", shelf)
        try await endpoint("users", shelf, events: ["user.created"])
        try await endpoint("documents", shelf, events: ["document.ready"])
        #expect(try await shelf.deliveries.write(event()).count == 2)
        #expect(try await shelf.deliveries.write(event()).isEmpty)
        #expect(try await shelf.deliveries.counts().mapValues(\.pending) == ["all": 1, "users": 1])
        let work = try await shelf.deliveries.claim { _, _ in 4 }
        #expect(work.map(\.endpoint.id) == ["all", "users"])
        #expect(
            work[0].payload
                == #"{"data":{"user_id":"u"},"timestamp":"2023-11-14T22:13:20.000Z","type":"user.created","version":"1"}"#)
    }

    @Test(arguments: SQLDialect.allCases)
    func whatIsNotCommittedIsNotTold(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("all", shelf)
        let event = event()
        struct Undone: Error {}
        await #expect(throws: Undone.self) {
            try await shelf.database.write { session in
                try WebhookOutbox.write(event, at: 0, in: session)
                throw Undone()
            }
        }
        #expect(try await shelf.deliveries.counts().isEmpty)
    }

    @Test(arguments: SQLDialect.allCases)
    func whatOneHasInHandNobodyElseTakesUntilItsLeaseIsOver(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        let other = WebhookDeliveryRepository(database: shelf.database, worker: "two", time: clock)
        try await endpoint("all", shelf)
        try await shelf.deliveries.write(event())
        let work = try #require(try await shelf.deliveries.claim { _, _ in 4 }.first)
        #expect(try await other.claim { _, _ in 4 }.isEmpty)
        clock.advance(by: .seconds(61))
        let again = try await other.claim { _, _ in 4 }
        #expect(again.map(\.delivery.eventID) == ["evt_1"])
        // The first one comes late: what it says is no longer asked for.
        try await shelf.deliveries.end(work, failure(1), as: .dead, patience: patience)
        #expect(try await other.counts()["all"]?.pending == 1)
        try await other.end(
            again[0], WebhookAttempt(number: 1, status: 204, error: nil, milliseconds: 1, createdAt: clock.wallClock),
            as: .delivered, patience: patience)
        #expect(try await other.counts()["all"]?.delivered == 1)
    }

    @Test(arguments: SQLDialect.allCases)
    func afterARestartWhatWasInHandIsDueAtOnce(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("all", shelf)
        try await shelf.deliveries.write(event())
        _ = try await shelf.deliveries.claim { _, _ in 4 }
        #expect(try await shelf.deliveries.claim { _, _ in 4 }.isEmpty)
        try await shelf.deliveries.giveBackAll()
        #expect(try await shelf.deliveries.claim { _, _ in 4 }.count == 1)
    }

    @Test(arguments: SQLDialect.allCases)
    func noMoreIsTakenThanThereIsRoomFor(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("a", shelf)
        try await endpoint("b", shelf)
        for number in 0..<5 { try await shelf.deliveries.write(event("evt_\(number)")) }
        let work = try await shelf.deliveries.claim { endpoint, taken in endpoint == "a" ? 2 : 5 - taken }
        #expect(work.map(\.endpoint.id) == ["a", "a", "b", "b", "b"])
    }

    @Test(arguments: SQLDialect.allCases)
    func anAttemptIsPutOnRecordAndADeadDeliveryIsSentAgain(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("all", shelf)
        let id = try #require(try await shelf.deliveries.write(event()).first)
        let first = try await shelf.deliveries.claim { _, _ in 4 }[0]
        try await shelf.deliveries.end(first, failure(1), as: .again(at: clock.wallClock + 5), patience: patience)
        #expect(try await shelf.deliveries.claim { _, _ in 4 }.isEmpty)
        clock.advance(by: .seconds(5))
        let second = try await shelf.deliveries.claim { _, _ in 4 }[0]
        try await shelf.deliveries.end(second, failure(2), as: .dead, patience: patience)
        let dead = try await shelf.deliveries.list(of: "all", status: .dead, limit: 10)
        #expect(dead.map(\.id) == [id] && dead[0].lastError == "no" && dead[0].lastStatus == 500)
        #expect(try await shelf.endpoints.endpoint("all").failingSince == clock.wallClock - 5)
        await #expect(throws: StorageError.notFound) { try await shelf.deliveries.replay(id, of: "another") }
        #expect(try await shelf.deliveries.replayDead(of: "all", since: clock.wallClock + 1) == 0)
        #expect(try await shelf.deliveries.replayDead(of: "all", since: 0) == 1)
        let third = try await shelf.deliveries.claim { _, _ in 4 }[0]
        #expect(third.delivery.attempts == 2 && third.delivery.attemptsBefore == 2 && third.delivery.eventID == "evt_1")
        let good = WebhookAttempt(number: 3, status: 200, error: nil, milliseconds: 1, createdAt: clock.wallClock)
        try await shelf.deliveries.end(third, good, as: .delivered, patience: patience)
        let detail = try await shelf.deliveries.delivery(id, of: "all")
        #expect(detail.delivery.status == .delivered && detail.attempts.map(\.status) == [500, 500, 200])
        #expect(try await shelf.endpoints.endpoint("all").failingSince == nil)
    }

    @Test(arguments: SQLDialect.allCases)
    func whoIsGoneOrFailsForDaysIsDisabledWithALineInTheAuditLog(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("gone", shelf)
        try await shelf.deliveries.write(event())
        let work = try await shelf.deliveries.claim { _, _ in 4 }[0]
        #expect(try await shelf.deliveries.end(work, failure(1), as: .gone, patience: patience) == .gone)
        #expect(try await shelf.endpoints.endpoint("gone").disabled == .gone)
        #expect(try await shelf.deliveries.write(event("evt_2")).isEmpty)
        try await shelf.endpoints.delete("gone")

        try await endpoint("bad", shelf)
        for number in 0..<2 { try await shelf.deliveries.write(event("evt_b\(number)")) }
        let both = try await shelf.deliveries.claim { _, _ in 4 }
        #expect(try await shelf.deliveries.end(both[0], failure(1), as: .again(at: 0), patience: patience) == nil)
        clock.advance(by: patience)
        #expect(try await shelf.deliveries.end(both[1], failure(1), as: .again(at: 0), patience: patience) == .failing)
        #expect(try await shelf.deliveries.claim { _, _ in 4 }.isEmpty, "what waits stays")
        var draft = WebhookDraft(try await shelf.endpoints.endpoint("bad"))
        draft.isEnabled = true
        let mended = try await shelf.endpoints.change("bad", to: draft)
        #expect(mended.isEnabled && mended.failingSince == nil)
        #expect(try await shelf.deliveries.claim { _, _ in 4 }.count == 2)
        let lines = try await shelf.database.read {
            try $0.query("SELECT detail FROM audit_log WHERE event = 'webhook.disabled' ORDER BY id").map {
                try $0.text("detail")
            }
        }
        #expect(lines == ["gone", "failing"])
    }

    @Test(arguments: SQLDialect.allCases)
    func bothSecretsSignUntilTheOldOneIsOver(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("all", shelf)
        _ = try await shelf.endpoints.rotate("all", to: Secret("whsec_new"), previousUntil: clock.wallClock + 60)
        #expect(try await shelf.endpoints.secrets(of: "all").map(\.reveal) == ["whsec_new", "whsec_all"])
        clock.advance(by: .seconds(60))
        #expect(try await shelf.endpoints.secrets(of: "all").map(\.reveal) == ["whsec_new"])
        let stored = try await shelf.database.read { try $0.query("SELECT * FROM webhook_endpoints").description }
        #expect(!stored.contains("whsec_"))
    }

    @Test(arguments: SQLDialect.allCases)
    func theLogIsPagedNewestFirstAndPurged(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("all", shelf)
        for number in 0..<5 {
            try await shelf.deliveries.write(event("evt_\(number)"))
            clock.advance(by: .seconds(1))
        }
        let first = try await shelf.deliveries.list(of: "all", limit: 2)
        let rest = try await shelf.deliveries.list(of: "all", before: first.last?.id, limit: 9)
        #expect((first + rest).map(\.eventID) == ["evt_4", "evt_3", "evt_2", "evt_1", "evt_0"])
        #expect(try await shelf.deliveries.list(of: "all", before: "nothing", limit: 9).isEmpty)
        #expect(try await shelf.deliveries.purge(before: clock.wallClock - 3) == 2)
        #expect(try await shelf.deliveries.counts()["all"]?.pending == 3)
        #expect(try await shelf.deliveries.counts()["all"]?.oldestPending == clock.wallClock - 3)
    }

    @Test(arguments: SQLDialect.allCases)
    func anOutageIsToldOnceWhicheverServersNoticeIt(_ dialect: SQLDialect) async throws {
        let shelf = try await shelf(dialect)
        try await endpoint("all", shelf)
        let (one, two) = (
            ChainOutageRepository(database: shelf.database, time: clock),
            ChainOutageRepository(database: shelf.database, time: clock)
        )
        try await one.note("default", isOut: false, telling: event("evt_never_out", .chainRecovered))
        try await one.note("default", isOut: true, telling: event("evt_out", .chainExhausted))
        try await two.note("default", isOut: true, telling: event("evt_out_too", .chainExhausted))
        #expect(try await two.chains() == ["default"])
        try await two.note("default", isOut: false, telling: event("evt_back", .chainRecovered))
        try await one.note("default", isOut: false, telling: event("evt_back_too", .chainRecovered))
        #expect(try await one.chains().isEmpty)
        let told = try await shelf.deliveries.claim { _, _ in 10 }.map(\.delivery.eventID)
        #expect(told.sorted() == ["evt_back", "evt_out"])
    }
}
