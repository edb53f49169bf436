import LanguageModel
import Testing

@Suite struct JSONSchemaTests {
    private func problems(_ schema: JSONValue, _ value: JSONValue) throws -> [String] {
        try JSONSchema(schema).problems(in: value).map(\.description)
    }

    private func fits(_ schema: JSONValue, _ value: JSONValue) throws -> Bool { try problems(schema, value).isEmpty }

    private func json(_ text: String) throws -> JSONValue { try #require(JSONValue(json: text)) }

    private func fault(_ schema: JSONValue) -> JSONSchemaError? {
        do {
            _ = try JSONSchema(schema)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("string", #""a""#, "1"), ("integer", "3", "3.5"), ("integer", "3.0", #""3""#), ("number", "3", #""3""#),
        ("boolean", "true", "0"), ("null", "null", "false"), ("array", "[1]", "{}"), ("object", "{}", "[]"),
    ])
    func typesAreToldApart(type: String, good: String, bad: String) throws {
        #expect(try fits(["type": .string(type)], json(good)))
        #expect(try !fits(["type": .string(type)], json(bad)))
    }

    @Test func aListOfTypesTakesAnyOfThem() throws {
        let schema: JSONValue = ["type": ["string", "null"]]
        #expect(try fits(schema, nil) && fits(schema, "x"))
        #expect(try problems(schema, 1) == ["the whole: must be a string or null, and is a whole number"])
    }

    @Test func problemsPointToTheirPlace() throws {
        let schema: JSONValue = [
            "type": "object", "required": ["list"],
            "properties": [
                "list": [
                    "type": "array",
                    "items": ["type": "object", "required": ["a/b"], "properties": ["a/b": ["type": "integer"]]],
                ]
            ],
        ]
        let found = try problems(schema, json(#"{"list":[{"a/b":1},{"a/b":"1"},{}]}"#))
        #expect(found == ["/list/1/a~1b: must be a whole number, and is a string", "/list/2/a~1b: is missing"])
        #expect(try problems(schema, [:]) == ["/list: is missing"])
    }

    @Test(arguments: [
        (#"{"minLength":2,"maxLength":3}"#, #"["añ"]"#, #"["a"]"#), (#"{"maxLength":3}"#, #"["abc"]"#, #"["abcd"]"#),
        (#"{"minItems":1}"#, "[[1]]", "[[]]"), (#"{"maxItems":1}"#, "[[1]]", "[[1,2]]"), (#"{"minimum":1}"#, "[1]", "[0]"),
        (#"{"maximum":2}"#, "[1.5]", "[3]"), (#"{"exclusiveMinimum":1}"#, "[1.1]", "[1]"),
        (#"{"exclusiveMaximum":2}"#, "[1]", "[2]"), (#"{"enum":["a",1]}"#, "[1.0]", #"["b"]"#),
        (#"{"const":{"a":1}}"#, #"[{"a":1}]"#, "[{}]"), (#"{"pattern":"^[a-z]+$"}"#, #"["abc"]"#, #"["aBc"]"#),
        (#"{"properties":{"a":false}}"#, "[{}]", #"[{"a":1}]"#),
    ])
    func boundsHold(schema: String, good: String, bad: String) throws {
        let list: JSONValue = ["items": try json(schema)]
        #expect(try fits(list, json(good)))
        #expect(try !fits(list, json(bad)))
    }

    @Test(arguments: [
        ("date", "2024-02-29", true), ("date", "2023-02-29", false), ("date", "2026-3-1", false), ("date", "tomorrow", false),
        ("date-time", "2026-03-31T09:30:00Z", true), ("date-time", "2026-03-31T09:30:00.25+02:00", true),
        ("date-time", "2026-03-31 09:30:00Z", false), ("date-time", "2026-03-31T25:30:00Z", false),
        ("date-time", "2026-03-31T09:30:00.Z", false), ("color", "anything", true),
    ])
    func formats(name: String, text: String, isGood: Bool) throws {
        #expect(try fits(["format": .string(name)], .string(text)) == isGood)
    }

    @Test func additionalMembersAreForbiddenOrHeldToASchema() throws {
        let closed: JSONValue = ["properties": ["a": true], "additionalProperties": false]
        #expect(try problems(closed, ["a": 1, "b": 2]) == ["/b: is no member of this object"])
        let typed: JSONValue = ["additionalProperties": ["type": "integer"]]
        #expect(try fits(typed, ["a": 1]) && !fits(typed, ["a": "1"]))
    }

    @Test func membersThatOnlyTheSchemaForbidsAreTakenAway() throws {
        let inner: JSONValue = ["type": "object", "properties": ["x": ["type": "integer"]], "additionalProperties": false]
        let schema = try JSONSchema([
            "type": "object", "properties": ["list": ["type": "array", "items": inner]], "additionalProperties": false,
        ])
        let value: JSONValue = ["list": [["x": 1, "note": "hi"], ["x": 2, "": 3, "a/b": 4]], "remark": [:]]
        #expect(try schema.fitted(value).get() == ["list": [["x": 1], ["x": 2]]])
        let broken: JSONValue = ["list": [["x": "1", "note": "hi"]]]
        #expect(throws: JSONProblems.self) { try schema.fitted(broken).get() }
    }

    @Test func referencesLeadIntoTheSchemaAndMayGoRound() throws {
        let tree: JSONValue = [
            "$ref": "#/$defs/node",
            "$defs": [
                "node": [
                    "type": "object", "properties": ["children": ["type": "array", "items": ["$ref": "#/$defs/node"]]],
                    "additionalProperties": false,
                ]
            ],
        ]
        #expect(try fits(tree, ["children": [["children": []]]]))
        #expect(
            try problems(tree, ["children": [["children": [1]]]]) == [
                "/children/0/children/0: must be an object, and is a whole number"
            ])
    }

    @Test func anyOfComplainsOfTheOptionThatComesNearest() throws {
        let schema: JSONValue = [
            "anyOf": [["type": "null"], ["type": "object", "required": ["a"], "properties": ["a": ["type": "integer"]]]]
        ]
        #expect(try fits(schema, nil) && fits(schema, ["a": 1]))
        #expect(try problems(schema, ["a": "x"]) == ["/a: must be a whole number, and is a string"])
    }

    @Test(arguments: [
        (#"{"type":"strnig"}"#, "/type", #"there is no type "strnig"; did you mean "string"?"#),
        (#"{"type":3}"#, "/type", "must be a string or a list of strings"),
        (#"["string"]"#, "", "a schema must be an object, or true or false"),
        (#"{"properties":{"a":1}}"#, "/properties/a", "a schema must be an object, or true or false"),
        (#"{"requierd":["a"]}"#, "/requierd", #"this keyword is not supported; did you mean "required"?"#),
        (#"{"items":{"minLength":-1}}"#, "/items/minLength", "must be a whole number, 0 or more"),
        (#"{"minItems":3,"maxItems":2}"#, "/minItems", "is larger than maxItems"),
        (#"{"enum":[]}"#, "/enum", "must be a list of at least one value"),
        (#"{"required":["a","a"]}"#, "/required", "must be a list of names, each once"),
        (#"{"required":["a"],"additionalProperties":false}"#, "/required", #""a" is required, and no property"#),
        (##"{"$ref":"#/$defs/x"}"##, "/$ref", "there is nothing at #/$defs/x"),
        (##"{"$ref":"https://x.test/s"}"##, "/$ref", ##"must refer to a place in this schema, as in "#/$defs/name""##),
        (##"{"$ref":"#"}"##, "", "refers to itself"),
        (#"{"pattern":"("}"#, "/pattern", "is not a regular expression that can be read"),
        (#"{"minimum":3,"maximum":1}"#, "/minimum", "is larger than the maximum"),
        (#"{"anyOf":[]}"#, "/anyOf", "must be a list of at least one schema"),
    ])
    func anInvalidSchemaIsRefusedWithWhereAndWhy(schema: String, pointer: String, reason: String) throws {
        let fault = fault(try json(schema))
        #expect(fault?.pointer == pointer)
        #expect(fault?.reason == reason)
    }

    @Test(arguments: ["(a+)+$", "(a|aa)*", "((a*)b)+", #"(a)\1"#, "(a{2,}){3}"])
    func aPatternThatMayTakeForEverIsRefused(_ pattern: String) {
        #expect(fault(["pattern": .string(pattern)])?.pointer == "/pattern")
    }

    @Test func depthAndSizeAreBounded() throws {
        var deep: JSONValue = ["type": "integer"]
        for _ in 0..<40 { deep = ["items": deep] }
        #expect(fault(deep)?.reason.contains("deeper") == true)
        let wide: JSONValue = ["properties": .object(Dictionary(uniqueKeysWithValues: (0..<3000).map { ("p\($0)", true) }))]
        #expect(fault(wide)?.reason.contains("more than 2000") == true)
        let round: JSONValue = ["items": ["$ref": "#"]]
        var value: JSONValue = []
        for _ in 0..<100 { value = [value] }
        #expect(try problems(round, value).first?.contains("too deep") == true)
    }

    @Test func aSchemaThatBranchesWithoutEndIsGivenUp() throws {
        let schema: JSONValue = [
            "items": ["anyOf": [["$ref": "#"], ["$ref": "#"], ["$ref": "#"]]], "type": "array", "maxItems": 1,
        ]
        var value: JSONValue = 1
        for _ in 0..<40 { value = [value] }
        #expect(try !fits(schema, value))
    }

    @Test func onlyTwentyProblemsAreTold() throws {
        #expect(try problems(["items": ["type": "string"]], .array((0..<100).map { .integer($0) })).count == 20)
    }

    @Test func whatProvidersDoNotTakeIsLeftOutForThem() throws {
        let schema = try JSONSchema([
            "type": "object", "required": ["pattern"], "additionalProperties": false,
            "properties": ["pattern": ["type": "string", "maxLength": 3, "pattern": "^a", "description": "d"]],
        ])
        #expect(
            schema.portable == [
                "type": "object", "required": ["pattern"], "additionalProperties": false,
                "properties": ["pattern": ["type": "string", "description": "d"]],
            ])
        #expect(schema.isStrict)
        #expect(try !JSONSchema(["type": "object", "properties": ["a": true], "additionalProperties": false]).isStrict)
    }

    @Test func somebodyElsesSchemaMayHoldWordsThatAreNotKnownHere() throws {
        #expect(throws: JSONSchemaError.self) { try JSONSchema(["oneOf": []]) }
        #expect(try JSONSchema(["oneOf": [], "x-order": 1], ignoresUnsupported: true).problems(in: 1).isEmpty)
    }
}
