import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LanguageModel
import Logging
import Telemetry
import TestSupport
import Testing
import Web

@testable import App

/// Every route that there is tells what is left of its rate, and refuses what is beyond it.
@Suite struct RouteRatesTests {
    private func parts(_ yaml: String = "") async throws -> WebParts {
        let folder = try SettingsFolder(["understudy.yaml": "data: data\n\(yaml)"])
        return try await UnderstudyServer(
            settings: folder.load().settings, environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            time: TestClock(), onHangUp: {}, onListening: { _ in }
        ).parts
    }

    @Test func everyRouteTellsWhatIsLeft() async throws {
        let router = makeRouter(try await parts())
        declineOtherMethods(of: router)
        let routes = router.routes.map { ("\($0.path)", $0.method) } + [("/nowhere", .get), ("/nowhere", .post)]
        try await Application(router: router).test(.router) { client in
            for (path, method) in routes {
                let address = path.split(separator: "/").map { $0.hasPrefix("{") || $0 == "**" ? "x" : $0 }.joined(separator: "/")
                let response = try await client.execute(uri: "/\(address)", method: method)
                for name in ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "ratelimit-policy"] {
                    let value = HTTPField.Name(name).flatMap { response.headers[$0] }
                    #expect(value != nil, "\(method) \(path) says no \(name)")
                }
            }
        }
    }

    @Test func whatIsBeyondTheRateIsRefused() async throws {
        var limited = try await parts("rates: { visitor: { reading: 2, asking: 1 } }\n")
        limited.tally = RequestTally(time: TestClock())
        let stage = limited
        try await Application(router: makeRouter(stage)).test(.router) { client in
            for left in ["1", "0"] {
                let response = try await client.execute(uri: "/api/check-availability", method: .get)
                #expect(response.status == .ok)
                #expect(response.headers[.remaining] == left)
                #expect(response.headers[.policy] == "2;w=60")
            }
            let over = try await client.execute(uri: "/api/v1/conversations", method: .get)
            #expect(over.status == .tooManyRequests)
            #expect(over.headers[.retryAfter] == "30")
            #expect(String(buffer: over.body).contains("\"code\":\"rate_limit_exceeded\""))
            let page = try await client.execute(
                uri: "/", method: .get, headers: [.accept: "text/html", .acceptLanguage: "de"])
            #expect(page.status == .tooManyRequests)
            #expect(page.headers[.retryAfter] == "30")
            #expect(String(buffer: page.body).contains("Einen Augenblick, bitte"))

            let asked = try await client.execute(uri: "/v1/chat/completions", method: .post)
            #expect(asked.status == .unauthorized)
            let again = try await client.execute(uri: "/v1/chat/completions", method: .post)
            #expect(again.status == .tooManyRequests)
            #expect(String(buffer: again.body).contains("\"type\":\"rate_limit_error\""))
            // Others are counted apart.
            let health = try await client.execute(uri: "/health", method: .get)
            #expect(health.status == .ok)
            #expect(
                stage.metrics.registry.exposition().contains(#"rate_limited_requests_total{party="visitor",kind="asking"} 1"#))
        }
    }

    @Test func withoutARateNothingIsCountedOrTold() async throws {
        try await Application(router: makeRouter(try await parts("rates: { visitor: { assets: 0 } }\n"))).test(.router) {
            client in
            let response = try await client.execute(uri: "/health", method: .get)
            #expect(response.headers[.policy] == nil)
        }
    }

    @Test func everyCostlyRouteIsThere() async throws {
        let routes = Set(
            makeRouter(try await parts()).routes.filter { $0.method == .post || $0.method == .put }.map { "\($0.path)" })
        for route in RequestRates.Kind.costly.keys {
            #expect(routes.contains(route), "\(route) is not there")
        }
    }

    @Test func proxiesMustBeAddresses() throws {
        let folder = try SettingsFolder(["understudy.yaml": "server: { trusted_proxies: [10.0.0.0/8, proxy.example] }\n"])
        #expect(throws: (any Error).self) { try folder.load() }
    }
}

extension HTTPField.Name {
    fileprivate static var remaining: Self { Self("ratelimit-remaining") ?? .accept }
    fileprivate static var policy: Self { Self("ratelimit-policy") ?? .accept }
}
