import Foundation
import LanguageModel
import NIOCore
import Notices
import Providers
import Storage
import Synchronization
import TestSupport
import Testing

/// A receiver that answers in the order of its script, and 204 when that is at its end.
private final class Receiver: Transport {
    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)] = []
    }

    let posts = Mutex<[TransportRequest]>([])
    private let script: Mutex<[Answer]>

    init(_ script: [Answer] = []) { self.script = Mutex(script) }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        posts.withLock { $0.append(request) }
        let answer = script.withLock { $0.isEmpty ? Answer(status: 204) : $0.removeFirst() }
        return TransportResponse(status: answer.status, headers: answer.headers, body: TransportBody(AsyncStream { $0.finish() }))
    }

    var ids: [String] {
        posts.withLock { $0.map { $0.headers.first { $0.name == "webhook-id" }?.value ?? "" } }
    }
}

/// One that takes what is sent and never answers.
private struct SilentReceiver: Transport {
    func send(_ request: TransportRequest) async throws -> TransportResponse {
        try await Task.sleep(for: .seconds(3600))
        throw CancellationError()
    }
}

/// Those named slow take what is sent and never answer.
private struct SlowReceivers: Transport {
    let quick: Receiver

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        request.url.contains("slow") ? try await SilentReceiver().send(request) : try await quick.send(request)
    }
}

