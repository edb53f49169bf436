import LanguageModel
import Testing

@testable import Providers

/// How each protocol asks for the form of an answer.
@Suite struct ResponseFormatTests {
    private let schema: JSONValue = ["type": "object", "properties": ["a": ["type": "string"]]]

    private func body(_ kind: ProviderKind, _ format: ResponseFormat?) throws -> JSONValue {
        let request = ChatRequest(messages: [Message(.user, "Hello")], responseFormat: format)
        switch kind {
        case .anthropic: return try AnthropicFormat(baseURL: "http://host", apiKey: nil).body(request)
        case .gemini: return try GeminiFormat(baseURL: "http://host", apiKey: nil).body(request)
        case .ollama: return try OllamaFormat(baseURL: "http://host").body(request)
        case .builtin, .openai: return try OpenAIFormat(baseURL: "http://host/v1", apiKey: nil).body(request)
        }
    }

    private var named: ResponseFormat {
        .jsonSchema(.init(name: "thing", description: "A thing", schema: schema, isStrict: true))
    }

    @Test func openAITakesNameDescriptionAndStrictness() throws {
        #expect(
            try body(.openai, named)["response_format"] == [
                "type": "json_schema",
                "json_schema": ["name": "thing", "description": "A thing", "strict": true, "schema": schema],
            ])
        #expect(try body(.openai, .jsonObject)["response_format"] == ["type": "json_object"])
    }

    @Test func geminiTakesAMediaTypeAndASchema() throws {
        let settings = try body(.gemini, named)["generationConfig"]
        #expect(settings == ["responseMimeType": "application/json", "responseJsonSchema": schema])
        #expect(try body(.gemini, .jsonObject)["generationConfig"] == ["responseMimeType": "application/json"])
    }

    @Test func ollamaTakesASchemaOrAWord() throws {
        #expect(try body(.ollama, named)["format"] == schema)
        #expect(try body(.ollama, .jsonObject)["format"] == "json")
    }

    @Test func anthropicTakesASchemaAndHasNoModeForJustAnyObject() throws {
        #expect(try body(.anthropic, named)["output_config"] == ["format": ["type": "json_schema", "schema": schema]])
        #expect(AnthropicFormat(baseURL: "", apiKey: nil).takes(named))
        #expect(!AnthropicFormat(baseURL: "", apiKey: nil).takes(.jsonObject))
    }

    @Test(arguments: Staging.kinds)
    func nothingIsSaidOfItWhenNothingIsAsked(_ kind: ProviderKind) throws {
        let body = try body(kind, nil)
        for name in ["response_format", "format", "output_config"] { #expect(body[name] == nil) }
        #expect(body["generationConfig"]?["responseMimeType"] == nil)
    }
}
