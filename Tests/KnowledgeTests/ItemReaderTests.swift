import Foundation
import LanguageModel
import Testing

@testable import Knowledge

@Suite struct ItemReaderTests {
    /// Reads `text` in pieces of `size` bytes; each row as its line and its names, or what is wrong with it.
    private func read(_ format: CatalogueFormat, _ text: String, by size: Int = .max) throws -> [String] {
        try read(format, Array(text.utf8), by: size)
    }

    private func read(_ format: CatalogueFormat, _ bytes: [UInt8], by size: Int = .max) throws -> [String] {
        var reader = ItemReader(format)
        var rows: [ItemRow] = []
        var index = 0
        while index < bytes.count {
            let end = size < bytes.count - index ? index + size : bytes.count
            rows += try reader.take(bytes[index..<end], isLast: false)
            index = end
        }
        rows += try reader.take([UInt8](), isLast: true)
        return rows.map { row in
            switch row.fields {
            case .success(let fields): "\(row.line) \(fields["id"]?.texts.first ?? "?") \(fields["name"]?.texts.first ?? "?")"
            case .failure(let error): "\(row.line) ! \(error)"
            }
        }
    }

    @Test(arguments: [",", ";", "\t"], [1, 7, Int.max]) func aTableIsReadAsSpreadsheetsSaveIt(separator: String, size: Int) throws
    {
        let text = "\u{FEFF}ID,Name,Note\r\n1,Drum,\"Big, \"\"loud\"\"\nand round\"\r\n\r\n2,Bell,\r\n3,\"Gong\" ,x"
        let rows = try read(.csv, separator == "," ? text : text.replacing(",", with: separator), by: size)
        #expect(rows == ["2 1 Drum", "5 2 Bell", "6 3 Gong"])
    }

    @Test(arguments: [1, 13, Int.max]) func aBrokenRowCostsNoOther(size: Int) throws {
        let text = """
            id,name,note
            1,Drum,good
            2,Bell
            3,"Gong,never closed
            4,Horn,fine
            5,"Lyre"x,bad
            6,"Harp","fine, too"
            7,Oboe,a,b
            """
        #expect(
            try read(.csv, text, by: size) == [
                "2 1 Drum", "3 ! it has 2 fields where the first line has 3", "4 ! a quote stands in the middle of a field",
                "5 4 Horn", "6 ! a quote stands in the middle of a field", "7 6 Harp",
                "8 ! it has 4 fields where the first line has 3",
            ])
    }

    @Test func aQuoteThatIsNeverClosedCostsItsOwnRowOnly() throws {
        let rest = (3...2000).map { "\($0),Item \($0),plain" }
        let rows = try read(.csv, (["id,name,note", "2,\"Gong,open"] + rest).joined(separator: "\n"), by: 4096)
        #expect(rows.count == 1999)
        #expect(rows[0].hasPrefix("2 ! it is longer than"))
        #expect(rows[1] == "3 3 Item 3")
        #expect(rows.last == "2000 2000 Item 2000")
        #expect(try read(.csv, "id,name\n1,\"open") == ["2 ! a quote is never closed"])
    }

    @Test func aRowThatIsNotUTF8IsNamed() throws {
        let rows = try read(.csv, Array("id,name\n1,Drum\n2,".utf8) + [0xFF] + Array("\n3,Bell\n".utf8))
        #expect(rows == ["2 1 Drum", "3 ! it is not UTF-8", "4 3 Bell"])
    }

    @Test(arguments: [
        ("", "it is empty"), (" \n\n", "it is empty"), ("name,price\n", "its line of names has no \"id\" or no \"name\""),
        ("id,name,id\n", "its line of names has a name twice"),
    ]) func aTableWithoutNamesIsNone(text: String, message: String) {
        #expect { try read(.csv, text) } throws: { ($0 as? CatalogueError)?.description == message }
    }

    @Test(arguments: [1, 5, Int.max]) func jsonMayBeAListOrHoldOneOrStandLineByLine(size: Int) throws {
        let items = "{\"id\": 1, \"name\": \"a, [b] \\\" {c}\"},\n{\"id\": \"2\", \"name\": \"d\", \"tags\": [{}, []]}"
        let first = "1 ? a, [b] \" {c}"
        #expect(try read(.json, "[\(items)]", by: size) == [first, "2 2 d"])
        #expect(try read(.json, "{\"x\": {\"items\": [1]}, \"items\" : [\(items)], \"y\": 1}", by: size) == [first, "2 2 d"])
        #expect(try read(.json, items.replacing("},\n", with: "}\n"), by: size) == [first, "2 2 d"])
        #expect(try read(.json, "[]", by: size) == [])
    }

    @Test(arguments: [1, 64, Int.max]) func aBrokenObjectCostsNoOther(size: Int) throws {
        let text = """
            [
            {"id": 1, "name": },
            {"id": "2", "name": "b"},
            {"id": "3", "name": "open},
            {"id": "4", "name": "d"},
            5,
            "six",
            {"id": "7", "name": "g"}
            ]
            """
        #expect(
            try read(.json, text, by: size) == [
                "2 ! it is not JSON", "3 2 b", "4 ! a text in it is never closed", "5 4 d", "6 ! it must be an object",
                "7 ! it must be an object", "8 7 g",
            ])
    }

    @Test func aListThatIsCutIsNamed() throws {
        #expect(try read(.json, "[{\"id\": \"1\", \"name\": \"a\"},\n") == ["1 1 a", "2 ! the file ends before its list does"])
        #expect(try read(.json, "[{\"id\": \"1\", \"name").first == "1 ! it is never closed")
    }

    @Test(arguments: ["", "3", "true", "{"]) func whatHoldsNoListIsNoFileOfItems(text: String) {
        #expect(throws: (any Error).self) {
            let rows = try read(.json, text)
            if rows.allSatisfy({ $0.contains("!") }) { throw CatalogueError("nothing but mistakes") }
        }
    }
}

