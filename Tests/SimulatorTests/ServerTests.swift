import Testing

@testable import Simulator

@Suite(.timeLimit(.minutes(20)))
struct ServerTests {
    private func exchange(
        _ method: String, _ path: String, _ body: String = "", headers: [String: String] = [:], script: Script = Script(pace: 0)
    ) async throws -> RawAnswer {
        try await SimulatorServer.serving(script) { server, _ in
            try await RawClient.send(RawClient.request(method, path, body, headers: headers), to: server.start())
        }
    }

    @Test func listsModelsInEveryProtocol() async throws {
        let script = Script(models: ["only-one": Behaviour()])
        #expect(
            try await exchange("GET", "/v1/models", script: script).body.contains(#""object":"list","data":[{"id":"only-one""#))
        let anthropic = try await exchange("GET", "/v1/models", headers: ["anthropic-version": "2023-06-01"], script: script)
        #expect(anthropic.body.contains(#""type":"model","id":"only-one""#))
        #expect(try await exchange("GET", "/v1beta/models", script: script).body.contains(#""name":"models/only-one""#))
        #expect(try await exchange("GET", "/api/tags", script: script).body.contains(#""name":"only-one""#))
        #expect(try await exchange("GET", "/api/version").body.contains("version"))
        #expect(try await exchange("GET", "/v1/models").body.contains("sim-stall_after"))
    }

    @Test func asksForTheKey() async throws {
        let script = Script(pace: 0, apiKey: "right")
        for header in [["authorization": "Bearer right"], ["x-api-key": "right"], ["x-goog-api-key": "right"]] {
            #expect(try await exchange("GET", "/v1/models", headers: header, script: script).status == 200)
        }
        #expect(try await exchange("GET", "/v1beta/models?key=right", script: script).status == 200)
        #expect(try await exchange("GET", "/v1/models", headers: ["authorization": "Bearer wrong"], script: script).status == 401)
        #expect(try await exchange("GET", "/v1beta/models", script: script).body.contains("API_KEY_INVALID"))
    }

    @Test func answersMisuseWithAClearError() async throws {
        for path in ["/v1/chat/completions", "/v1/messages", "/api/chat", "/v1beta/models/m:generateContent"] {
            #expect(try await exchange("POST", path, "{").status == 400)
            #expect(try await exchange("POST", path, "[]").status == 400)
            #expect(try await exchange("POST", path, String(repeating: "[", count: 100_000)).status == 400)
        }
        #expect(try await exchange("POST", "/v1/nothing", "{}").status == 404)
        #expect(try await exchange("GET", "/").status == 404)
        let unknown = #"{"model":"m+cut-aftr=3","messages":[{"role":"user","content":"q"}]}"#
        #expect(try await exchange("POST", "/v1/chat/completions", unknown).body.contains("did you mean “cut_after”?"))
        let garbage = try await SimulatorServer.serving { server, _ in
            try await RawClient.send("garbage\r\n\r\n", to: server.start())
        }
        #expect(garbage.status == 400)
    }

    @Test func honoursTokenLimitsAndStops() async throws {
        let start = #"{"model":"m","messages":[{"role":"user","content":"q"}],"#
        let short = try await exchange("POST", "/v1/chat/completions", start + #""max_tokens":2}"#)
        #expect(short.body.contains(#""content":"alpha1 beta2 ""#) && short.body.contains(#""finish_reason":"length""#))
        #expect(short.body.contains(#""completion_tokens":2"#))
        let stopped = try await exchange("POST", "/v1/chat/completions", start + #""stop":["beta"]}"#)
        #expect(stopped.body.contains(#""content":"alpha1 ""#) && stopped.body.contains(#""finish_reason":"stop""#))
        let usage = try await exchange(
            "POST", "/chat/completions", start + #""stream":true,"stream_options":{"include_usage":true}}"#)
        #expect(usage.body.contains(#""choices":[],"usage":{"prompt_tokens":1,"completion_tokens":40"#))
    }

    @Test func changesBehaviourWhileItRuns() async throws {
        try await SimulatorServer.serving(Script(pace: 0)) { server, _ in
            let port = try await server.start()
            let speaker = Speaker(wire: .openai, isStreaming: false)
            #expect(try await speaker.ask(port, model: "m").status == 200)
            let set = RawClient.request("POST", "/simulate/models/m", #"{"fault":"server_error"}"#)
            #expect(try await RawClient.send(set, to: port).status == 200)
            #expect(try await speaker.ask(port, model: "m").status == 500)
            let wrong = RawClient.request("POST", "/simulate/models/m", #"{"fault":"sever_error"}"#)
            #expect(try await RawClient.send(wrong, to: port).body.contains("did you mean “server_error”?"))
            let log = try await RawClient.send(RawClient.request("GET", "/simulate/log"), to: port)
            #expect(log.body.contains(#""fault":"server_error""#) && log.body.contains(#""outcome":"completed""#))
            _ = try await RawClient.send(RawClient.request("DELETE", "/simulate/log"), to: port)
            #expect(server.log.entries.isEmpty)
            #expect(try await RawClient.send(RawClient.request("GET", "/simulate/health"), to: port).body == #"{"status":"ok"}"#)
        }
    }

    @Test func servesRequestsOfOneConnectionInTurn() async throws {
        try await SimulatorServer.serving { server, _ in
            let one = "GET /api/version HTTP/1.1\r\nhost: s\r\n\r\n"
            let answer = try await RawClient.send(one + one + RawClient.request("GET", "/api/version"), to: server.start())
            #expect(answer.text.split(separator: "HTTP/1.1 200 OK").count == 3)
        }
    }
}
