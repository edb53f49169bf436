import LanguageModel
import NIOCore
import Notices
import Providers
import Synchronization
import Testing

/// Keeps what is sent and answers with one status.
private final class SentRequests: Transport {
    let requests = Mutex<[TransportRequest]>([])
    let status: Int

    init(status: Int = 204) { self.status = status }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        requests.withLock { $0.append(request) }
        return TransportResponse(status: status, headers: [], body: TransportBody(AsyncStream { $0.finish() }))
    }
}

@Suite struct WebhookTests {
    @Test func signsAsTheConventionsOwnExampleDoes() {
        let signature = WebhookSignature(secret: Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        #expect(
            signature.header(
                id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: #"{"test": 2432232314}"#)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func postsItsSignatureWithTheMomentItSigned() async throws {
        let transport = SentRequests()
        let sender = WebhookSender(
            Webhook(url: "https://hooks.example/x", secret: Secret("s"), isLocal: false), transport: transport,
            resolve: { _ in ["93.184.216.34"] })
        try await sender.post("{}", id: "msg_1", at: 12.7)
        let request = try #require(transport.requests.withLock { $0.first })
        let headers = Dictionary(request.headers.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(headers["webhook-id"] == "msg_1" && headers["webhook-timestamp"] == "12")
        #expect(
            headers["webhook-signature"] == WebhookSignature(secret: Secret("s")).header(id: "msg_1", timestamp: 12, body: "{}"))
    }

    @Test(arguments: [
        ("http://127.0.0.1:9", ["127.0.0.1"]), ("https://hooks.example", ["10.0.0.1"]), ("https://hooks.example", ["::1"]),
        ("https://hooks.example", ["93.184.216.34", "169.254.169.254"]), ("https://hooks.example", []),
        ("http://localhost", ["93.184.216.34"]),
    ])
    func asksNoMachineOfTheLocalNetwork(url: String, addresses: [String]) async {
        let transport = SentRequests()
        let sender = WebhookSender(
            Webhook(url: url, secret: nil, isLocal: false), transport: transport, resolve: { _ in addresses })
        await #expect(throws: NoticeFailure.self) { try await sender.post("{}", id: "m", at: 0) }
        #expect(transport.requests.withLock { $0.count } == 0)
    }

    @Test func aLocalAddressIsAskedWhereThatIsMeant() async throws {
        let transport = SentRequests()
        let sender = WebhookSender(Webhook(url: "http://127.0.0.1:9", secret: nil, isLocal: true), transport: transport)
        try await sender.post("{}", id: "m", at: 0)
        #expect(transport.requests.withLock { $0.count } == 1)
    }

    @Test(arguments: [301, 404, 500])
    func anAnswerThatIsNoneOfSuccessIsAFailure(status: Int) async {
        let sender = WebhookSender(
            Webhook(url: "https://hooks.example", secret: nil, isLocal: true), transport: SentRequests(status: status))
        await #expect(throws: NoticeFailure.self) { try await sender.post("{}", id: "m", at: 0) }
    }
}
