import LanguageModel
import Testing

@testable import Providers

private let key = Secret("sk-test-0123456789")
private let openAI = OpenAIFormat(baseURL: "http://host/v1", apiKey: key)
private let anthropic = AnthropicFormat(baseURL: "http://host", apiKey: key)
private let gemini = GeminiFormat(baseURL: "http://host", apiKey: key)
private let ollama = OllamaFormat(baseURL: "http://host")

/// How a question is put in each protocol.
@Suite struct RequestTests {
    @Test func openAIRequestHoldsEverything() throws {
        let body = try openAI.body(fullRequest)
        #expect(body["model"] == "model-1")
        #expect(body["temperature"] == 1.5)
        #expect(body["top_p"] == 0.9)
        #expect(body["max_tokens"] == 64)
        #expect(body["stop"] == ["END"])
        #expect(body["seed"] == 7)
        #expect(body["stream"] == nil)
        #expect(body["messages"]?[0] == ["role": "system", "content": "Be brief."])
        #expect(
            body["messages"]?[1]?["content"] == [
                ["type": "text", "text": "What is this?"],
                ["type": "image_url", "image_url": ["url": "data:image/png;base64,aW1n"]],
            ])
        #expect(body["messages"]?[2]?["content"] == .null)
        #expect(
            body["messages"]?[2]?["tool_calls"]?[1]
                == ["id": "b", "type": "function", "function": ["name": "look", "arguments": #"{"at":"right"}"#]])
        #expect(body["messages"]?[3] == ["role": "tool", "tool_call_id": "a", "content": "a cat"])
        #expect(
            body["tools"] == [
                ["type": "function", "function": ["name": "look", "description": "Looks.", "parameters": ["type": "object"]]]
            ])
        #expect(body["tool_choice"] == ["type": "function", "function": ["name": "look"]])
    }

    @Test func openAIStreamAsksForUsage() throws {
        let body = try openAI.body(fullRequest, streams: true)
        #expect(body["stream"] == true)
        #expect(body["stream_options"] == ["include_usage": true])
    }

    @Test(arguments: [
        ("https://api.openai.com/v1", "max_completion_tokens"), ("http://localhost:8080/v1", "max_tokens"),
        ("https://openrouter.ai/api/v1", "max_tokens"),
    ])
    func onlyOpenAIItselfTakesTheNewNameOfTheTokenLimit(_ baseURL: String, name: String) throws {
        let body = try OpenAIFormat(baseURL: baseURL, apiKey: key).body(fullRequest)
        #expect(body[name] == 64)
        #expect(body.objectValue?.keys.filter { $0.hasPrefix("max_") } == [name])
    }

