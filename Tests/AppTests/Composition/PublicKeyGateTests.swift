import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LanguageModel
import Logging
import Storage
import TestSupport
import Testing
import Web

@testable import App

/// What a public key may do on every route that there is, and what browsers are told of other sites.
@Suite struct PublicKeyGateTests {
    private let folder: SettingsFolder
    private let parts: WebParts
    private let key: APIKey

    init() async throws {
        folder = try SettingsFolder([
            "understudy.yaml": "data: data\nserver: { allowed_origins: [\"https://app.example\"] }\n"
        ])
        let server = try await UnderstudyServer(
            settings: folder.load().settings, environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            time: TestClock(), onHangUp: {}, onListening: { _ in })
        parts = server.parts
        key = try await parts.accounts.keys.createPublic(
            name: "shop", terms: PublicKeyTerms(origins: ["https://shop.example"], visitorRequestsPerMinute: 1000), userID: nil,
            expiresAt: nil, now: 0, requestsPerMinute: nil, visit: Visit())
    }

    private func headers(_ origin: String? = "https://shop.example") -> HTTPFields {
        var headers: HTTPFields = [:]
        headers[.authorization] = "Bearer \(key.publicTerms?.key ?? "")"
        headers[.contentType] = "application/json"
        headers[.origin] = origin
        return headers
    }

    private struct Answer {
        var status: Int
        var text: String
        var headers: HTTPFields

        var code: String? { text.firstMatch(of: /"code":"([a-z_]+)"/).map { String($0.1) } }
        subscript(name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    }

    private func ask(
        _ method: String, _ path: String, _ headers: HTTPFields, _ body: String = "{}"
    ) async throws -> Answer {
        try await Application(router: makeRouter(parts)).test(.router) { client in
            let response = try await client.execute(
                uri: path, method: .init(rawValue: method) ?? .get, headers: headers, body: ByteBuffer(string: body))
            return Answer(
                status: Int(response.status.code), text: String(buffer: response.body), headers: response.headers)
        }
    }

    private func preflight(_ path: String, from origin: String) async throws -> Answer {
        var headers: HTTPFields = [.origin: origin]
        headers[.accessControlRequestMethod] = "POST"
        return try await ask("OPTIONS", path, headers)
    }

    /// What everybody gets who shows nothing: scripts, pictures, and whether the server is well.
    private let forNobodyInParticular: Set<String> = [
        "/widget.js", "/assets/{version}/{name}", "/favicon.ico", "/health", "/live", "/ready", "/metrics", "/api/health",
        "/api/v1/health",
    ]

    @Test func mayDoNothingButAskOnAnyRoute() async throws {
        let routes = makeRouter(parts).routes.filter { $0.method != .head && $0.method != .options }
        #expect(routes.count > 100)
        for route in routes {
            let path = "/\(route.path)".replacing("//", with: "/")
            guard !forNobodyInParticular.contains(path), !path.hasPrefix("/api/v1/chat/") else { continue }
            let address = path.split(separator: "/").map { $0.hasPrefix("{") || $0 == "**" ? "/x" : "/\($0)" }.joined()
            let answer = try await ask("\(route.method)", address.isEmpty ? "/" : address, headers())
            #expect(
                answer.status == 403 && answer.code == "public_key_only_asks", "\(route.method) \(path) answers \(answer.status)")
            #expect(answer.headers[.setCookie] == nil, "\(route.method) \(path)")
        }
        #expect(try await ask("GET", "/api/v1/chat/query", headers()).status == 403)
        #expect(try await ask("POST", "/nowhere", headers()).status == 403)
    }

    @Test(arguments: ["/api/v1/chat/query", "/api/v1/chat/selection", "/api/v1/chat/query/"])
    func countsOnlyInPagesOfItsSites(path: String) async throws {
        for (origin, code) in [
            (nil, "origin_missing"), ("null", "origin_not_allowed"), ("https://evil.example", "origin_not_allowed"),
            ("http://shop.example", "origin_not_allowed"), ("https://shop.example:444", "origin_not_allowed"),
            ("https://shop.example.evil.example", "origin_not_allowed"), ("https://app.example", "origin_not_allowed"),
        ] {
            let answer = try await ask("POST", path, headers(origin))
            #expect(answer.status == 403 && answer.code == code, "\(origin ?? "none")")
        }
        let answer = try await ask("POST", path, headers())
        #expect(![401, 403].contains(answer.status))
        #expect(answer["access-control-allow-origin"] == "https://shop.example")
    }

    @Test func isRefusedOnceItIsRevoked() async throws {
        try await parts.accounts.keys.revoke(key.id, userID: nil, visit: Visit())
        let answer = try await ask("POST", "/api/v1/chat/query", headers())
        #expect(answer.status == 401 && answer.code == "invalid_api_key")
        #expect(answer["access-control-allow-origin"] == nil)
    }

    @Test func aVisitorsNameIsMadeUpAtRandom() async throws {
        for name in ["short", String(repeating: "a", count: 129), "has spaces and more of them"] {
            let answer = try await ask(
                "POST", "/api/v1/chat/query", headers(more: ["x-understudy-visitor": name]))
            #expect(answer.status == 422 && answer.code == "invalid_parameter", "\(name)")
        }
    }

