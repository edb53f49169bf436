import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

/// What the admin pages ask of accounts.
@Suite struct AdministrationTests {
    @Test func findsPeopleByAnyOfTheirNames() async throws {
        let fixture = try await AccountFixture()
        for name in ["ada", "bob", "100%", "eve_x"] where name != "100%" { _ = try await fixture.add(name) }
        _ = try await fixture.services.users.create(
            NewUser(username: "lovelace", email: "l@example.com", displayName: "Ada L."), password: "long enough", visit: Visit())
        let users = fixture.services.users
        #expect(try await users.list(matching: "ADA").map(\.username) == ["ada", "lovelace"])
        #expect(try await users.list(matching: "example.com").map(\.username) == ["lovelace"])
        #expect(try await users.list(matching: "_").map(\.username) == ["eve_x"])
        #expect(try await users.list(matching: "%").isEmpty)
        #expect(try await users.list(after: "ada", matching: "ada").map(\.username) == ["lovelace"])
    }

    @Test func namesThoseWhoAreUsers() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        #expect(try await fixture.services.users.names(of: [ada.id, "key-1"]) == [ada.id: "ada"])
        #expect(try await fixture.services.users.names(of: []).isEmpty)
    }

    @Test func logsSomebodyOutEverywhere() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let tokens = try await fixture.logIn("ada")
        try await fixture.services.users.endSessions(of: ada.id, visit: Visit(actorID: "root"))
        await #expect(throws: (any Error).self) { try await fixture.services.logins.refresh(tokens.refresh, visit: Visit()) }
        #expect(try await fixture.events().last == "sessions.ended")
        await #expect(throws: AccountError.notFound) {
            try await fixture.services.users.endSessions(of: "nobody", visit: Visit())
        }
    }

    @Test func filtersWhatWasDone() async throws {
        let fixture = try await AccountFixture()
        let audit = fixture.services.audit
        let start = fixture.clock.wallClock
        try await audit.note(.chainChanged, visit: Visit(actorID: "ada"), subject: "default")
        fixture.clock.advance(by: .seconds(100))
        try await audit.note(.userDisabled, visit: Visit(actorID: "bob"), subject: "ada")
        try await audit.note(.clientRemoved, visit: Visit(actorID: "bob"), subject: "openai")
        #expect(try await audit.list(who: "ada", limit: 10).map(\.event) == ["user.disabled", "chain.changed"])
        #expect(try await audit.list(event: "client.removed", limit: 10).map(\.subjectID) == ["openai"])
        #expect(try await audit.list(since: start + 50, limit: 10).count == 2)
        #expect(try await audit.list(until: start + 50, limit: 10).map(\.event) == ["chain.changed"])
        #expect(try await audit.list(event: "user.disabled", who: "bob", since: start + 50, limit: 10).count == 1)
    }
}
