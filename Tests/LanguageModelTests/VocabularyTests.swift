import Foundation
import LanguageModel
import Testing

@Suite struct VocabularyTests {
    @Test(arguments: [
        ("gemini:gemini-exp-1206", "gemini", "gemini-exp-1206"), ("local:llama3:8b", "local", "llama3:8b"), ("a:b/c", "a", "b/c"),
    ]) func aModelIdentifierIsSplitAtTheFirstColon(_ text: String, _ provider: String, _ model: String) throws {
        let identifier = try #require(ModelIdentifier(text))
        #expect(identifier == ModelIdentifier(provider: provider, model: model))
        #expect(identifier.description == text)
        let coded = try JSONEncoder().encode([identifier])
        #expect(try JSONDecoder().decode([ModelIdentifier].self, from: coded) == [identifier])
    }

    @Test(arguments: ["", ":", "gemini", "gemini:", ":model"]) func halfAModelIdentifierIsNone(_ text: String) {
        #expect(ModelIdentifier(text) == nil)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([ModelIdentifier].self, from: Data("[\"\(text)\"]".utf8)) }
    }

    @Test func jsonComesBackAsItWas() throws {
        let value: JSONValue = [
            "null": nil, "true": true, "one": 1, "negative": -7, "half": 0.5, "text": "a \"b\" \n é 🙂",
            "list": [1, "x", [], [:]],
            "large": .integer(.max), "object": ["nested": ["deep": false]],
        ]
        let coded = try JSONEncoder().encode(value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: coded) == value)
        #expect(value["text"]?.stringValue == "a \"b\" \n é 🙂")
        #expect(value["object"]?["nested"]?.objectValue == ["deep": false])
        #expect(value["missing"] == nil)
        #expect(JSONValue.string("x")["x"] == nil)
    }

    @Test(arguments: [
        ("opnai", "openai"), ("OPENAI", "openai"), ("gemnii", "gemini"), ("olama", "ollama"), ("zzzzzz", nil), ("", nil),
    ]) func theNearestNameIsFoundOrNone(_ name: String, _ expected: String?) {
        #expect(nearest(to: name, in: ["openai", "gemini", "ollama", "anthropic"]) == expected)
    }

    @Test func noNameIsNearestToNone() {
        #expect(nearest(to: "x", in: [String]()) == nil)
    }

    @Test func usageClassesAddUpWithoutOverlap() {
        let sum = Usage(input: 1, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 5) + Usage(input: 10, isEstimated: true)
        #expect(sum == Usage(input: 11, cachedInput: 2, cacheWrite: 3, output: 4, reasoning: 5, isEstimated: true))
        #expect(sum.prompt == 16 && sum.completion == 9 && sum.total == 25)
    }

    @Test func aSecretShowsItselfToNobody() {
        let secret = Secret("hunter2")
        #expect(!"\(secret) \(String(reflecting: secret)) \(Mirror(reflecting: secret).children.count)".contains("hunter2"))
        #expect(secret.reveal == "hunter2")
    }

    @Test func anOutageIsOverAtTheEarliestAfterASecond() {
        let model = ModelIdentifier(provider: "p", model: "m")
        #expect(Exhaustion(models: []).retryAfter == .seconds(1))
        let both = [Duration.seconds(9), .seconds(4)].map { Exhaustion.Model(model: model, reason: .overloaded, retryAfter: $0) }
        #expect(Exhaustion(models: both).retryAfter == .seconds(4))
    }
}
