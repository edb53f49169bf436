import Foundation
import LanguageModel
import NIOCore
import Providers
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

/// Answers in the order of a script, and remembers what was asked.
private final class ScriptedTransport: Transport {
    enum Step: Sendable {
        case status(Int, String = "{}", retryAfter: String? = nil)
        case fail(ModelFailure)
        case hang
    }

    private let steps: [Step]
    private let clock: TestClock
    private let log = Mutex<[TransportRequest]>([])

    init(_ steps: [Step], clock: TestClock) {
        self.steps = steps
        self.clock = clock
    }

    var requests: [TransportRequest] { log.withLock { $0 } }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let number = log.withLock { log in
            log.append(request)
            return log.count - 1
        }
        switch steps[number] {
        case .fail(let failure): throw failure
        case .hang:
            try await clock.sleep(until: .seconds(1_000_000))
            throw CancellationError()
        case .status(let status, let body, let retryAfter):
            let stream = AsyncStream<ByteBuffer> { stream in
                stream.yield(ByteBuffer(string: body))
                stream.finish()
            }
            return TransportResponse(
                status: status, headers: retryAfter.map { [(name: "retry-after", value: $0)] } ?? [], body: TransportBody(stream))
        }
    }
}

@Suite struct VectorHTTPTests {
    private let clock = TestClock()

    private func http(_ transport: ScriptedTransport) -> VectorHTTP {
        VectorHTTP(
            store: .qdrant, baseURL: "http://store", key: (name: "api-key", value: Secret("hush")), transport: transport,
            time: clock)
    }

    private func send(_ steps: [ScriptedTransport.Step], pauses: [Duration] = []) async throws -> (
        VectorHTTP.Answer, [TransportRequest]
    ) {
        let transport = ScriptedTransport(steps, clock: clock)
        let http = http(transport)
        let answer = Task { try await http.send("PUT", "/a", Data("{}".utf8)) }
        for pause in pauses {
            let until = clock.now + pause
            await clock.settle { clock.hasSleeper(until: until) }
            clock.advance(by: pause)
        }
        return (try await answer.value, transport.requests)
    }

    @Test func aBrokenConnectionAndAnOverloadAreTriedAgain() async throws {
        let (answer, requests) = try await send(
            [.fail(ModelFailure(.reset, "cut")), .status(503, "", retryAfter: "3"), .status(200, "done")],
            pauses: [.milliseconds(200), .seconds(3)])
        #expect(String(decoding: answer.body, as: UTF8.self) == "done")
        #expect(requests.count == 3)
        #expect(requests.allSatisfy { $0.url == "http://store/a" && $0.body == ByteBuffer(string: "{}") })
        #expect(requests[0].headers.contains { $0.name == "api-key" && $0.value == "hush" })
    }

    @Test func whoAsksForLongPatienceIsNotWaitedFor() async throws {
        await #expect(throws: VectorStoreError.unavailable(.qdrant, "status 429: later")) {
            _ = try await send([.status(429, "later", retryAfter: "60")])
        }
    }

    @Test func whatIsDeclinedIsNotTriedAgainAndTheKeyIsNotRepeated() async throws {
        await #expect(throws: VectorStoreError.rejected(.qdrant, "status 422: no <secret> here")) {
            _ = try await send([.status(422, "no hush\n here")])
        }
        await #expect(throws: VectorStoreError.unauthorized(.qdrant)) { _ = try await send([.status(403, "hush")]) }
        #expect(try await send([.status(404)]).0.status == 404)
    }

    @Test func silenceHasAnEnd() async throws {
        await #expect(throws: VectorStoreError.unavailable(.qdrant, "no answer within 30 s")) {
            _ = try await send(
                [.hang, .hang, .hang],
                pauses: [.seconds(30), .milliseconds(200), .seconds(30), .milliseconds(400), .seconds(30)])
        }
    }
}
