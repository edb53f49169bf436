import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct ErasureDeskTests {
    private func fixture() async throws -> AccountFixture {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("root", role: .admin)
        return fixture
    }

    @Test func whoeverDeletesThemselvesIsGone() async throws {
        let fixture = try await fixture()
        let ada = try await fixture.add("ada", email: "ada@example.com")
        let tokens = try await fixture.logIn("ada")
        let key = try await fixture.services.keys.create(
            name: "ada's key", userID: ada.id, scopes: nil, granted: ada.role.scopes, expiresAt: nil, now: 0,
            requestsPerMinute: nil, visit: Visit(actorID: ada.id, address: "192.0.2.1"))
        let authenticator = fixture.services.authenticator
        _ = try await authenticator.principal(bearer: tokens.access.reveal)
        _ = try await authenticator.principal(bearer: key.plain.reveal)

        try await fixture.services.erasure.check("ada's password", of: ada.id)
        try await fixture.services.erasure.delete(ada.id, visit: Visit(actorID: ada.id, address: "192.0.2.1"))

        await #expect(throws: AuthenticationError.revokedToken) {
            try await authenticator.principal(bearer: tokens.access.reveal)
        }
        await #expect(throws: AuthenticationError.unknownKey) { try await authenticator.principal(bearer: key.plain.reveal) }
        await #expect(throws: AccountError.wrongCredentials) { try await fixture.logIn("ada") }
        #expect(try await fixture.events().last == "login.failed")
        let entries = try await fixture.services.audit.list(limit: 100).filter { $0.actorID == ada.id || $0.subjectID == ada.id }
        #expect(entries.contains { $0.event == "user.deleted" && $0.detail == "by themselves" })
        #expect(entries.allSatisfy { $0.address == nil })
        // The name is free again, and leads to somebody else.
        #expect(try await fixture.add("ada").id != ada.id)
    }

    @Test func aWrongPasswordDeletesNothingAndTriesAreCounted() async throws {
        let fixture = try await fixture()
        let ada = try await fixture.add("ada")
        for _ in 0..<10 {
            await #expect(throws: AccountError.wrongCredentials) {
                try await fixture.services.erasure.check("a guess", of: ada.id)
            }
        }
        do {
            try await fixture.services.erasure.check("ada's password", of: ada.id)
            Issue.record("tries are not counted")
        } catch AccountError.throttled {}
        #expect(try await fixture.services.users.user(ada.id) == ada)
    }

    @Test func theLastAdminStays() async throws {
        let fixture = try await fixture()
        let root = try await fixture.services.users.user(named: "root")
        await #expect(throws: AccountError.lastAdmin) { try await fixture.services.erasure.check("root's password", of: root.id) }
        await #expect(throws: AccountError.lastAdmin) { try await fixture.services.erasure.delete(root.id, visit: Visit()) }
        #expect(try await fixture.services.users.user(root.id) == root)
        let second = try await fixture.add("second", role: .admin)
        try await fixture.services.erasure.delete(root.id, visit: Visit(actorID: second.id, address: "192.0.2.9"))
        let entry = try await fixture.services.audit.list(event: "user.deleted", limit: 1).first
        #expect(entry?.actorID == second.id && entry?.address == "192.0.2.9" && entry?.detail == nil)
    }

    @Test(arguments: SQLDialect.allCases)
    func ofTwoAdminsWhoGoAtOnceOneStays(dialect: SQLDialect) async throws {
        let fixture = try await AccountFixture(dialect)
        let services = fixture.services
        _ = try await fixture.add("root", role: .admin)
        for round in 1...5 {
            let second = try await fixture.add("second\(round)", role: .admin)
            let first = try #require(try await services.users.list().first { $0.role == .admin && $0.id != second.id })
            async let gone = isDone { try await services.erasure.delete(first.id, visit: Visit()) }
            async let changed = isDone {
                if round.isMultiple(of: 2) {
                    try await services.erasure.delete(second.id, visit: Visit())
                } else {
                    _ = try await services.users.change(second.id, UserChange(role: .viewer), visit: Visit())
                }
            }
            #expect(try await [gone, changed].filter { $0 }.count == 1)
            #expect(try await services.users.list().filter { $0.role == .admin }.count == 1)
        }
    }

    /// Whether the last admin was left where they are.
    private func isDone(_ body: @Sendable () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            return true
        } catch AccountError.lastAdmin {
            return false
        }
    }

    @Test func nobodyCanBeDeletedTwice() async throws {
        let fixture = try await fixture()
        let ada = try await fixture.add("ada")
        try await fixture.services.erasure.delete(ada.id, visit: Visit())
        await #expect(throws: AccountError.notFound) { try await fixture.services.erasure.delete(ada.id, visit: Visit()) }
    }
}
