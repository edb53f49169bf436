import Foundation
import Testing

@testable import Knowledge

@Suite struct CatalogueTests {
    private let catalogue = Catalogue([
        CatalogueItem(
            id: "g1", name: "Larkspur Acoustic Guitar", description: "Six strings, easy to hold for a beginner.",
            category: "Guitars", price: 18, stock: 3),
        CatalogueItem(id: "g2", name: "Thunderfield Electric Guitar", category: "Guitars", stock: 0),
        CatalogueItem(id: "b1", name: "Harbour Trumpet", category: "Brass", stock: 2),
        CatalogueItem(id: "b2", name: "Harbour Trumpet Mute", category: "Accessories"),
        CatalogueItem(id: "v1", name: "Willow Violin", description: "For small hands.", category: "Strings", stock: 1),
    ])

    private func ids(_ messages: String..., answer: String? = nil, limit: Int = 5) -> [String] {
        catalogue.recommend(for: messages, answer: answer, limit: limit).map(\.item.id)
    }

    @Test func whatTheWordsFindComesBestFirst() {
        #expect(ids("an acoustic guitar for a beginner") == ["g1"])
        #expect(ids("trumpets").first == "b1")
    }

    @Test func whatIsOutOfStockIsNeverRecommended() {
        #expect(ids("electric guitars") == ["g1"])
        #expect(ids("hello", answer: "Take the Thunderfield Electric Guitar.").isEmpty)
    }

    @Test func aGreetingFindsNothing() {
        #expect(ids("Hello chatbot").isEmpty)
        #expect(ids().isEmpty)
    }

    @Test func aSingleWordOfALongMessageCountsWhenItNamesAThing() {
        #expect(ids("Could we maybe borrow some violin until Sunday evening") == ["v1"])
        #expect(ids("Could we maybe borrow some hands until Sunday evening").isEmpty)
    }

    @Test func whatTheAnswerNamesComesFirstAndOnlyWholeNamesCount() {
        #expect(ids("violin", answer: "A Harbour Trumpet Mute, or the willow violin.") == ["b2", "v1"])
        #expect(ids("hello", answer: "Perhaps a Stradivarius, or a Harbour Trombone.").isEmpty)
    }

    @Test func olderMessagesCountForLessButAreNotForgotten() {
        #expect(ids("violin", "trumpet mute").first == "b2")
        #expect(ids("violin", "and how much is that?") == ["v1"])
    }

    @Test func theReasonIsInPlainWords() {
        let reasons = catalogue.recommend(for: ["Acoustic guitar, please"], answer: "The Larkspur Acoustic Guitar.").map(\.reason)
        #expect(reasons.first == "Named in the answer and fits your words \"acoustic\" and \"guitar\"; 3 in stock.")
        #expect(catalogue.recommend(for: ["mute"]).first?.reason == "Fits your words \"mute\".")
    }

    @Test func theLimitHolds() {
        #expect(ids("harbour", limit: 1).count == 1)
        #expect(ids("harbour", limit: 0).isEmpty)
    }

    @Test func modelsAreToldOnlyOfWhatIsThere() {
        let briefing = catalogue.briefing(catalogue.recommend(for: ["guitar"]))
        #expect(briefing.contains("- Larkspur Acoustic Guitar (Guitars, price 18.0, 3 in stock): Six strings"))
        #expect(!briefing.contains("Thunderfield"))
        #expect(catalogue.briefing([]).contains("Accessories (1), Brass (1), Guitars (1), Strings (1)"))
    }
}

@Suite struct CatalogueFileTests {
    private func json(_ text: String) throws -> [CatalogueItem] { try Catalogue.items(json: Data(text.utf8)) }
    private func csv(_ text: String) throws -> [CatalogueItem] { try Catalogue.items(csv: Data(text.utf8)) }

    @Test func jsonMayBeAListOrHoldOne() throws {
        let item = CatalogueItem(id: "7", name: "Drum", price: 12.5, stock: 2, keywords: "loud round")
        let text = #"[{"id": 7, "name": "Drum", "price": 12.5, "stock": 2, "tags": ["loud", "round"], "photo": null}]"#
        #expect(try json(text) == [item])
        #expect(try json("{\"items\": \(text)}") == [item])
    }

    @Test(arguments: [",", ";"]) func aTableIsReadAsSpreadsheetsSaveIt(separator: String) throws {
        let text =
            "\u{FEFF}ID,Name,Description,Stock,Price\r\n1,Drum,\"Big, \"\"loud\"\"\nand round\",2,12.5\r\n\r\n2,Bell,,,\r\n"
        let items = try csv(separator == "," ? text : text.replacing(",", with: ";"))
        #expect(items.map(\.id) == ["1", "2"])
        #expect(items[0].description == "Big\(separator) \"loud\"\nand round")
        #expect(items[0].price == 12.5)
        #expect(items[1].stock == nil)
    }

    @Test(arguments: [
        ("[{\"id\": 1}]", "item 1: it has no \"name\""),
        ("[{\"id\": 1, \"name\": \"a\"}, {\"id\": \"1\", \"name\": \"b\"}]", "item 2: the id \"1\" is there twice"),
        (#"[{"id": 1, "name": "a", "stock": -1}]"#, "item 1: \"stock\" must be a whole number, found \"-1\""),
        (#"[{"id": 1, "name": "a", "price": "nan"}]"#, "item 1: \"price\" must be a number, found \"nan\""),
        (#"[{"id": 1, "name": ["a"]}]"#, "item 1: \"name\" must be a text"),
        ("[3]", "item 1: it must be an object"),
        ("{}", "it must be a list of items, or hold one under \"items\""),
        ("[", "it is not JSON"),
    ]) func aMistakeIsNamedWithItsPlace(text: String, message: String) {
        #expect { try json(text) } throws: { ($0 as? CatalogueError)?.description == message }
    }

    @Test func aLineOfAnotherLengthIsNamed() {
        #expect { try csv("id,name\n1,\"a\nb\"\n2\n") } throws: {
            ($0 as? CatalogueError)?.description == "line 4 has 1 fields where the first has 2"
        }
        #expect { try csv("id,name\n1,\n") } throws: { ($0 as? CatalogueError)?.description == "line 2: it has no \"name\"" }
    }

    @Test func aFileThatIsNotThereIsNamed() {
        #expect { try Catalogue(path: "/nowhere/items.csv") } throws: {
            ($0 as? CatalogueError)?.description == "The catalogue /nowhere/items.csv cannot be read."
        }
    }
}