@Suite struct CatalogueItemTests {
    private func item(_ fields: [String: JSONValue]) throws -> CatalogueItem {
        try CatalogueItem(["id": "1", "name": "Drum"].merging(fields) { $1 })
    }

    @Test func whatIsNoFieldIsAnAttribute() throws {
        let item = try item([
            "id": 7, "price": "12.5", "currency": "eur", "stock": 2, "active": "no", "tags": ["loud", "round"], "photo": nil,
            "attributes": "{\"depth\": 4}", "colour": "red", "shade": "",
        ])
        #expect(item.id == "7" && item.price == 12.5 && item.currency == "EUR" && item.stock == 2 && !item.isActive)
        #expect(item.attributes == ["tags": ["loud", "round"], "depth": 4, "colour": "red"])
        #expect(item.keywords == "red loud round")
        #expect(try CatalogueItem(item.fields) == item)
    }

    @Test(
        arguments: [
            (["name": ""], "it has no \"name\""), (["id": ""], "it has no \"id\""), (["name": ["a"]], "\"name\" must be a text"),
            (["stock": -1], "\"stock\" must be a whole number from 0 to 1000000000, found \"-1\""),
            (["stock": "1.5"], "\"stock\" must be a whole number from 0 to 1000000000, found \"1.5\""),
            (["price": -1], "\"price\" must be a number from 0 to 1000000000, found \"-1\""),
            (["price": "nan"], "\"price\" must be a number from 0 to 1000000000, found \"nan\""),
            (["price": "inf"], "\"price\" must be a number from 0 to 1000000000, found \"inf\""),
            (["currency": "euro"], "\"currency\" must be three letters, such as EUR, found \"euro\""),
            (["active": "maybe"], "\"active\" must be true or false, found \"maybe\""),
            (["picture_url": "javascript:1"], "\"picture_url\" must begin with /, https:// or data:image/"),
            (["picture_url": "//evil"], "\"picture_url\" must begin with /, https:// or data:image/"),
            (["attributes": [1]], "\"attributes\" must be an object"),
            (["attributes": "x"], "\"attributes\" must be a JSON object"),
            (["name": "a\0b"], "\"name\" must not hold NUL"), (["id": "a]"], "\"id\" must not hold brackets or line breaks"),
        ] as [([String: JSONValue], String)]) func aMistakeIsNamed(fields: [String: JSONValue], message: String)
    {
        #expect { try item(fields) } throws: { ($0 as? CatalogueError)?.description == message }
    }
}
