import LanguageModel
import Testing

@testable import Providers

@Suite struct LocalAddressTests {
    @Test(arguments: [
        "http://localhost:11434", "http://LOCALHOST", "http://localhost./v1", "http://127.0.0.1:8080/v1", "http://127.1.2.3",
        "http://10.0.0.7", "https://192.168.1.9/v1", "http://172.16.0.1", "http://172.31.255.255", "http://169.254.3.4",
        "http://0.0.0.0:11434", "http://[::1]:11434", "http://[fd00::7]/v1", "http://[fe80::1%25eth0]:80", "http://[::]",
        "http://[::ffff:10.0.0.1]", "http://gpu-box:8000/v1", "http://ollama", "http://models.local",
        "https://ai.corp.internal/v1",
        "http://a.localhost",
    ])
    func isLocal(address: String) {
        #expect(isLocalAddress(address))
    }

    @Test(arguments: [
        "https://api.openai.com/v1", "http://8.8.8.8", "http://172.15.0.1", "http://172.32.0.1", "http://192.169.0.1",
        "http://100.64.0.1", "http://11.0.0.1", "http://[2001:db8::1]", "http://[::ffff:8.8.8.8]", "http://[64:ff9b::a00:1]",
        // Other ways to write 8.8.8.8, which resolvers know.
        "http://134744072", "http://0x08080808", "http://8.8.2056", "http://010.8.8.8", "http://127.1", "http://0x7f.1",
        // What two readers may read differently.
        "http://localhost@example.com", "http://localhost\\@example.com", "http://example。com", "http://local%68ost",
        "http://.local", "http://local..local", "http://", "localhost", "",
        "http://example.com.", "http://localhost.example.com", "http://internal.example",
    ])
    func isNotLocal(address: String) {
        #expect(!isLocalAddress(address))
    }

    @Test func theOperatorHasTheLastWordButForTheBuiltin() {
        func isLocal(_ kind: ProviderKind, _ url: String?, _ local: Bool?) -> Bool {
            ProviderConfiguration(name: "p", kind: kind, baseURL: url, local: local).isLocal
        }
        #expect(isLocal(.ollama, nil, nil) && !isLocal(.openai, nil, nil))
        #expect(isLocal(.openai, "https://models.example.com", true))
        #expect(!isLocal(.openai, "http://127.0.0.1:1", false))
        #expect(isLocal(.builtin, nil, false))
    }
}

@Suite struct GuardedTransportTests {
    private func ask(local: Bool, server: Reach, task: Reach) async -> ModelFailure.Kind? {
        let transport = ScriptedTransport(Reply(type: "application/json", #"{"data":[]}"#))
        let provider = makeProvider(
            ProviderConfiguration(name: "p", kind: .openai, baseURL: "http://127.0.0.1:1", local: local), transport: transport,
            reach: server)
        let failure = await OutboundRule.$current.withValue(OutboundRule { task }) {
            do {
                _ = try await provider.models()
                return nil as ModelFailure?
            } catch {
                return error as? ModelFailure
            }
        }
        #expect(transport.requests.isEmpty == (failure?.kind == .notAllowed))
        return failure?.kind
    }

    @Test func sendsNothingToTheCloudWhereOnlyLocalProvidersMayBeAsked() async {
        #expect(await ask(local: false, server: .localOnly, task: .anywhere) == .notAllowed)
        #expect(await ask(local: false, server: .anywhere, task: .localOnly) == .notAllowed)
        #expect(await ask(local: false, server: .anywhere, task: .anywhere) != .notAllowed)
        #expect(await ask(local: true, server: .localOnly, task: .localOnly) != .notAllowed)
    }
}
