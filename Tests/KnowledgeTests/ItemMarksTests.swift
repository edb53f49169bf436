import TestSupport
import Testing

@testable import Knowledge

@Suite struct ItemMarksTests {
    private func streamed(_ pieces: [String]) -> (text: String, ids: [String], pieces: [String]) {
        var marks = ItemMarks()
        let passed = pieces.map { marks.take($0) } + [marks.finish()]
        return (passed.joined(), marks.ids, passed)
    }

    @Test func marksAreTakenOutWithTheBlanksBeforeThem() {
        let (text, ids) = ItemMarks.without(
            "Take the Willow Violin [[item:VN-01]], or the Harp  [[ITEM: hp 1 ]]!\n[[item:VN-01]]")
        #expect(text == "Take the Willow Violin, or the Harp!\n")
        #expect(ids == ["VN-01", "hp 1"])
    }

    @Test func otherBracketsStay() {
        for text in ["a [b](c) [[d]] [[items]] [", "see [[", "[[[", "x[[ite", "[[item"]
        where !text.hasPrefix("[[it") && text != "x[[ite" {
            #expect(ItemMarks.without(text).text == text)
        }
        #expect(ItemMarks.without("[[[item:a]]]").text == "[]")
    }

    @Test func aMarkThatIsNotWholeDoesNotGetThrough() {
        #expect(ItemMarks.without("Take it [[item:VN-0").text == "Take it")
        #expect(ItemMarks.without("Take it [[it").text == "Take it")
        #expect(ItemMarks.without("One [[item:a\nTwo").text == "One\nTwo")
        let half = ItemMarks.without("One [[item:a] two")
        #expect(half.text == "One two" && half.ids == ["a"])
        #expect(ItemMarks.without("One [[item:" + String(repeating: "x", count: 500)).ids.isEmpty)
    }

    @Test func noPartOfAMarkGetsThroughWhereverThePiecesAreCut() {
        let text = "Take the Willow Violin [[item:VN-01]] or [one] of [[these]]: Harp [[item:h]]. [[item:z"
        let whole = ItemMarks.without(text)
        let letters = Array(text)
        for cut in 0...letters.count {
            for second in stride(from: cut, through: letters.count, by: 3) {
                let pieces = [letters[..<cut], letters[cut..<second], letters[second...]].map { String($0) }
                let (passed, ids, all) = streamed(pieces)
                #expect(passed == whole.text)
                #expect(ids == whole.ids)
                #expect(!all.contains { $0.contains("item:") })
            }
        }
        let (passed, ids, _) = streamed(letters.map { String($0) })
        #expect(passed == whole.text && ids == whole.ids)
    }

    @Test func whatIsHeldBackIsLittle() {
        var marks = ItemMarks()
        #expect(marks.take("Hello there, ") == "Hello there,")
        #expect(marks.take("friend [") == " friend")
        #expect(marks.take("x] you") == " [x] you")
    }
}