/// A folder that goes away with the test.
private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct WebhookDeliveryTests {
    private let clock = TestClock()
    private let folder = Folder()

    private struct Office {
        var desk: WebhookDesk
        var deliverer: WebhookDeliverer
        var deliveries: WebhookDeliveryRepository
        var reports: Reports
    }

    private final class Reports: Sendable {
        let all = Mutex<[WebhookReport]>([])
    }

    private func office(
        _ transport: any Transport, allowsLocal: Bool = false,
        lookUp: @escaping @Sendable (String) async throws -> [String] = { _ in ["93.184.216.34"] }
    ) async throws -> Office {
        let database = try await TestDatabase.migrated(.sqlite, in: folder.path)
        let box = try SecretBox(secretKey: Secret("s"), data: folder.path)
        let endpoints = WebhookRepository(database: database, box: box, time: clock)
        let deliveries = WebhookDeliveryRepository(database: database, worker: "w", time: clock)
        let post = WebhookPost(transport: transport, lookUp: lookUp, time: clock)
        let reports = Reports()
        return Office(
            desk: WebhookDesk(endpoints: endpoints, deliveries: deliveries, post: post, allowsLocal: allowsLocal, time: clock),
            deliverer: WebhookDeliverer(
                endpoints: endpoints, deliveries: deliveries, post: post, allowsLocal: allowsLocal, time: clock, jitter: { 0.5 },
                report: { report in reports.all.withLock { $0.append(report) } }),
            deliveries: deliveries, reports: reports)
    }

    private let draft = WebhookDraft(url: "https://hooks.example/in")

    @Test func triesAgainWithTheSameIDUntilItIsTaken() async throws {
        let receiver = Receiver([.init(status: 500), .init(status: 302, headers: [("location", "http://127.0.0.1/")])])
        let office = try await office(receiver)
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        #expect(try await office.deliverer.deliverDue() == 1)
        #expect(try await office.deliverer.deliverDue() == 0)
        clock.advance(by: .seconds(5))
        #expect(try await office.deliverer.deliverDue() == 1)
        clock.advance(by: .seconds(30))
        #expect(try await office.deliverer.deliverDue() == 1)
        let posts = receiver.posts.withLock { $0 }
        #expect(receiver.ids == Array(repeating: test.eventID, count: 3))
        #expect(
            posts.allSatisfy { $0.url == "https://hooks.example/in" && $0.address == "93.184.216.34" }, "no redirect is followed")
        let detail = try await office.desk.delivery(test.id, of: made.endpoint.id)
        #expect(detail.delivery.status == .delivered && detail.attempts.map(\.status) == [500, 302, 204])
        #expect(office.reports.all.withLock { $0.map(\.result) } == [.retry, .retry, .delivered])
    }

    @Test func eachAttemptIsSignedAnewWithItsOwnMoment() async throws {
        let receiver = Receiver([.init(status: 500)])
        let office = try await office(receiver)
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        _ = try await office.deliverer.deliverDue()
        clock.advance(by: .seconds(5))
        _ = try await office.desk.rotate(made.endpoint.id)
        _ = try await office.deliverer.deliverDue()
        let headers = receiver.posts.withLock { posts in
            posts.map { Dictionary($0.headers.map { ($0.name, $0.value) }) { first, _ in first } }
        }
        #expect(headers.map { $0["webhook-timestamp"] } == ["1700000000", "1700000005"])
        let detail = try await office.desk.delivery(test.id, of: made.endpoint.id)
        let old = WebhookSignature(secret: made.secret)
        #expect(headers[0]["webhook-signature"] == old.header(id: test.eventID, timestamp: 1_700_000_000, body: detail.payload))
        let signatures = headers[1]["webhook-signature"]?.split(separator: " ").map(String.init) ?? []
        #expect(signatures.count == 2, "the new secret's and the old one's")
        #expect(signatures.last == old.header(id: test.eventID, timestamp: 1_700_000_005, body: detail.payload))
    }

    @Test func anAddressIsCheckedAtEachDelivery() async throws {
        let answers = Mutex([["93.184.216.34"], ["10.0.0.7"], ["93.184.216.34", "169.254.169.254"], ["93.184.216.99"]])
        let receiver = Receiver()
        let office = try await office(receiver, lookUp: { _ in answers.withLock { $0.removeFirst() } })
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        for wait in [5, 30, 0] {
            _ = try await office.deliverer.deliverDue()
            clock.advance(by: .seconds(wait))
        }
        #expect(receiver.posts.withLock { $0.map(\.address) } == ["93.184.216.99"], "and gone to, and no other")
        let detail = try await office.desk.delivery(test.id, of: made.endpoint.id)
        #expect(detail.attempts.map(\.status) == [nil, nil, 204])
        #expect(detail.attempts[0].error?.contains("inside of a network") == true)
    }

    @Test(arguments: [
        ("http://hooks.example/", ["93.184.216.34"]), ("https://127.0.0.1/", ["127.0.0.1"]), ("https://[::1]/", ["::1"]),
        ("https://meta.example/", ["169.254.169.254"]), ("https://hooks.example/", []), ("https://localhost/", ["93.184.216.34"]),
        ("ftp://hooks.example/", ["93.184.216.34"]), ("https://ada:secret@hooks.example/", ["93.184.216.34"]), ("", []),
        ("https://hooks.example/\nx", ["93.184.216.34"]),
    ])
    func takesNoAddressThatIsNotOnTheInternet(url: String, addresses: [String]) async throws {
        let office = try await office(Receiver(), lookUp: { _ in addresses })
        let error = await #expect(throws: WebhookError.self) { try await office.desk.create(WebhookDraft(url: url)) }
        guard case .invalid(field: "url", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aLocalAddressNeedsTheConfigurationAndTheEndpointToSayIt() async throws {
        let local = WebhookDraft(url: "http://127.0.0.1:9/", allowsLocal: true)
        let strict = try await office(Receiver())
        await #expect(
            throws: WebhookError.invalid(field: "allow_local", reason: "needs webhooks.allow_local in the configuration")
        ) { try await strict.desk.create(local) }
        let receiver = Receiver()
        let lab = try await office(receiver, allowsLocal: true)
        await #expect(throws: WebhookError.self) { try await lab.desk.create(WebhookDraft(url: "https://127.0.0.1:9/")) }
        let made = try await lab.desk.create(local)
        _ = try await lab.desk.test(made.endpoint.id)
        _ = try await lab.deliverer.deliverDue()
        #expect(receiver.posts.withLock { $0.count } == 1)
    }

    @Test func oneThatNeverAnswersIsLeftAfterFifteenSeconds() async throws {
        let office = try await office(SilentReceiver())
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        async let attempts = office.deliverer.deliverDue()
        await clock.settle(sleepers: 1)
        clock.advance(by: .seconds(15))
        #expect(try await attempts == 1)
        let detail = try await office.desk.delivery(test.id, of: made.endpoint.id)
        #expect(detail.delivery.status == .pending && detail.attempts.first?.error?.contains("within 15 s") == true)
    }

    @Test func afterTheLastAttemptItIsDeadAndCanBeSentAgain() async throws {
        let receiver = Receiver(Array(repeating: .init(status: 500), count: 9))
        let office = try await office(receiver)
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        for wait in WebhookSchedule.waits + [.seconds(24 * 3600)] {
            #expect(try await office.deliverer.deliverDue() == 1)
            clock.advance(by: wait)
        }
        #expect(try await office.deliverer.deliverDue() == 0)
        #expect(try await office.desk.endpoint(made.endpoint.id).counts.dead == 1)
        #expect(try await office.desk.replayDead(of: made.endpoint.id) == 1)
        #expect(try await office.deliverer.deliverDue() == 1)
        #expect(try await office.desk.delivery(test.id, of: made.endpoint.id).delivery.status == .delivered)
        #expect(Set(receiver.ids) == [test.eventID])
    }

    @Test func oneThatIsGoneIsDisabledAndToldNothing() async throws {
        let office = try await office(Receiver([.init(status: 410)]))
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        _ = try await office.deliverer.deliverDue()
        #expect(try await office.desk.endpoint(made.endpoint.id).endpoint.disabled == .gone)
        #expect(office.reports.all.withLock { $0.last?.disabled } == .gone)
        await #expect(throws: WebhookError.disabled) { try await office.desk.test(made.endpoint.id) }
        await #expect(throws: WebhookError.disabled) { try await office.desk.replay(test.id, of: made.endpoint.id) }
        let enabled = try await office.desk.change(made.endpoint.id) { $0.isEnabled = true }
        #expect(enabled.isEnabled)
        #expect(try await office.desk.replay(test.id, of: made.endpoint.id).status == .pending)
    }

    @Test func aBusyReceiverIsAskedWhenItSaysSo() async throws {
        let office = try await office(Receiver([.init(status: 429, headers: [("retry-after", "77")])]))
        let made = try await office.desk.create(draft)
        let test = try await office.desk.test(made.endpoint.id)
        _ = try await office.deliverer.deliverDue()
        #expect(try await office.desk.delivery(test.id, of: made.endpoint.id).delivery.dueAt == clock.wallClock + 77)
    }

    @Test func unknownEventsAreRefusedWithTheNearest() async throws {
        let office = try await office(Receiver())
        await #expect(
            throws: WebhookError.invalid(
                field: "events", reason: "names the unknown event \"document.redy\"; did you mean \"document.ready\"?")
        ) { try await office.desk.create(WebhookDraft(url: "https://hooks.example/", events: ["document.redy"])) }
    }

    @Test func manyDeliveriesToOneHoldUpNobodyElse() async throws {
        let office = try await office(Receiver())
        let slow = try await office.desk.create(draft).endpoint.id
        let quick = try await office.desk.create(WebhookDraft(url: "https://quick.example/")).endpoint.id
        for _ in 0..<40 { _ = try await office.desk.test(slow) }
        _ = try await office.desk.test(quick)
        #expect(try await office.deliverer.deliverDue() == WebhookDeliverer.mostForOne + 1)
        #expect(try await office.desk.endpoint(quick).counts.delivered == 1)
    }

    @Test func slowReceiversHoldUpNobodyElseHoweverManyTheyAre() async throws {
        let quick = Receiver()
        let office = try await office(SlowReceivers(quick: quick))
        for number in 0..<WebhookDeliverer.mostForAll / WebhookDeliverer.mostForOne {
            let slow = try await office.desk.create(WebhookDraft(url: "https://slow\(number).example/")).endpoint.id
            for _ in 0..<WebhookDeliverer.mostForOne + 1 { _ = try await office.desk.test(slow) }
        }
        let waiting = Task { try await office.deliverer.deliverDue() }
        await clock.settle(sleepers: WebhookDeliverer.mostForAll)
        let late = try await office.desk.create(WebhookDraft(url: "https://quick.example/")).endpoint.id
        for _ in 0..<3 { _ = try await office.desk.test(late) }
        #expect(try await office.deliverer.deliverDue() == 1, "one of its own, and none of theirs")
        #expect(try await office.desk.endpoint(late).counts.delivered == 1)
        waiting.cancel()
        _ = try await waiting.value
    }
}
