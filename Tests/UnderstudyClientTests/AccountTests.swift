import Foundation
import Synchronization
import Testing

@testable import UnderstudyClient

struct AccountTests {
    private let lapsed = HTTPReply.json(401, #"{"error":{"code":"invalid_token","message":"Lapsed.","request_id":"r"}}"#)
    private let fresh = HTTPReply.json(
        200, #"{"access_token":"new","token_type":"bearer","expires_in":900,"refresh_token":"r2"}"#)

    private func account(
        _ transport: FakeTransport, refreshToken: String? = "r1",
        onRefresh: @escaping @Sendable (AccountTokens) -> Void = { _ in }
    ) throws -> UnderstudyAPI {
        UnderstudyAPI(
            url: try #require(URL(string: "http://understudy.test")),
            tokens: AccountTokens(accessToken: "old", refreshToken: refreshToken), transport: transport, onRefresh: onRefresh)
    }

    @Test func aLoginGivesTokens() async throws {
        let transport = FakeTransport(fresh)
        let tokens = try await UnderstudyAPI(transport, key: nil).login(username: "ada", password: "secret")
        #expect(tokens == AccountTokens(accessToken: "new", refreshToken: "r2", expiresIn: 900))
        #expect(transport.calls.first?.url.path == "/auth/login")
        #expect(transport.calls.first?.json == ["username": "ada", "password": "secret"])
    }

    @Test func tokensAreNotShown() {
        let tokens = AccountTokens(accessToken: "sesame", refreshToken: "sesame")
        var dumped = ""
        dump(tokens, to: &dumped)
        for shown in ["\(tokens)", String(reflecting: tokens), dumped] { #expect(!shown.contains("sesame")) }
    }

    @Test func aLapsedTokenIsRefreshedOnceAndTheCallMadeAgain() async throws {
        let transport = FakeTransport(lapsed, fresh, .json(200, #"{"conversations":[]}"#), .json(200, #"{"conversations":[]}"#))
        let kept = Mutex<[AccountTokens]>([])
        let understudy = try account(transport) { new in kept.withLock { $0.append(new) } }
        #expect(try await understudy.conversations().isEmpty)
        #expect(try await understudy.conversations().isEmpty)
        #expect(
            transport.calls.map(\.url.path) == ["/api/v1/conversations", "/auth/refresh"]
                + Array(repeating: "/api/v1/conversations", count: 2))
        #expect(transport.calls.map { $0.headers["Authorization"] } == ["Bearer old", nil, "Bearer new", "Bearer new"])
        #expect(transport.calls[1].json == ["refresh_token": "r1"])
        #expect(kept.withLock { $0 } == [AccountTokens(accessToken: "new", refreshToken: "r2", expiresIn: 900)])
    }

    @Test func aTokenThatIsDeclinedAgainEndsTheCall() async throws {
        let transport = FakeTransport(lapsed, fresh, lapsed)
        guard case .refused(let refusal) = try await failure({ _ = try await account(transport).conversations() }) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == "invalid_token" && transport.calls.count == 3)
    }

    @Test func withoutARefreshTokenTheSessionHasEnded() async throws {
        let transport = FakeTransport(lapsed)
        guard
            case .refused(let refusal) = try await failure({
                _ = try await account(transport, refreshToken: nil).conversations()
            })
        else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == "session_ended" && transport.calls.count == 1)
    }

    @Test func callsThatLapseTogetherShareOneRefresh() async throws {
        let refreshes = Mutex(0)
        let transport = FakeTransport(
            Array(
                repeating: { @Sendable call in
                    if call.url.path == "/auth/refresh" {
                        refreshes.withLock { $0 += 1 }
                        return .json(200, #"{"access_token":"new","refresh_token":"r2"}"#)
                    }
                    return call.headers["Authorization"] == "Bearer new"
                        ? .json(200, #"{"conversations":[]}"#) : .json(401, #"{"error":{"code":"x","message":"x"}}"#)
                }, count: 41))
        let understudy = try account(transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await understudy.conversations() } }
            try await group.waitForAll()
        }
        #expect(refreshes.withLock { $0 } == 1)
    }

    @Test func aRefreshThatFailsIsTriedAnewByTheNextCall() async throws {
        let transport = FakeTransport(lapsed, .json(503, ""), lapsed, fresh, .json(200, #"{"conversations":[]}"#))
        let understudy = try account(transport)
        _ = try await failure { _ = try await understudy.conversations() }
        #expect(try await understudy.conversations().isEmpty)
    }
}
