import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct KeyDeskTests {
    private func make(
        _ fixture: AccountFixture, user: User? = nil, scopes: Set<Scope>? = nil, granted: Set<Scope> = Set(Scope.allCases),
        expiresIn: Double? = nil, limit: Int? = nil
    ) async throws -> (key: APIKey, plain: Secret) {
        let now = fixture.clock.wallClock
        return try await fixture.services.keys.create(
            name: "k", userID: user?.id, scopes: scopes, granted: granted, expiresAt: expiresIn.map { now + $0 }, now: now,
            requestsPerMinute: limit, visit: Visit())
    }

    @Test func aKeyIsItsOwnersAndDoesWhatItWasMadeFor() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let (key, plain) = try await make(fixture, user: ada, scopes: [.chat])
        let principal = try await fixture.services.authenticator.principal(bearer: plain.reveal)
        #expect(principal.owner == ada.id)
        #expect(principal.keyID == key.id)
        #expect(principal.scopes == [.chat])
        #expect(principal.proof == .key)
    }

    @Test func aKeyWithoutOwnerIsItsOwn() async throws {
        let fixture = try await AccountFixture()
        let (key, plain) = try await make(fixture)
        let principal = try await fixture.services.authenticator.principal(bearer: plain.reveal)
        #expect(principal.owner == key.id)
        #expect(principal.userID == nil)
        #expect(principal.scopes == Scope.ofPlainKeys)
    }

    @Test func aKeyCanDoNothingThatItsOwnerCannotDoAnyMore() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let plain = try await make(fixture, user: ada).plain.reveal
        _ = try await fixture.services.users.change(ada.id, UserChange(role: .viewer), visit: Visit())
        #expect(try await fixture.services.authenticator.principal(bearer: plain).scopes == [.models, .read])
    }

    @Test func nobodyGivesAwayWhatTheyDoNotHave() async throws {
        let fixture = try await AccountFixture()
        await #expect(throws: AccountError.scopeNotYours("admin")) {
            try await make(fixture, scopes: [.admin, .chat], granted: UserRole.member.scopes)
        }
        let key = try await make(fixture, granted: UserRole.viewer.scopes).key
        #expect(key.scopes == ["models", "read"])
    }

    @Test func aKeyExpires() async throws {
        let fixture = try await AccountFixture()
        let plain = try await make(fixture, expiresIn: 60).plain.reveal
        _ = try await fixture.services.authenticator.principal(bearer: plain)
        fixture.clock.advance(by: .seconds(60))
        await #expect(throws: AuthenticationError.unknownKey) {
            try await fixture.services.authenticator.principal(bearer: plain)
        }
        await #expect(throws: AccountError.invalid(field: "expires_at", reason: "must be in the future")) {
            try await make(fixture, expiresIn: 0)
        }
    }

    @Test func aRevokedKeyIsRefusedAtOnce() async throws {
        let fixture = try await AccountFixture()
        let (ada, eve) = (try await fixture.add("ada"), try await fixture.add("eve"))
        let (key, plain) = try await make(fixture, user: ada)
        _ = try await fixture.services.authenticator.principal(bearer: plain.reveal)
        await #expect(throws: AccountError.notFound) {
            try await fixture.services.keys.revoke(key.id, userID: eve.id, visit: Visit())
        }
        #expect(try await fixture.services.keys.list(userID: eve.id) == [])
        try await fixture.services.keys.revoke(key.id, userID: ada.id, visit: Visit())
        await #expect(throws: AuthenticationError.unknownKey) {
            try await fixture.services.authenticator.principal(bearer: plain.reveal)
        }
    }

    @Test func aKeyIsCountedAgainstItsLimit() async throws {
        let fixture = try await AccountFixture()
        let (limited, free) = (try await make(fixture, limit: 2).plain.reveal, try await make(fixture).plain.reveal)
        let authenticator = fixture.services.authenticator
        let principal = try await authenticator.principal(bearer: limited)
        #expect(authenticator.count(principal)?.isAllowed == true)
        #expect(authenticator.count(principal)?.isAllowed == true)
        #expect(authenticator.count(principal)?.isAllowed == false)
        #expect(authenticator.count(try await authenticator.principal(bearer: free)) == nil)
        fixture.clock.advance(by: .seconds(30))
        #expect(authenticator.count(principal)?.isAllowed == true)
    }

    @Test func theAuditLogIsOnlyAddedTo() async throws {
        let fixture = try await AccountFixture()
        _ = try await make(fixture, scopes: [.chat])
        for statement in ["UPDATE audit_log SET event = 'x'", "DELETE FROM audit_log"] {
            await #expect(throws: StorageError.self) { try await fixture.database.write { _ = try $0.execute(statement) } }
        }
        let entries = try await fixture.services.audit.list(limit: 10)
        #expect(entries.map(\.event) == ["key.created"])
        #expect(entries.first?.detail == "chat")
        #expect(try await fixture.services.audit.list(before: entries.first?.id, limit: 10) == [])
        #expect(try await fixture.services.audit.list(event: "login.failed", limit: 10) == [])
    }
}