    @Test func openAIPassesImageAddressesOn() throws {
        let request = ChatRequest(messages: [Message(role: .user, content: [.image(.url("http://x/y.png"))])])
        #expect(
            try openAI.body(request)["messages"]?[0]?["content"]
                == [["type": "image_url", "image_url": ["url": "http://x/y.png"]]])
    }

    @Test func anthropicRequestHoldsEverythingButExtras() throws {
        let body = try anthropic.body(fullRequest, streams: true)
        #expect(body["system"] == "Be brief.")
        #expect(body["max_tokens"] == 64)
        #expect(body["temperature"] == 1)
        #expect(body["top_p"] == nil, "recent models take temperature or top_p, not both")
        #expect(body["stop_sequences"] == ["END"])
        #expect(body["stream"] == true)
        #expect(body["seed"] == nil)
        #expect(body["model"] == "model-1")
        #expect(
            body["messages"]?[0] == [
                "role": "user",
                "content": [
                    ["type": "text", "text": "What is this?"],
                    ["type": "image", "source": ["type": "base64", "media_type": "image/png", "data": "aW1n"]],
                ],
            ])
        #expect(
            body["messages"]?[1]?["content"]?[0]
                == ["type": "tool_use", "id": "a", "name": "look", "input": ["at": "left"]])
        #expect(
            body["messages"]?[2] == [
                "role": "user",
                "content": [
                    ["type": "tool_result", "tool_use_id": "a", "content": "a cat"],
                    ["type": "tool_result", "tool_use_id": "b", "content": #"{"seen":"a dog"}"#],
                ],
            ])
        #expect(body["tools"] == [["name": "look", "description": "Looks.", "input_schema": ["type": "object"]]])
        #expect(body["tool_choice"] == ["type": "tool", "name": "look"])
    }

    @Test func anthropicAlwaysSetsATokenLimit() throws {
        #expect(try anthropic.body(ChatRequest(messages: [Message(.user, "Hi")]))["max_tokens"] == 4096)
    }

    @Test func anthropicPrefillEndsInNoWhiteSpace() throws {
        let body = try anthropic.body(ChatRequest(messages: [Message(.user, "Go on"), Message(.assistant, "It holds \n")]))
        #expect(body["messages"]?[1]?["content"] == [["type": "text", "text": "It holds"]])
    }

    @Test func geminiRequestHoldsEverythingButExtras() throws {
        let body = try gemini.body(fullRequest)
        #expect(body["systemInstruction"] == ["parts": [["text": "Be brief."]]])
        #expect(
            body["generationConfig"] == ["temperature": 1.5, "topP": 0.9, "maxOutputTokens": 64, "stopSequences": ["END"]])
        #expect(body["seed"] == nil)
        #expect(
            body["contents"]?[0] == [
                "role": "user",
                "parts": [["text": "What is this?"], ["inlineData": ["mimeType": "image/png", "data": "aW1n"]]],
            ])
        #expect(body["contents"]?[1]?["role"] == "model")
        #expect(body["contents"]?[1]?["parts"]?[0] == ["functionCall": ["name": "look", "args": ["at": "left"]]])
        #expect(
            body["tools"] == [
                [
                    "functionDeclarations": [
                        ["name": "look", "description": "Looks.", "parametersJsonSchema": ["type": "object"]]
                    ]
                ]
            ])
        #expect(body["toolConfig"] == ["functionCallingConfig": ["mode": "ANY", "allowedFunctionNames": ["look"]]])
    }

    @Test func geminiGetsTheResultsOfParallelCallsInOneTurn() throws {
        let body = try gemini.body(fullRequest)
        #expect(body["contents"]?[3] == nil)
        #expect(
            body["contents"]?[2] == [
                "role": "user",
                "parts": [
                    ["functionResponse": ["name": "look", "response": ["result": "a cat"]]],
                    ["functionResponse": ["name": "look", "response": ["seen": "a dog"]]],
                ],
            ])
    }

    @Test func onlyGemini3GetsASignatureAndOnlyOnTheFirstCall() throws {
        let parts = try gemini.body(fullRequest, model: "gemini-3-pro-preview")["contents"]?[1]?["parts"]
        #expect(parts?[0]?["thoughtSignature"] == "skip_thought_signature_validator")
        #expect(parts?[1]?["thoughtSignature"] == nil)
        #expect(try gemini.body(fullRequest, model: "gemini-2.5-pro")["contents"]?[1]?["parts"]?[0]?["thoughtSignature"] == nil)
    }

    @Test func geminiHearsNoToolChoiceWithoutTools() throws {
        let request = ChatRequest(messages: [Message(.user, "Hi")], toolChoice: .auto)
        #expect(try gemini.body(request)["toolConfig"] == nil)
    }

    @Test func ollamaRequestHoldsEverythingButExtrasAndTheToolChoice() throws {
        let body = try ollama.body(fullRequest)
        #expect(body["stream"] == false)
        #expect(body["options"] == ["temperature": 1.5, "top_p": 0.9, "num_predict": 64, "stop": ["END"]])
        #expect(body["seed"] == nil)
        #expect(body["tool_choice"] == nil)
        #expect(body["messages"]?[1] == ["role": "user", "content": "What is this?", "images": ["aW1n"]])
        #expect(
            body["messages"]?[2]?["tool_calls"]?[0]
                == ["id": "a", "function": ["name": "look", "arguments": ["at": "left"]]])
        #expect(body["messages"]?[3] == ["role": "tool", "content": "a cat", "tool_name": "look"])
        #expect(body["tools"]?[0]?["function"]?["name"] == "look")
    }

    @Test func ollamaIsOfferedNoToolsThatItMustNotCall() throws {
        var request = fullRequest
        request.toolChoice = ToolChoice.none
        #expect(try ollama.body(request)["tools"] == nil)
    }

    @Test func imagesByAddressAreRefusedWhereTheProtocolHasNone() {
        let call = ModelCall(
            model: "m", request: ChatRequest(messages: [Message(role: .user, content: [.image(.url("http://x"))])]),
            streams: false)
        for format in [gemini, ollama] as [any WireFormat] {
            let failure = #expect(throws: ModelFailure.self) { _ = try format.encode(call) }
            #expect(failure?.kind == .badRequest)
        }
    }

    @Test func everyProtocolHasItsAddressAndItsHeaderForTheKey() throws {
        func sent(_ format: some WireFormat, streams: Bool) throws -> TransportRequest {
            try format.encode(ModelCall(model: "m/1", request: fullRequest, streams: streams))
        }
        #expect(try sent(openAI, streams: true).url == "http://host/v1/chat/completions")
        #expect(try sent(openAI, streams: true).header("authorization") == "Bearer sk-test-0123456789")
        #expect(try sent(anthropic, streams: true).url == "http://host/v1/messages")
        #expect(try sent(anthropic, streams: true).header("x-api-key") == "sk-test-0123456789")
        #expect(try sent(anthropic, streams: true).header("anthropic-version") == "2023-06-01")
        #expect(try sent(gemini, streams: true).url == "http://host/v1beta/models/m/1:streamGenerateContent?alt=sse")
        #expect(try sent(gemini, streams: false).url == "http://host/v1beta/models/m/1:generateContent")
        #expect(try sent(gemini, streams: false).header("x-goog-api-key") == "sk-test-0123456789")
        #expect(try sent(ollama, streams: false).url == "http://host/api/chat")
    }

    @Test func equalRequestsAreEqualBytes() throws {
        for format in [openAI, anthropic, gemini, ollama] as [any WireFormat] {
            let call = ModelCall(model: "m", request: fullRequest, streams: true)
            #expect(try format.encode(call).body == format.encode(call).body)
        }
    }

    @Test(arguments: [
        ("claude-3-5-haiku-latest", true), ("claude-sonnet-4-5", true), ("claude-opus-4-1", true), ("claude-opus-4-6", false),
        ("claude-sonnet-4-6", false), ("claude-next", false),
    ])
    func onlyOlderClaudesGoOnFromAPrefill(_ model: String, goesOn: Bool) {
        #expect(anthropic.continuesPrefill(model: model) == goesOn)
    }
}
