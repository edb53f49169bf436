import Accounts
import LanguageModel
import TestSupport
import Testing

@Suite struct CredentialCacheTests {
    private let clock = TestClock()

    @Test func asksOnceWhileItRemembers() async throws {
        let cache = CredentialCache(lifetime: .seconds(5), time: clock)
        let found = Principal(proof: .key, owner: "key-1", keyID: "key-1", scopes: [.chat])
        #expect(try await cache.principal(of: "us-1") { found } == found)
        #expect(try await cache.principal(of: "us-1") { nil } == found)
    }

    @Test func asksAgainAfterItsLifetime() async throws {
        let cache = CredentialCache(lifetime: .seconds(5), time: clock)
        _ = try await cache.principal(of: "us-1") { .visitor(browser: "browser-1") }
        clock.advance(by: .seconds(5))
        #expect(try await cache.principal(of: "us-1") { nil } == nil)
    }

    @Test func doesNotRememberThatNobodyOwnsACredential() async throws {
        let cache = CredentialCache(time: clock)
        #expect(try await cache.principal(of: "us-1") { nil } == nil)
        #expect(try await cache.principal(of: "us-1") { .visitor(browser: "browser-1") }?.owner == "browser-1")
    }
}
