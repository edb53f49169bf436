import LanguageModel
import Testing

@testable import Providers

@Suite struct QuotedWordsTests {
    @Test(arguments: [
        ("Invalid content: \"My secret is the number 4711.\"", "My secret is the number 4711.", "Invalid content: \"…\""),
        // Only a part of a longer text is quoted, and only a part of a quote is the text's.
        ("near 'the number 4711 and no', column 4", "All of it: the number 4711 and nothing more", "near '…', column 4"),
        ("bad: 4711ab!", "4711ab", "bad: …!"),
        ("ends with 地球是圆的，一直如此。", "他说：地球是圆的，一直如此。", "ends with …"),
        ("nothing of it", "another text altogether", "nothing of it"),
        ("model not found", "model", "model not found"),
        ("", "another text altogether", ""),
        ("short", "a text that is much longer than the message", "short"),
    ])
    func takesOutWhatIsRepeated(message: String, text: String, left: String) {
        #expect(QuotedWords.removed(from: message, of: [text]) == left)
    }

    @Test func leavesCharactersWhole() {
        // The two texts differ in the middle of a character: ä and ö begin with the same byte.
        let left = QuotedWords.removed(from: "xx ö0123456789abcdef yy", of: ["ä0123456789abcdef"])
        #expect(left == "xx ö… yy")
        #expect(QuotedWords.removed(from: "0123456789abcdeä", of: ["0123456789abcdeö"]).contains("…ä") == false)
    }

    @Test func partOfAKeyThatWasCutIsTakenOutToo() {
        let key = "sk-0123456789abcdef0123456789abcdef"
        let failure = ModelFailure(.unauthorized, "Incorrect API key provided: \(key.prefix(24))").without(Secret(key))
        #expect(!failure.message.contains("0123456789"))
    }
}
