import Testing

@testable import Parsing

@Suite struct HiddenTextTests {
    @Test(arguments: [
        "<p style=\"display: none\">unseen</p>", "<p style=\"visibility:hidden !important\">unseen</p>", "<p hidden>unseen</p>",
        "<p aria-hidden=\"true\">unseen</p>", "<p style=\"font-size:0\">unseen</p>", "<p style=\"font-size: 0.5px\">unseen</p>",
        "<p style=\"opacity:0\">unseen</p>", "<p style=\"position:absolute;left:-9999px\">unseen</p>",
        "<p style=\"text-indent:-100em\">unseen</p>", "<p style=\"color:#FFF\">unseen</p>",
        "<p style=\"color:transparent\">unseen</p>",
        "<p style=\"color:red;background:red\">unseen</p>", "<p style=\"height:0;overflow:hidden\">unseen</p>",
        "<font color=white>unseen</font>", "<!-- unseen -->", "<style>.a, .b { display:none }</style><p class=\"x b\">unseen</p>",
        "<style>#c{position:absolute;left:-5000px}</style><p id=c>unseen</p>",
        "<div style=\"display:none\"><p><b>unseen</b></p></div>",
    ]) func whatAPageHidesIsNotedAndNotTakenIn(_ html: String) throws {
        let page = try read("<html><body><p>seen</p>\(html)</body></html>", as: "page.html")
        #expect(page.text.contains("seen") && !page.text.contains("unseen"))
        #expect(page.summary.hidden?.contains("unseen") == true)
    }

    @Test(arguments: [
        "<div style=\"background:#000\"><p style=\"color:#fff\">here</p></div>",
        "<table bgcolor=black><tr><td><font color=white>here</font></table>",
        "<style>body{background:black}</style><p style=\"color:white\">here</p>", "<p style=\"left:-10px\">here</p>",
        "<p style=\"opacity:0.5;font-size:12px\">here</p>", "<style>.a { color:red }</style><p class=a>here</p>",
        "<p style=\"color:white;background:red\">here</p>",
    ]) func whatIsSeenIsTakenIn(_ html: String) throws {
        let page = try read("<html><body><p>seen</p>\(html)</body></html>", as: "page.html")
        #expect(page.text.contains("here"))
        #expect(page.summary.hidden == nil)
    }

    @Test func commentsOfMarkdownAreNotTakenIn() throws {
        let text = """
            # Title <!-- one -->

            <!-- two
            three -->
            Text <!-- four --> and more. `<!-- code -->`

            ```html
            <!-- five -->
            ```

            End<!-- never closed
            six
            """
        let document = try read(text, as: "a.md")
        #expect(document.text == "# Title \n\n\n\nText  and more. `<!-- code -->`\n\n```html\n<!-- five -->\n```\n\nEnd\n")
        #expect(document.summary.hidden == "one\n\ntwo\n\nthree\n\nfour\n\nnever closed\n\nsix\n\n")
    }

    @Test func lettersOfWordThatNobodySeesAreNotTakenIn() throws {
        func run(_ properties: String, _ text: String) -> String { "<w:r><w:rPr>\(properties)</w:rPr><w:t>\(text)</w:t></w:r>" }
        let body =
            "<w:p>\(run("", "seen"))\(run("<w:vanish/>", "gone1"))\(run("<w:color w:val=\"FFFFFF\"/>", "gone2"))</w:p>"
            + "<w:p>\(run("<w:sz w:val=\"2\"/>", "gone3"))\(run("<w:sz w:val=\"24\"/><w:color w:val=\"FF0000\"/>", "red"))</w:p>"
            + "<w:p><w:pPr><w:shd w:fill=\"000000\"/></w:pPr>\(run("<w:color w:val=\"FFFFFF\"/>", "white on black"))</w:p>"
            + "<w:tbl><w:tr><w:tc><w:p>\(run("<w:color w:val=\"FFFFFF\"/>", "head"))</w:p></w:tc></w:tr></w:tbl>"
        let document = try read(
            archive(["word/document.xml": "<w:document xmlns:w=\"w\"><w:body>\(body)</w:body></w:document>"]), as: "a.docx")
        #expect(document.outline == ["paragraph:seen", "paragraph:red", "paragraph:white on black", "header:head"])
        #expect(document.summary.hidden == "gone1\n\ngone2\n\ngone3\n\n")
    }
}
