import LanguageModel
import Testing

@testable import Web

@Suite struct APISchemaTests {
    @Test func requiresEveryMemberThatIsNotOptional() {
        let schema = APISchema.object(["a": .string, "b": .integer.optional.about("B."), "c": .ref("Thing")])
        #expect(
            schema.json == [
                "type": "object", "required": ["a", "c"],
                "properties": [
                    "a": ["type": "string"], "b": ["type": "integer", "description": "B."],
                    "c": ["$ref": "#/components/schemas/Thing"],
                ],
            ])
        #expect(APISchema.object(["a": .string.optional]).json["required"] == nil)
    }

    @Test func mayBeNull() {
        #expect(APISchema.string.nullable.json == ["type": ["string", "null"]])
        #expect(APISchema.oneOf("a").nullable.json == ["type": ["string", "null"], "enum": ["a", nil]])
        #expect(APISchema.ref("T").nullable.json == ["anyOf": [["$ref": "#/components/schemas/T"], ["type": "null"]]])
    }
}
