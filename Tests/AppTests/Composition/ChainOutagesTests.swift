import Chat
import Foundation
import LanguageModel
import Routing
import Storage
import Synchronization
import TestSupport
import Testing

@testable import App

@Suite final class ChainOutagesTests: Sendable {
    private let clock = TestClock()
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path
    private let told = Mutex<[WebhookEventType]>([])

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let lead = ModelIdentifier(provider: "sim", model: "lead")
    private static let second = ModelIdentifier(provider: "sim", model: "second")

    private func chain(_ models: [ModelIdentifier] = [lead, second], name: String = "default") -> Chain {
        Chain(
            name: name,
            models: models.map {
                ChainModel(id: $0, name: $0.model, provider: ScriptedProvider(clock: clock) { _, _ in .says("") })
            })
    }

    private func ask(_ chain: Chain) -> Ask {
        Ask(requestID: "r", surface: .page, chain: chain, request: ChatRequest(messages: [Message(.user, "?")]), streamed: false)
    }

    private func outages(_ database: any Database) -> ChainOutages {
        ChainOutages(
            directory: ChainDirectory([chain()]), repository: ChainOutageRepository(database: database, time: clock), time: clock,
            tell: { event in self.told.withLock { $0.append(event.type) } })
    }

    /// With a listener.
    private func database() async throws -> any Database {
        let database = try await TestDatabase.migrated(.sqlite, in: folder)
        let box = try SecretBox(secretKey: Secret("s"), data: folder)
        _ = try await WebhookRepository(database: database, box: box, time: clock).create(
            WebhookDraft(url: "https://hooks.example/"), id: "whk_1", secret: Secret("s"))
        return database
    }

    private func kept(_ database: any Database) async throws -> [String] {
        try await database.read { session in
            try session.query("SELECT type FROM webhook_events ORDER BY created_at, type").map { try $0.text("type") }
        }
    }

    private let exhausted = Run.refused(.exhausted(Exhaustion(models: [])))
    private let answered: Run = {
        let attempt = Attempt(model: ChainOutagesTests.lead, startedAt: 0, latencyMilliseconds: 1)
        let answer = Answer(
            text: "Yes.", model: ChainOutagesTests.lead, finishReason: .stop, usage: Usage(), attempts: [attempt],
            firstContentLatency: .zero, latency: .zero)
        var run = Run.said(answer)
        run.attempts = [attempt]
        return run
    }()

    @Test func anOutageIsToldOnceAndItsEndOnce() async throws {
        let database = try await database()
        let outages = outages(database)
        outages.ended(answered, of: ask(chain()))
        try await outages.settle()
        #expect(try await kept(database).isEmpty)
        for _ in 0..<3 { outages.ended(exhausted, of: ask(chain())) }
        try await outages.settle()
        outages.ended(exhausted, of: ask(chain()))
        try await outages.settle()
        #expect(try await kept(database) == ["chain.exhausted"])
        for _ in 0..<3 { outages.ended(answered, of: ask(chain())) }
        try await outages.settle()
        #expect(try await kept(database) == ["chain.exhausted", "chain.recovered"])
    }

    @Test func oneThatEndsBeforeItIsPutOnRecordIsToldWithItsEnd() async throws {
        let database = try await database()
        let outages = outages(database)
        outages.ended(exhausted, of: ask(chain()))
        outages.changed(Self.second, .closed)
        try await outages.settle()
        #expect(try await kept(database) == ["chain.exhausted", "chain.recovered"])
    }

    @Test func answersThatNoModelWasAskedForEndNoOutage() async throws {
        let database = try await database()
        let outages = outages(database)
        outages.ended(exhausted, of: ask(chain()))
        let answer = try answered.result.get()
        outages.ended(.again(answer), of: ask(chain()))
        outages.ended(.said(answer), of: ask(chain()))
        try await outages.settle()
        #expect(try await kept(database) == ["chain.exhausted"])
    }

    @Test func whoMayNotAskAllModelsFindsNoChainOut() async throws {
        let database = try await database()
        let outages = outages(database)
        outages.ended(exhausted, of: ask(chain([Self.second])))
        outages.ended(exhausted, of: ask(chain([Self.lead], name: "sim:lead")))
        try await outages.settle()
        #expect(try await kept(database).isEmpty)
        outages.ended(exhausted, of: ask(chain([Self.second, Self.lead])))
        try await outages.settle()
        #expect(try await kept(database) == ["chain.exhausted"], "in whatever order")
    }

    @Test func anotherServerOrTheSameStartedAnewTellsTheEnd() async throws {
        let database = try await database()
        let first = outages(database)
        first.ended(exhausted, of: ask(chain()))
        try await first.settle()
        let second = outages(database)
        try await second.settle()
        second.ended(exhausted, of: ask(chain()))
        try await second.settle()
        #expect(try await kept(database) == ["chain.exhausted"])
        second.ended(answered, of: ask(chain()))
        try await second.settle()
        try await first.settle()
        first.ended(answered, of: ask(chain()))
        try await first.settle()
        #expect(try await kept(database) == ["chain.exhausted", "chain.recovered"])
    }

    @Test func aDatabaseThatIsAwayLosesNothing() async throws {
        let database = try await database()
        let outages = outages(database)
        try await database.write { try $0.execute("ALTER TABLE chain_outages RENAME TO elsewhere") }
        outages.ended(exhausted, of: ask(chain()))
        await #expect(throws: StorageError.self) { try await outages.settle() }
        try await database.write { try $0.execute("ALTER TABLE elsewhere RENAME TO chain_outages") }
        try await outages.settle()
        #expect(try await kept(database) == ["chain.exhausted"])
    }

    @Test func aModelThatProbesInVainHasOpenedOnce() async throws {
        let outages = outages(try await database())
        let open = Breaker.Phase.open(until: .seconds(1), reason: .reset)
        for phase in [open, .halfOpen(reason: .reset), open, .closed, open] { outages.changed(Self.lead, phase) }
        #expect(told.withLock { $0 } == [.breakerOpened, .breakerOpened])
    }
}
