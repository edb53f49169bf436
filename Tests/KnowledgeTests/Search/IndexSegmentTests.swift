import TestSupport
import Testing

@testable import Knowledge

@Suite struct IndexSegmentTests {
    private func segment(_ texts: [Int64: String]) throws -> IndexSegment {
        try IndexSegment.make(
            of: texts.map { IndexEntry(id: $0, document: "d\($0)", collection: "c", title: "", text: $1, language: "en") })
    }

    private func postings(_ segment: IndexSegment, _ term: String) -> [IndexSegment.Posting] {
        var postings: [IndexSegment.Posting] = []
        if let number = segment.number(of: Array("en:\(term)".utf8)) {
            segment.forEachPosting(of: number) { postings.append($0) }
        }
        return postings
    }

    @Test func termsAndPassagesAreFound() throws {
        let segment = try segment([7: "drum bell drum", 300: "bell", 2_000_000_000_000: "horn drum"])
        #expect(segment.ids == [7, 300, 2_000_000_000_000])
        #expect(segment.lengths == [3, 1, 2])
        #expect(postings(segment, "drum") == [.init(place: 0, count: 2), .init(place: 2, count: 1)])
        #expect(postings(segment, "gong").isEmpty)
        #expect(segment.place(of: 300) == 1 && segment.place(of: 8) == nil)
        #expect(try IndexSegment(bytes: segment.bytes).bytes == segment.bytes)
    }

    @Test func mergingIsAsMakingAtOnce() throws {
        let parts = [
            try segment([1: "drum bell", 9: "horn"]), try segment([4: "bell bell", 5: "gong"]), try segment([2: "harp"]),
        ]
        let merged = try #require(
            try IndexSegment.merge([(parts[0], Gone()), (parts[1], Gone([1])), (parts[2], Gone([0]))]))
        #expect(merged.bytes == (try segment([1: "drum bell", 9: "horn", 4: "bell bell"])).bytes)
        #expect(try IndexSegment.merge([(parts[2], Gone([0]))]) == nil)
    }

    @Test func postingsOfWhatIsGoneAreLeftOut() throws {
        let segment = try segment([1: "drum", 2: "drum drum", 3: "bell", 200: "drum"])
        let drum = try #require(segment.number(of: Array("en:drum".utf8)))
        #expect(segment.postings(of: drum, without: Gone()).map(\.place) == [0, 1, 3])
        #expect(segment.postings(of: drum, without: Gone([1, 2])) == [.init(place: 0, count: 1), .init(place: 3, count: 1)])
    }

    @Test func listsOfWhatIsGoneAreReadAndCheckedAgainstTheirSegment() throws {
        let gone = try Gone(text: "3 64 1 64 130", passages: 131)
        #expect(gone.count == 4 && gone.text == "1 3 64 130")
        #expect(gone[64] && gone[130] && !gone[0] && !gone[131] && !gone[100_000])
        #expect(gone == Gone([130, 64, 3, 1]) && Gone().text.isEmpty)
        for broken in ["131", "-1", "1 x", "99999999999999999999", "4000000000000000000"] {
            #expect(throws: ByteReader.Damage.self) { try Gone(text: broken, passages: 131) }
        }
    }

    @Test func stepsBeyondAllNumbersEndTheListAndNothingElse() throws {
        let step: [UInt8] = [0x81] + [UInt8](repeating: 0xFF, count: 7) + [0x7F]
        let lists: [[UInt8]] = [[1, 1] + step + [1], [1] + step + [1, 1], [1, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1]]
        for list in lists {
            var writer = ByteWriter()
            // Version, two passages with their ids and lengths, a document, no language, a term.
            for number in [1, 2, 1, 1, 3, 3, 1] { writer.write(number) }
            writer.write("d")
            for number in [0, 0, 0, 1] { writer.write(number) }
            writer.write("t")
            writer.write(list.count)
            writer.append(list)
            let segment = try IndexSegment(bytes: writer.bytes)
            #expect(segment.postings(of: 0, without: Gone()).allSatisfy { $0.place < 2 })
            #expect(try IndexSegment.merge([(segment, Gone([0]))]) != nil)
        }
    }

    @Test func cutOffBytesAreDamageAndNoCrash() throws {
        let bytes = try segment([1: "drum bell horn", 2: "bell gong"]).bytes
        for length in 0..<bytes.count {
            #expect(throws: ByteReader.Damage.self) { try IndexSegment(bytes: Array(bytes[..<length])) }
        }
        var random = SeededRandom(seed: 1)
        for _ in 0..<500 {
            var broken = bytes
            broken[Int.random(in: broken.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            if let segment = try? IndexSegment(bytes: broken) {
                for term in segment.terms.indices { segment.forEachPosting(of: term) { #expect($0.place < segment.count) } }
            }
        }
    }
}

@Suite struct BestFewTests {
    @Test func theBestAreKeptInOrder() {
        var random = SeededRandom(seed: 2)
        let scores = (0..<200).map { _ in Double(Int.random(in: 0..<50, using: &random)) }
        var best = BestFew<Int>(20)
        for (place, score) in scores.enumerated() { best.offer(place, score: score, order: Int64(place)) }
        let expected = scores.indices.sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(20)
        #expect(best.sorted.map(\.value) == Array(expected))
        var none = BestFew<Int>(0)
        none.offer(1, score: 1, order: 1)
        #expect(none.sorted.isEmpty)
    }
}
