import Foundation
import Testing

@testable import Parsing

@Suite struct TextFormatTests {
    private static let markdown = """
        ---
        title: "The Guide"
        lang: en
        ---

        # Start `here` #

        First paragraph
        goes on.
        - one
        - two
          still two

        Under
        -----

        | Name | Price |
        |------|------:|
        | Drum | 12 |
        | Bell | 3 |

        ```swift
        # no heading
        ```
        #5 is no heading
        """

    @Test(arguments: ["\n", "\r\n"]) func markdownIsItsBlocksAndKeepsEveryCharacter(_ end: String) throws {
        let text = Self.markdown.replacing("\n", with: end)
        let document = try read(text, as: "guide.md")
        #expect(document.text == text)
        #expect(document.summary.title == "The Guide")
        #expect(document.summary.language == "en")
        #expect(
            document.outline.map { $0.replacing("\r\n", with: "\n") } == [
                "heading:# Start `here` #", "paragraph:First paragraph\ngoes on.", "list:- one", "list:- two\n  still two",
                "heading:Under", "header:| Name | Price |", "row:| Drum | 12 |", "row:| Bell | 3 |",
                "code:```swift\n# no heading\n```", "paragraph:#5 is no heading",
            ])
        #expect(document.blocks.compactMap(\.title) == ["Start here", "Under", "Name | Price"])
        #expect(document.blocks.compactMap(\.level) == [1, 2])
    }

    @Test(arguments: [
        "", "\n", "\n\n  \n", "#", "# \n", "a\n===\n", "---", "---\n", "```\nnever closed", "| a |\n|---|", "|\n|-|\n|\n",
        "- \n-", "a\n-\n",
        "\r\n\r\n# A\r\n\r\nb", "| a | b |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n", "a | b\n--- | ---\n1 | 2\ntext",
    ])
    func anyMarkdownIsKeptAsItIs(_ text: String) throws {
        var blocks: [Block] = []
        var output = BlockOutput(limit: 1000) { blocks.append($0) }
        var parser = MarkdownParser(text)
        try parser.parse(into: &output)
        #expect(blocks.reduce(into: "") { $0 += $1.text + $1.after } == text)
    }

    @Test func plainTextIsParagraphsAndPages() throws {
        let text = "\n\nOne\ngoes on.\n\nTwo\n\u{0C}Three\n\n\n\nFour"
        let document = try read(text, as: "notes.txt")
        #expect(document.text == text)
        #expect(document.outline.map(\.lastWords) == ["One\ngoes on.", "Two", "Three", "Four"])
        #expect(document.blocks.filter { !$0.text.isEmpty }.map(\.page) == [1, 1, 2, 2])
        #expect(document.summary.pages == 2)
    }

    @Test func aTableKeepsItsRowsWithNewlinesInQuotes() throws {
        let text = "name;note\r\nDrum;\"two\nlines\"\r\nBell;\"said \"\"hi\"\"\"\r\n"
        let document = try read(text, as: "items.csv")
        #expect(document.text == text)
        #expect(document.outline == ["header:name;note", "row:Drum;\"two\nlines\"", "row:Bell;\"said \"\"hi\"\"\""])
        #expect(document.blocks[0].title == "name | note")
    }

    @Test func aQuoteThatIsNeverClosedSwallowsNothing() throws {
        let document = try read("a,b\n1,\"open\n2,3\n4,5\n", as: "items.csv")
        #expect(document.blocks.count == 4)
    }

    @Test func aPageOfTheWebIsWhatItsReadersSee() throws {
        let page = """
            <!DOCTYPE html><html lang="de"><head><title> Das  Haus </title><style>p{}</style></head><body>
            <nav><a href="/">Start</a></nav><h1>Das <em>Haus</em></h1><script>alert("weg")</script>
            <p>Ein Satz,<br>noch einer &amp; <b>fett</b>.</p><ul><li>eins</li><li><p>zwei</p></li></ul>
            <p hidden>versteckt</p><div style="display: none">versteckt</div>
            <table><tr><th>Name</th><th>Preis</th></tr><tr><td>Trommel</td><td>12</td></tr></table>
            <pre>  a
              b</pre>Rest</body></html>
            """
        let document = try read(page, as: "haus.html")
        #expect(document.summary.title == "Das Haus")
        #expect(document.summary.language == "de")
        #expect(
            document.outline == [
                "heading:Das Haus", "paragraph:Ein Satz,\nnoch einer & fett.", "list:eins", "list:zwei", "header:Name | Preis",
                "row:Trommel | 12", "code:a\n  b", "paragraph:Rest",
            ])
        #expect(!document.text.contains("weg") && !document.text.contains("versteckt"))
    }

    @Test func aPageThatIsNestedIsReadUnlessItIsMadeToExhaust() throws {
        #expect(try read(String(repeating: "<div>", count: 200) + "inside", as: "deep.html").outline == ["paragraph:inside"])
        let deep = String(repeating: "<div>", count: 50_000) + "inside"
        #expect(failure(Array(deep.utf8), as: "deeper.html") == .damaged)
    }

    @Test func aLargePageIsReadWithThePiecesThatItHas() throws {
        // libxml2 takes pieces of up to ten million bytes for usual ones.
        let text = String(repeating: "🎻", count: 2_600_000)
        let document = try read("<html><body><p>first</p><pre>\(text)</pre><p>last</p></body></html>", as: "large.html")
        #expect(document.outline.map(\.utf8.count) == [15, 5 + text.utf8.count, 14])
        // Nor may it nest any deeper.
        let deep = String(repeating: "<div>", count: 300) + "inside" + String(repeating: "</div>", count: 300)
        #expect(failure(Array("<pre>\(text)</pre>\(deep)".utf8), as: "deep.html") == .damaged)
    }

    @Test(arguments: [
        ("Größe und Äpfel, schön für dich.", "WINDOWS-1252"), ("Die Geige ist schön, größer und älter.", "WINDOWS-1252"),
        ("Zażółć gęślą jaźń, to jest prosty tekst.", "WINDOWS-1250"),
        ("Αυτό είναι ένα απλό κείμενο για την ανάγνωση.", "WINDOWS-1253"),
        ("זהו טקסט פשוט לקריאה בספרייה.", "WINDOWS-1255"), ("هذا نص بسيط للقراءة في المكتبة.", "WINDOWS-1256"),
        ("Été à Noël: où sont les élèves français?", "WINDOWS-1252"), ("Привет, как дела? Это простой текст.", "WINDOWS-1251"),
        ("これは日本語の文章です。とても簡単です。", "CP932"), ("これは日本語の文章です。とても簡単です。", "EUC-JP"),
        ("我们的中国是一个大的国家，有人在这里说话。", "GB18030"), ("我們的中國是一個大的國家，有人在這裡說話。", "BIG5"),
        ("안녕하세요 이것은 한국어 문장입니다", "CP949"), ("plain ä 中 🎻", "UTF-8"), ("wide ä 中 🎻", "UTF-16LE"), ("wide ä", "UTF-16BE"),
    ])
    func textOfAnyEncodingIsRead(_ text: String, _ encoding: String) throws {
        let bytes = try #require(encoded(text, encoding))
        let document = try read(bytes, as: "text.txt")
        #expect(document.text == text)
    }

    private func encoded(_ text: String, _ encoding: String) -> [UInt8]? {
        if encoding == "UTF-8" { return Array(text.utf8) }
        if encoding == "UTF-16LE" { return [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
        if encoding == "UTF-16BE" { return text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }
        // Not the program of this name, which would share the descriptors of whatever else is started at the time.
        guard let converter = iconv_open(encoding, "UTF-8"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = text.utf8.map { CChar(bitPattern: $0) }
        var output = [CChar](repeating: 0, count: input.count * 4)
        var (inputLeft, outputLeft) = (input.count, output.count)
        let isWhole = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, to) = (input.baseAddress, output.baseAddress)
                return iconv(converter, &from, &inputLeft, &to, &outputLeft) != -1
                    && iconv(converter, nil, nil, &to, &outputLeft) != -1
            }
        }
        return isWhole ? output.dropLast(outputLeft).map { UInt8(bitPattern: $0) } : nil
    }

    @Test func aLineOfTenMillionCharactersIsATextLikeAnyOther() throws {
        let document = try read([UInt8](repeating: UInt8(ascii: "a"), count: 10_000_000), as: "long.txt")
        #expect(document.blocks.count == 1)
        #expect(document.blocks[0].text.utf8.count == 10_000_000)
    }

    @Test func whatIsNoTextIsSaidToBeNone() {
        let noise = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
        #expect(failure(noise, as: "noise.txt") == .notText)
        #expect(failure([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13], as: "picture.md") == .notText)
        #expect(failure([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13], as: "picture.png") == .unsupportedFormat)
        #expect(failure([], as: "empty.txt") == .noText)
        #expect(failure(Array(" \n\n ".utf8), as: "blank.txt") == .noText)
        #expect(failure(Array("no PDF".utf8), as: "file.pdf") == .damaged)
        #expect(
            failure(Array("word ".utf8) + Array(repeating: 65, count: 200), as: "a.txt", limits: ParseLimits(text: 100))
                == .tooMuchText)
    }
}

extension String {
    /// What stands behind the first colon.
    fileprivate var lastWords: String { String(self[index(after: firstIndex(of: ":") ?? startIndex)...]) }
}
