import Testing

@testable import Knowledge

@Suite struct ExcerptTests {
    private let rows = (1...40).map { "| `setting.\($0)`<br>What number \($0) does to the server. | a number | `\($0)` |" }

    @Test func aShortPassageIsQuotedWhole() {
        #expect(Excerpt(of: "Drums are lent.\n\nBy the week.", for: "weeks?").text == "Drums are lent.\n\nBy the week.")
    }

    @Test func theRowThatIsAskedForIsInIt() throws {
        let table = (rows + ["| `log.file`<br>Where the log is written, and rotated. | a path | – |"] + rows).joined(
            separator: "\n")
        let text = Excerpt(of: table, for: "How are logs rotated?").text
        #expect(text.hasPrefix("| `log.file`") && text.hasSuffix("|"))
        #expect(text.count <= Excerpt.limit)
        #expect(table.contains(text))
    }

    @Test func itBeginsAndEndsWithASentence() {
        let prose =
            (1...30).map { "Paragraph \($0) of this\nhandbook says nothing much." } + ["A drum costs forty\neuros a week."]
        let text = Excerpt(of: prose.joined(separator: "\n\n"), for: "What does the drum cost?").text
        #expect(text.hasSuffix("A drum costs forty\neuros a week.") && text.hasPrefix("Paragraph "))
        #expect(QuotedWords(prose.joined(separator: "\n\n")).contains(QuotedWords(text)))
    }

    @Test func codeIsNotCut() {
        let code = "```sh\n" + (1...60).map { "echo \($0);" }.joined(separator: "\n") + "\n```"
        let text = Excerpt(of: "To count:\n\n\(code)\n\nThat is all there is to it.", for: "echo 17").text
        #expect(text.contains(code))
    }

    @Test func withoutAWordOfTheQuestionItIsTheBeginning() {
        let table = rows.joined(separator: "\n")
        #expect(Excerpt(of: table, for: "elephants").text.hasPrefix(rows[0]))
    }

    @Test func wordsAreFoundInOtherFormsAndScripts() {
        let filler = String(repeating: "店里有很多东西可以看。\n", count: 80)
        #expect(Excerpt(of: filler + "鼓每周四十欧元。\n" + filler, for: "鼓多少欧元？").text.contains("鼓每周四十欧元。"))
    }
}
