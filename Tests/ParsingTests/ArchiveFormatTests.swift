import Testing

@testable import Parsing

@Suite struct ArchiveFormatTests {
    @Test func aDocumentOfWordHasItsHeadingsListsTablesAndPages() throws {
        let body = """
            <w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Chapter</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">Two </w:t></w:r><w:r><w:t>runs</w:t><w:tab/><w:t>tab</w:t></w:r><w:del><w:r><w:t>gone</w:t></w:r></w:del></w:p>
            <w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>item</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Name</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Price</w:t></w:r></w:p></w:tc></w:tr>
            <w:tr><w:tc><w:p><w:r><w:t>Drum</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            <w:p><w:r><w:br w:type="page"/><w:t>next</w:t></w:r></w:p>
            <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>
            """
        let document = try read(
            archive([
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": "<w:document xmlns:w=\"w\"><w:body>\(body)</w:body></w:document>",
                "word/styles.xml":
                    "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style></w:styles>",
                "docProps/core.xml":
                    "<cp:p xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>The Book</dc:title><dc:language>de</dc:language></cp:p>",
            ]), as: "book.docx")
        #expect(
            document.outline == [
                "heading:Chapter", "paragraph:Two runs\ttab", "list:item", "header:Name | Price", "row:Drum | 12",
                "paragraph:next",
            ])
        #expect(document.blocks.last?.page == 2)
        #expect(
            document.summary == DocumentSummary(format: .docx, title: "The Book", language: "de", pages: 2, hidden: "unseen\n\n"))
    }

    @Test func slidesArePagesInTheirOrder() throws {
        func slide(_ title: String, _ text: String) -> String {
            """
            <p:sld xmlns:p="p" xmlns:a="a"><p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r>\
            <a:t>\(title)</a:t></a:r></a:p></p:txBody></p:sp><p:sp><p:txBody><a:p><a:r><a:t>\(text)</a:t></a:r></a:p></p:txBody></p:sp></p:sld>
            """
        }
        let document = try read(
            archive([
                "ppt/presentation.xml":
                    "<p:presentation xmlns:p=\"p\" xmlns:r=\"r\"><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId2\"/><p:sldId id=\"257\" r:id=\"rId1\"/></p:sldIdLst></p:presentation>",
                "ppt/_rels/presentation.xml.rels":
                    "<Relationships><Relationship Id=\"rId1\" Target=\"slides/slide1.xml\"/><Relationship Id=\"rId2\" Target=\"/ppt/slides/slide2.xml\"/></Relationships>",
                "ppt/slides/slide1.xml": slide("Second", "b"), "ppt/slides/slide2.xml": slide("First", "a"),
            ]), as: "talk.pptx")
        #expect(document.outline == ["heading:First", "paragraph:a", "heading:Second", "paragraph:b"])
        #expect(document.blocks.map(\.page) == [1, 1, 2, 2])
        #expect(document.summary.pages == 2)
    }

    @Test func sheetsAreSectionsWithTheirColumnsNames() throws {
        let sheet = """
            <worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Since</t></is></c></row>
            <row r="2"><c r="A2" t="str"><v>Drum</v></c><c r="B2"><v>0.10000000000000001</v></c><c r="C2" s="1"><v>46347</v></c></row>
            <row r="3"><c r="A3" t="b"><v>1</v></c></row></sheetData></worksheet>
            """
        let document = try read(
            archive([
                "xl/workbook.xml":
                    "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Stock\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
                "xl/_rels/workbook.xml.rels":
                    "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
                "xl/sharedStrings.xml": "<sst><si><r><t>Na</t></r><r><t>me</t></r></si></sst>",
                "xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
                "xl/worksheets/sheet1.xml": sheet,
            ]), as: "stock.xlsx")
        #expect(document.outline == ["heading:Stock", "header:Name |  | Since", "row:Drum | 0.1 | 2026-11-21", "row:TRUE"])
    }

    private func book(_ more: String? = nil) -> [UInt8] {
        let package = """
            <package xmlns:dc="d"><metadata><dc:title>A Book</dc:title><dc:language>en</dc:language></metadata><manifest>
            <item id="a" href="a%20b.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>
            </manifest><spine><itemref idref="b"/><itemref idref="a"/></spine></package>
            """
        return archive([
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>",
            "OPS/book.opf": package, "OPS/a b.xhtml": "<html><body><h2>Last</h2><p>z</p></body></html>",
            "OPS/b.xhtml": "<html><body><h2>First</h2><p>a</p></body></html>", "META-INF/encryption.xml": more ?? "<encryption/>",
        ])
    }

    @Test func aBookIsReadChapterAfterChapter() throws {
        let document = try read(book(), as: "a.epub")
        #expect(document.outline == ["heading:First", "paragraph:a", "heading:Last", "paragraph:z"])
        #expect(document.summary == DocumentSummary(format: .epub, title: "A Book", language: "en"))
    }

    @Test func aBookThatIsLockedSaysSo() {
        let locked = "<encryption><CipherReference URI=\"OPS/b.xhtml\"/></encryption>"
        #expect(failure(book(locked), as: "a.epub") == .passwordProtected)
    }

    @Test(arguments: ["../../etc/passwd", "/etc/passwd", "a\\..\\b", "C:\\x"]) func namesThatLeadElsewhereAreRefused(
        _ name: String
    ) {
        #expect(failure(archive(["word/document.xml": "<d/>", name: "x"]), as: "a.docx") == .unsafeName)
    }

    @Test func whatIsDamagedSaysHow() {
        let whole = archive(["word/document.xml": "<w:document><w:body><w:p>"])
        #expect(failure(whole, as: "a.docx") == .damaged)
        #expect(failure(Array(whole.dropLast(10)), as: "a.docx") == .truncated)
        #expect(failure(archive(["readme.txt": "hi"]), as: "a.zip") == .unsupportedFormat)
        let locked =
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
            + Array("EncryptedPackage".utf16).flatMap { unit -> [UInt8] in [UInt8(unit), 0] }
        #expect(failure(locked, as: "a.docx") == .passwordProtected)
        #expect(failure([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], as: "a.doc") == .unsupportedFormat)
        let large = archive(["word/document.xml": String(repeating: "a", count: 2000)])
        #expect(failure(large, as: "a.docx", limits: ParseLimits(unpacked: 1000)) == .zipBomb)
    }

    @Test func entitiesThatMultiplyAreNotFollowed() throws {
        let bomb = """
            <!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
            <w:document xmlns:w="w"><w:body><w:p><w:r><w:t>seen &b; &f;</w:t></w:r></w:p></w:body></w:document>
            """
        let document = try read(archive(["word/document.xml": bomb]), as: "a.docx")
        #expect(document.text.trimmed == "seen")
    }
}
