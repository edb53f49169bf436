import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct LoginTests {
    @Test(arguments: ["ada", "ADA ", "ada@example.com", "Ada@Example.com"])
    func logsInByUsernameOrAddress(name: String) async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada", email: "Ada@example.com")
        let tokens = try await fixture.services.logins.logIn(name: name, password: "ada's password", visit: Visit())
        #expect(tokens.user.id == ada.id)
        #expect(tokens.expiresIn == .seconds(900))
        let principal = try await fixture.services.authenticator.principal(bearer: tokens.access.reveal)
        #expect(principal.owner == ada.id)
        #expect(principal.userID == ada.id)
        #expect(principal.role == .member)
        #expect(principal.proof == .token)
        #expect(try await fixture.services.users.user(ada.id).lastLoginAt == fixture.clock.wallClock)
    }

    @Test(arguments: [("ada", "wrong password"), ("nobody", "ada's password"), ("", ""), ("ada", "")])
    func aWrongNameAndAWrongPasswordLookAlike(name: String, password: String) async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        await #expect(throws: AccountError.wrongCredentials) {
            try await fixture.services.logins.logIn(name: name, password: password, visit: Visit())
        }
        #expect(try await fixture.events().last == "login.failed")
    }

    @Test func whatWasTypedAsANameIsNotPutOnRecord() async throws {
        let fixture = try await AccountFixture()
        _ = try? await fixture.services.logins.logIn(name: "my secret", password: "x", visit: Visit())
        let entry = try #require(try await fixture.services.audit.list(limit: 1).first)
        #expect(entry.subjectID == nil)
        #expect(entry.detail == "unknown name")
    }

    @Test func aPasswordOfAMegabyteIsRefusedUnhashed() async throws {
        let fixture = try await AccountFixture()
        let password = String(repeating: "x", count: 1 << 20)
        await #expect(throws: AccountError.invalid(field: "password", reason: "must have at most 1024 characters")) {
            try await fixture.services.logins.logIn(name: "ada", password: password, visit: Visit())
        }
    }

    @Test func aClosedAccountIsToldOnlyToWhoHasThePassword() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        _ = try await fixture.services.users.change(ada.id, UserChange(isDisabled: true), visit: Visit())
        await #expect(throws: AccountError.disabled) { try await fixture.logIn("ada") }
        await #expect(throws: AccountError.wrongCredentials) {
            try await fixture.services.logins.logIn(name: "ada", password: "wrong", visit: Visit())
        }
    }

    @Test func tooManyWrongTriesAtAnAccountMustWaitWhereverTheyComeFrom() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        for number in 0..<10 {
            await #expect(throws: AccountError.wrongCredentials) {
                try await fixture.services.logins.logIn(
                    name: "ada", password: "wrong", visit: Visit(address: "192.0.2.\(number)"))
            }
        }
        await #expect(throws: AccountError.throttled(retryAfter: .seconds(30))) {
            try await fixture.logIn("ada", visit: Visit(address: "192.0.2.99"))
        }
        fixture.clock.advance(by: .seconds(30))
        _ = try await fixture.logIn("ada")
    }

    @Test func tooManyWrongTriesFromOneNetworkMustWaitWhoeverTheyAreFor() async throws {
        let fixture = try await AccountFixture()
        for number in 0..<30 {
            await #expect(throws: AccountError.wrongCredentials) {
                try await fixture.services.logins.logIn(
                    name: "user\(number)", password: "wrong", visit: Visit(address: "2001:db8:1:2::\(number)"))
            }
        }
        _ = try await fixture.add("ada")
        await #expect(throws: AccountError.throttled(retryAfter: .seconds(5))) {
            try await fixture.logIn("ada", visit: Visit(address: "2001:db8:1:2:ffff::1"))
        }
        _ = try await fixture.logIn("ada", visit: Visit(address: "2001:db8:1:3::1"))
    }

    @Test func correctLoginsAreNeverTooMany() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        for _ in 0..<60 { _ = try await fixture.logIn("ada") }
    }

    @Test func aBrowserIsKnownByItsCookieUntilItLogsOut() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let (_, cookie) = try await fixture.services.logins.logInBrowser(
            name: "ada", password: "ada's password", visit: Visit())
        let principal = try #require(try await fixture.services.authenticator.principal(cookie: cookie))
        #expect(principal.owner == ada.id)
        #expect(principal.proof == .session)
        #expect(!principal.showedBearer)
        try await fixture.services.logins.logOut(principal, visit: Visit())
        #expect(try await fixture.services.authenticator.principal(cookie: cookie) == nil)
        #expect(try await fixture.services.authenticator.principal(cookie: Secret("no cookie")) == nil)
    }

    @Test func aLoginLastsAsLongAsItMay() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let (_, cookie) = try await fixture.services.logins.logInBrowser(
            name: "ada", password: "ada's password", visit: Visit())
        fixture.clock.advance(by: .seconds(30 * 24 * 3600 - 1))
        #expect(try await fixture.services.authenticator.principal(cookie: cookie) != nil)
        fixture.clock.advance(by: .seconds(10))
        #expect(try await fixture.services.authenticator.principal(cookie: cookie) == nil)
    }

    @Test func noCookieAndNoTokenStandInTheDatabase() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let tokens = try await fixture.logIn("ada")
        let (_, cookie) = try await fixture.services.logins.logInBrowser(
            name: "ada", password: "ada's password", visit: Visit())
        let values = try await fixture.database.read { session in
            try ["users", "sessions", "refresh_tokens", "audit_log"].flatMap { table in
                try session.query("SELECT * FROM \(table)").flatMap { $0.values.compactMap(\.text) }
            }
        }
        for secret in [tokens.access.reveal, tokens.refresh.reveal, cookie.reveal, "ada's password"] {
            #expect(!values.contains { $0.contains(secret) })
        }
    }
}
