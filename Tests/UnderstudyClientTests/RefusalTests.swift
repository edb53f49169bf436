import Foundation
import Testing

@testable import UnderstudyClient

struct RefusalTests {
    @Test func aRefusalTellsCodeWordsWaitAndRequest() async throws {
        let transport = FakeTransport(
            .json(
                503,
                #"{"error":{"code":"all_models_unavailable","message":"No model can answer right now.","request_id":"r1","type":"server_error","retry_after_seconds":12}}"#
            ))
        let failure = try await failure { _ = try await UnderstudyAPI(transport).complete(CompletionRequest("Hello")) }
        #expect(
            failure
                == .refused(
                    ServerRefusal(
                        status: 503, code: "all_models_unavailable", message: "No model can answer right now.",
                        retryAfter: .seconds(12), requestID: "r1")))
        #expect("\(failure)" == "No model can answer right now.")
    }

    @Test func aRefusalWithoutEnvelopeHasItsStatus() async throws {
        let transport = FakeTransport(.json(502, "<html>", headers: ["Retry-After": "3", "X-Request-Id": "r2"]))
        let failure = try await failure { _ = try await UnderstudyAPI(transport).models() }
        #expect(
            failure
                == .refused(
                    ServerRefusal(
                        status: 502, code: "http_502", message: "The server answered with the HTTP status 502.",
                        retryAfter: .seconds(3), requestID: "r2")))
    }

    @Test func aPageThatIsNoUnderstudyIsNamedSo() async throws {
        guard case .unreadable = try await failure({ _ = try await UnderstudyAPI(FakeTransport(.json(200, "<html>"))).health() })
        else {
            Issue.record("read")
            return
        }
    }

    @Test(arguments: ["ftp://host", "host:8000", "/path", "http://"])
    func anAddressThatIsNoneIsUnreachable(address: String) async throws {
        let url = try #require(URL(string: address))
        let failure = try await failure { _ = try await UnderstudyAPI(url: url, transport: FakeTransport()).health() }
        guard case .unreachable = failure else {
            Issue.record("\(failure)")
            return
        }
    }

    @Test func aPathInTheAddressStandsBeforeEveryPath() async throws {
        let transport = FakeTransport(.json(200, #"{"status":"ok","version":"1.0.0"}"#))
        let url = try #require(URL(string: "https://team.test/chat/?x=1"))
        #expect(try await UnderstudyAPI(url: url, transport: transport).health().version == "1.0.0")
        #expect(transport.calls.map(\.url.absoluteString) == ["https://team.test/chat/health"])
        #expect(transport.calls.first?.headers["Authorization"] == nil)
    }

    @Test func readsAvailabilityAndModels() async throws {
        let transport = FakeTransport(
            .json(200, #"{"available":true,"message":"Service available"}"#),
            .json(
                200,
                #"{"available":false,"message":"Later.","retry_at":"2026-11-21T12:00:00Z","retry_after_seconds":3,"models":[{"model":"a:1","reason":"rate_limited","retry_at":"2026-11-21T12:00:00.250Z"}]}"#
            ),
            .json(200, #"{"object":"list","data":[{"id":"default","object":"model","created":0,"owned_by":"understudy"}]}"#))
        let understudy = try UnderstudyAPI(transport)
        #expect(try await understudy.availability().isAvailable)
        let outage = try await understudy.availability()
        #expect(!outage.isAvailable && outage.retryAfterSeconds == 3)
        #expect(
            outage.models?.first?.retryAt.map { $0.timeIntervalSince1970 }
                == outage.retryAt.map { $0.timeIntervalSince1970 + 0.25 })
        #expect(try await understudy.models().map(\.id) == ["default"])
    }
}