    private func headers(more: [String: String]) -> HTTPFields {
        var all = headers()
        for (name, value) in more {
            if let name = HTTPField.Name(name) { all[name] = value }
        }
        return all
    }

    @Test func aVisitorIsLimitedAndThePageCanReadIt() async throws {
        let slow = try await parts.accounts.keys.createPublic(
            name: "slow", terms: PublicKeyTerms(origins: ["https://slow.example"], visitorRequestsPerMinute: 1), userID: nil,
            expiresAt: nil, now: 0, requestsPerMinute: nil, visit: Visit())
        var shown = headers("https://slow.example")
        shown[.authorization] = "Bearer \(slow.publicTerms?.key ?? "")"
        let first = try await ask("POST", "/api/v1/chat/query", shown)
        #expect(first.status == 422 && first["ratelimit-limit"] == "1" && first["ratelimit-remaining"] == "0")
        let answer = try await ask("POST", "/api/v1/chat/query", shown)
        #expect(answer.status == 429 && answer.code == "rate_limit_exceeded")
        #expect(answer["retry-after"] == "60")
        #expect(answer["ratelimit-limit"] == "1" && answer["ratelimit-remaining"] == "0")
        #expect(answer["access-control-allow-origin"] == "https://slow.example")
        #expect(answer["access-control-expose-headers"]?.contains("retry-after") == true)
    }

    @Test func answersPreflightsOfSitesThatMayAsk() async throws {
        for path in ["/v1/models", "/api/v1/keys", "/ai/chat", "/api/chatbot/chat", "/auth/login", "/api/v1/chat/query"] {
            let answer = try await preflight(path, from: "https://app.example")
            #expect(answer.status == 204, "\(path)")
            #expect(answer["access-control-allow-origin"] == "https://app.example")
            #expect(answer["access-control-allow-headers"]?.contains("authorization") == true)
            #expect(answer["access-control-allow-methods"]?.contains("POST") == true)
            #expect(answer["access-control-max-age"] == "7200")
            #expect(answer["access-control-allow-credentials"] == nil)
            #expect(answer["vary"] == "origin")
        }
    }

    @Test func allowsSitesOfPublicKeysWhereThoseCount() async throws {
        #expect(try await preflight("/api/v1/chat/query", from: "https://shop.example").status == 204)
        #expect(try await preflight("/api/v1/chat/selection", from: "https://shop.example").status == 204)
        for path in ["/api/v1/keys", "/api/v1/conversations", "/v1/chat/completions", "/auth/login", "/api/v1/chat/other"] {
            let answer = try await preflight(path, from: "https://shop.example")
            #expect(answer.status == 403 && answer["access-control-allow-origin"] == nil, "\(path)")
        }
    }

    @Test(arguments: ["https://evil.example", "null", "https://app.example.evil.example", "http://app.example"])
    func tellsOthersNothing(origin: String) async throws {
        for path in ["/v1/models", "/api/v1/chat/query"] {
            let answer = try await preflight(path, from: origin)
            #expect(answer.status == 403 && answer.code == "origin_not_allowed")
            #expect(answer["access-control-allow-origin"] == nil)
            #expect(answer["vary"] == "origin")
        }
        #expect(try await ask("GET", "/v1/models", [.origin: origin])["access-control-allow-origin"] == nil)
    }

    @Test func errorsCanBeReadByThePage() async throws {
        let answer = try await ask("GET", "/v1/models", [.origin: "https://app.example"])
        #expect(answer.status == 401 && answer.code == "missing_api_key")
        #expect(answer["access-control-allow-origin"] == "https://app.example")
        #expect(answer["access-control-expose-headers"]?.contains("x-request-id") == true)
        #expect(answer["cross-origin-resource-policy"] == "cross-origin")
        let page = try await ask("GET", "/login", [.origin: "https://app.example"])
        #expect(page["access-control-allow-origin"] == nil)
    }

    @Test func anAllowedSiteLogsInButNotWithACookie() async throws {
        var headers: HTTPFields = [.origin: "https://app.example", .contentType: "application/json"]
        let body = #"{"username":"nobody","password":"nothing at all"}"#
        #expect(try await ask("POST", "/auth/login", headers, body).code == "wrong_credentials")
        headers[.cookie] = "understudy_session=x"
        #expect(try await ask("POST", "/auth/login", headers, body).code == "cross_origin")
        headers = [.origin: "https://evil.example", .contentType: "application/json"]
        #expect(try await ask("POST", "/auth/login", headers, body).code == "cross_origin")
    }

    @Test func theWidgetIsForEverySite() async throws {
        let answer = try await ask("GET", "/widget.js", [.origin: "https://anywhere.example"])
        #expect(answer.status == 200)
        #expect(answer["content-type"] == "text/javascript; charset=utf-8")
        #expect(answer["cross-origin-resource-policy"] == "cross-origin")
        #expect(answer["x-content-type-options"] == "nosniff")
        #expect(answer["cache-control"] == "public, max-age=3600")
        let tag = try #require(answer.headers[.eTag])
        let again = try await ask("GET", "/widget.js", [.ifNoneMatch: tag])
        #expect(again.status == 304 && again.text.isEmpty)
    }
}
