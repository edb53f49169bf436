import LanguageModel
import Testing

@testable import Simulator

/// What the simulated models say when JSON is asked for.
@Suite struct StructuredTests {
    private let schema: JSONValue = [
        "type": "object", "required": ["title", "steps", "due"], "additionalProperties": false,
        "properties": [
            "title": ["type": "string", "maxLength": 12],
            "steps": ["type": "array", "items": ["$ref": "#/$defs/step"], "minItems": 1],
            "due": ["type": ["string", "null"], "format": "date"],
            "size": ["enum": ["small", "large"]],
        ],
        "$defs": [
            "step": [
                "type": "object", "properties": ["minutes": ["type": "integer", "minimum": 40]], "required": ["minutes"],
                "additionalProperties": false,
            ]
        ],
    ]

    private func said(_ fault: Fault, answer: String? = nil, schema: JSONValue?) -> String? {
        var call = ChatCall(model: "m", isStreaming: false, messages: [], toolNames: [], maxTokens: nil, stop: [])
        call.form = schema.map { .init(schema: $0) }
        return StructuredText.reply(to: call, by: Behaviour(answer: answer), fault: fault)
    }

    @Test func whatIsSaidFitsTheSchema() throws {
        let text = try #require(said(.none, schema: schema))
        let value = try #require(JSONValue(json: text))
        #expect(try JSONSchema(schema).problems(in: value).isEmpty)
    }

    @Test(arguments: [Fault.prose, .wrongTypes, .truncatedJSON, .translated])
    func faultsMakeItUnfit(_ fault: Fault) throws {
        let text = try #require(said(fault, schema: schema))
        let problems = try JSONValue(json: text).map { try JSONSchema(schema).problems(in: $0) }
        #expect(problems.map(\.isEmpty) != true)
    }

    @Test func fencedAndExtendedJSONHoldsTheSame() throws {
        let plain = try #require(said(.none, schema: schema))
        #expect(said(.fencedJSON, schema: schema)?.contains("```json\n\(plain)\n```") == true)
        let extended = try #require(said(.extraKeys, schema: schema))
        let value = try #require(JSONValue(json: extended))
        #expect(try JSONSchema(schema).fitted(value).get() == JSONValue(json: plain))
    }

    @Test func aFixedAnswerStandsWhenItIsJSON() {
        #expect(said(.none, answer: #"{ "a": 1 }"#, schema: schema) == #"{ "a": 1 }"#)
        #expect(said(.none, answer: "Hello", schema: schema)?.first == "{")
        #expect(said(.none, answer: "Hello", schema: nil) == nil)
        #expect(said(.extraKeys, answer: #"{"a":1}"#, schema: nil)?.contains("a_remark") == true)
    }
}
