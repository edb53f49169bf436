import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct PublicKeyTests {
    private func make(
        _ fixture: AccountFixture, _ terms: PublicKeyTerms = PublicKeyTerms(origins: ["https://shop.example"]), user: User? = nil,
        perMinute: Int? = nil, expiresIn: Double? = nil
    ) async throws -> APIKey {
        let now = fixture.clock.wallClock
        return try await fixture.services.keys.createPublic(
            name: "shop", terms: terms, userID: user?.id, expiresAt: expiresIn.map { now + $0 }, now: now,
            requestsPerMinute: perMinute, visit: Visit())
    }

    private func principal(_ key: APIKey, _ fixture: AccountFixture) async throws -> Principal {
        try await fixture.services.authenticator.principal(bearer: key.publicTerms?.key ?? "")
    }

    @Test(arguments: [
        ("https://shop.example", "https://shop.example"), ("HTTPS://Shop.Example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"), ("http://localhost:8080", "http://localhost:8080"),
        ("http://a.example:80", "http://a.example"), ("https://[::1]:8443", "https://[::1]:8443"),
        ("null", nil), ("*", nil), ("shop.example", nil), ("https://*.example", nil), ("https://shop.example/path", nil),
        ("ftp://shop.example", nil), ("https://user@shop.example", nil), ("https://a.example:0", nil),
        ("https://a.example:70000", nil), ("https://a b", nil), ("", nil), ("https://.", nil),
    ])
    func writesOriginsAsBrowsersDo(text: String, origin: String?) {
        #expect(WebOrigin.normal(text) == origin)
    }

    @Test func isShownAgainAndKeepsItsTerms() async throws {
        let fixture = try await AccountFixture()
        let terms = PublicKeyTerms(
            origins: ["https://Shop.example:443/", "http://localhost:1"], assistantID: "clerk", collectionIDs: ["a", "b"],
            visitorRequestsPerMinute: 3)
        let made = try await make(fixture, terms)
        let listed = try await fixture.services.keys.list(userID: nil)
        #expect(listed == [made])
        #expect(made.publicTerms?.key?.hasPrefix("pk_") == true)
        #expect(made.publicTerms?.origins == ["https://shop.example", "http://localhost:1"])
        #expect(made.publicTerms?.collectionIDs == ["a", "b"])
        let principal = try await principal(made, fixture)
        #expect(principal.proof == .publicKey && principal.publicTerms == made.publicTerms)
        #expect(principal.scopes == [.chat] && principal.userID == nil && principal.role == nil && !principal.isAdmin)
        #expect(try await fixture.events() == ["key.created"])
    }

    @Test func needsAnOrigin() async throws {
        let fixture = try await AccountFixture()
        for origins in [[], ["*"], ["null"], ["https://a.example", "b.example"]] {
            await #expect(throws: AccountError.self) { try await make(fixture, PublicKeyTerms(origins: origins)) }
        }
        await #expect(throws: AccountError.self) {
            try await make(fixture, PublicKeyTerms(origins: ["https://a.example"], visitorRequestsPerMinute: 0))
        }
        #expect(try await fixture.services.keys.list(userID: nil).isEmpty)
    }

    @Test func canDoNothingThatItsOwnerCanAndEndsWithThem() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada", role: .admin)
        _ = try await fixture.add("eve", role: .admin)
        let key = try await make(fixture, user: ada)
        #expect(try await principal(key, fixture).userID == nil)
        _ = try await fixture.services.users.change(ada.id, UserChange(isDisabled: true), visit: Visit())
        await #expect(throws: AuthenticationError.unknownKey) { try await principal(key, fixture) }
    }

    @Test func originsCountWhileTheirKeyDoes() async throws {
        let fixture = try await AccountFixture()
        let origins = fixture.services.publicOrigins
        #expect(await !origins.contains("https://shop.example"))
        let first = try await make(fixture)
        #expect(await origins.contains("https://shop.example"))
        try await fixture.services.keys.revoke(first.id, userID: nil, visit: Visit())
        #expect(await !origins.contains("https://shop.example"))
        _ = try await make(fixture, expiresIn: 60)
        #expect(await origins.contains("https://shop.example"))
        fixture.clock.advance(by: .seconds(61))
        #expect(await !origins.contains("https://shop.example"))
    }

    @Test func oneVisitorDoesNotUseUpWhatAllHave() async throws {
        let fixture = try await AccountFixture()
        let key = try await make(
            fixture, PublicKeyTerms(origins: ["https://shop.example"], visitorRequestsPerMinute: 2), perMinute: 3)
        let principal = try await principal(key, fixture)
        let authenticator = fixture.services.authenticator
        func ask(_ address: String) -> Bool? { authenticator.count(principal, of: Visit(address: address))?.isAllowed }
        #expect([ask("192.0.2.1"), ask("192.0.2.1"), ask("192.0.2.1"), ask("192.0.2.1")] == [true, true, false, false])
        #expect([ask("192.0.2.2"), ask("192.0.2.3")] == [true, false])
        #expect(authenticator.count(principal) == nil)
    }
}
