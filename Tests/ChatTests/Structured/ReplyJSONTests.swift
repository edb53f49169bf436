import LanguageModel
import Testing

@testable import Chat

@Suite struct ReplyJSONTests {
    @Test(arguments: [
        #"{"a":1}"#, "  \n{\"a\":1}\n", "```json\n{\"a\":1}\n```", "Here it is:\n\n```\n{\"a\": 1}\n```\nEnjoy!",
        #"Sure! {"a":1} is what I suggest."#, #"I used [] and {} and then {"a":1}."#, #"{not json} but {"a":1}"#,
    ])
    func jsonIsFoundWhereverItStands(_ reply: String) {
        #expect(ReplyJSON.find(in: reply) == .success(["a": 1]))
    }

    @Test func bracketsInsideTextsDoNotEndIt() {
        #expect(ReplyJSON.find(in: #"So: {"a":"}\"]"} there."#) == .success(["a": "}\"]"]))
    }

    @Test(arguments: [
        ("", ReplyJSON.Absence.empty), (" \n", .empty), ("I cannot do that.", .onlyWords), ("42", .onlyWords),
        (#"{"a":[1,2"#, .breaksOff), ("```json\n{\"a\":", .breaksOff),
    ])
    func whatHoldsNoneIsToldApart(reply: String, absence: ReplyJSON.Absence) {
        #expect(ReplyJSON.find(in: reply) == .failure(absence))
    }

    @Test func aReplyOfBracketsAloneIsReadQuickly() {
        #expect(ReplyJSON.find(in: String(repeating: "{", count: 500_000)) == .failure(.breaksOff))
    }
}
