import Foundation
import Simulator
import TestSupport
import Testing

@testable import UnderstudyClient

/// Over real connections, to a provider that misbehaves on demand in the protocol that Understudy speaks too.
@Suite(.timeLimit(.minutes(20)))
struct URLSessionTransportTests {
    private func asking<Result: Sendable>(
        _ script: Script = Script(pace: 0), _ body: (UnderstudyAPI, SimulatorServer) async throws -> Result
    ) async throws -> Result {
        try await SimulatorServer.serving(script) { server, address in
            try await body(UnderstudyAPI(url: try #require(URL(string: address)), key: "rehearsal"), server)
        }
    }

    @Test func streamsOverARealConnection() async throws {
        try await asking { understudy, _ in
            let whole = try await understudy.complete(CompletionRequest("Hello", model: "m"))
            for model in ["m", "m+byte_by_byte"] {
                var text = ""
                var end: Completion?
                for try await event in try await understudy.stream(CompletionRequest("Hello", model: model)) {
                    if case .text(let piece) = event { text += piece }
                    if case .finished(let completion) = event { end = completion }
                }
                #expect(text == whole.text && end?.text == text && end?.finishReason == .stop && end?.usage != nil)
            }
        }
    }

    @Test func carriesALongRequest() async throws {
        try await asking { understudy, _ in
            let long = String(repeating: "word ", count: 100_000)
            let answer = try await understudy.complete(CompletionRequest(long, model: "m"))
            #expect(!answer.text.isEmpty)
        }
    }

    @Test(arguments: ["m+cut_after=5", "m+missing_end=5", "m+error_in_stream=5"])
    func anAnswerThatBreaksOffIsNeverWhole(model: String) async throws {
        try await asking { understudy, _ in
            var hasText = false
            let failure = try await failure {
                for try await event in try await understudy.stream(CompletionRequest("Hello", model: model)) {
                    if case .text = event { hasText = true }
                    if case .finished = event { Issue.record("it passed for whole") }
                }
            }
            #expect(hasText, "\(failure)")
        }
    }

    @Test func aReplyThatNeverComesIsUnreachable() async throws {
        try await asking { understudy, _ in
            guard
                case .unreachable = try await failure({
                    _ = try await understudy.stream(CompletionRequest("Hello", model: "m+reset"))
                })
            else {
                Issue.record("reached")
                return
            }
        }
    }

    @Test func aClosedPortIsUnreachable() async throws {
        let port = try ClosedPort()
        let understudy = UnderstudyAPI(url: try #require(URL(string: "http://127.0.0.1:\(port.number)")))
        let failure = try await failure { _ = try await understudy.health() }
        withExtendedLifetime(port) {}
        #expect(failure == .unreachable("nothing listens at this address"))
    }

    @Test func aLongSilenceIsNamed() async throws {
        try await asking { _, server in
            let url = try #require(URL(string: "http://127.0.0.1:\(try await server.start())/v1/chat/completions"))
            let body = Data(#"{"model":"m+silence","messages":[{"role":"user","content":"q"}]}"#.utf8)
            let call = HTTPCall(method: "POST", url: url, body: body, timeout: .seconds(1))
            let failure = try await failure { _ = try await URLSessionTransport().send(call) }
            #expect(failure == .unreachable("it was silent for too long"))
        }
    }

    @Test(arguments: ["m+endless", "m+silence", "m+stall_after=3"])
    func cancellingClosesTheRequest(model: String) async throws {
        try await asking(Script(pace: 100)) { understudy, server in
            let task = Task {
                for try await _ in try await understudy.stream(CompletionRequest("Hello", model: model)) {}
            }
            while server.log.entries.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            while server.log.entries.first?.outcome != .clientLeft { await Task.yield() }
        }
    }

    @Test func lettingGoOfTheStreamClosesTheRequest() async throws {
        try await asking(Script(pace: 100)) { understudy, server in
            for try await event in try await understudy.stream(CompletionRequest("Hello", model: "m+endless")) {
                if case .text = event { break }
            }
            while server.log.entries.first?.outcome != .clientLeft { await Task.yield() }
        }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        try await asking { understudy, server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                _ = try await understudy.models()
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(server.log.entries.isEmpty)
        }
    }

    @Test func manyStreamsRunSideBySide() async throws {
        try await asking(Script(pace: 100)) { understudy, _ in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        for try await event in try await understudy.stream(CompletionRequest("Hello", model: "m")) {
                            if case .finished = event { return true }
                        }
                        return false
                    }
                }
                for try await isWhole in group { #expect(isWhole) }
            }
        }
    }
}
