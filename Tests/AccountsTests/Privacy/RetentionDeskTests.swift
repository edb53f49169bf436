import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct RetentionDeskTests {
    let fixture: AccountFixture
    let desk: RetentionDesk
    let conversations: ConversationRepository

    init() async throws {
        fixture = try await AccountFixture()
        let retention = RetentionRepository(database: fixture.database, time: fixture.clock)
        desk = RetentionDesk(
            policy: RetentionPolicy(limits: [.visitor: .seconds(30 * 86_400)]), repository: retention,
            data: fixture.services.personal, audit: fixture.services.audit, time: fixture.clock)
        conversations = ConversationRepository(database: fixture.database, time: fixture.clock)
        _ = try await conversations.create(id: "visitor's", owner: "browser-1", title: "hello")
        _ = try await conversations.create(id: "member's", owner: try await fixture.add("ada").id, title: "hello")
    }

    @Test func putsCountsAloneOnRecord() async throws {
        fixture.clock.advance(by: .seconds(31 * 86_400))
        let counted = try await desk.purge(dryRun: true, visit: Visit(actorID: "command-line"))
        #expect(counted.total == PurgeCount(conversations: 1) && counted.isDryRun)
        #expect(try await !fixture.events().contains("data.purged"))
        #expect(try await desk.purge(visit: Visit(actorID: "command-line")).total == PurgeCount(conversations: 1))
        let entry = try await fixture.services.audit.list(event: "data.purged", limit: 1).first
        #expect(entry?.actorID == "command-line")
        #expect(entry?.detail == "visitor: 1 conversations, 0 messages, 0 suggestions")
        let left = try await fixture.database.read { try $0.query("SELECT id FROM conversations").map { try $0.text("id") } }
        #expect(left == ["member's"])
    }

    @Test func whatIsInTimeStays() async throws {
        fixture.clock.advance(by: .seconds(29 * 86_400))
        #expect(try await desk.purge(visit: Visit()).total.isNothing)
        #expect(try await !fixture.events().contains("data.purged"))
    }

    @Test func isDueOnceAnHour() async throws {
        fixture.clock.advance(by: .seconds(31 * 86_400))
        #expect(try await desk.purgeWhenDue()?.total == PurgeCount(conversations: 1))
        #expect(try await desk.purgeWhenDue() == nil)
        fixture.clock.advance(by: .seconds(3601))
        #expect(try await desk.purgeWhenDue()?.total.isNothing == true)
    }
}
