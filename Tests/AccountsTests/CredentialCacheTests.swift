import Accounts
import LanguageModel
import Storage
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

    @Test func whatWasKnownGoesOnToCountWhileTheDatabaseIsAway() async throws {
        let cache = CredentialCache(lifetime: .seconds(5), grace: .seconds(600), time: clock)
        _ = try await cache.principal(of: "us-1") { .visitor(browser: "browser-1") }
        clock.advance(by: .seconds(60))
        #expect(try await cache.principal(of: "us-1") { throw StorageError.unavailable("away") }?.owner == "browser-1")
        await #expect(throws: StorageError.unavailable("away")) {
            try await cache.principal(of: "us-2") { throw StorageError.unavailable("away") }
        }
        clock.advance(by: .seconds(600))
        await #expect(throws: StorageError.unavailable("away")) {
            try await cache.principal(of: "us-1") { throw StorageError.unavailable("away") }
        }
    }
}
