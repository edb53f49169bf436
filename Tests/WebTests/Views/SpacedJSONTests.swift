import Testing

@testable import Web

@Suite struct SpacedJSONTests {
    @Test func setsPartsOutAndKeepsTheirOrder() {
        #expect(
            SpacedJSON(#"{"type":"a.b","data":{"n":1.50,"list":[1,{"x":null}],"none":{},"nothing":[]}}"#).text == """
                {
                  "type": "a.b",
                  "data": {
                    "n": 1.50,
                    "list": [
                      1,
                      {
                        "x": null
                      }
                    ],
                    "none": {},
                    "nothing": []
                  }
                }
                """)
    }

    @Test func leavesTextsAlone() {
        let text = #"{"t":"{ [a, b]: \"c\\\" \\"}"#
        #expect(SpacedJSON(text).text == "{\n  " + #""t": "{ [a, b]: \"c\\\" \\""# + "\n}")
    }

    @Test(arguments: ["", "]", "{", "}}", "\"", "[,]", "\\"])
    func endsOnWhatIsNoJSON(text: String) {
        #expect(!SpacedJSON(text).text.contains("null"))
    }

    @Test func takesSpaceThatIsThere() {
        #expect(SpacedJSON("[ 1,\n 2 ]").text == "[\n  1,\n  2\n]")
    }
}
