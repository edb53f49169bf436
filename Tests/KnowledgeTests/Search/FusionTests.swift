import Foundation
import Storage
import TestSupport
import Testing

@testable import Knowledge

/// Not the journal's.
private typealias IndexEntry = Knowledge.IndexEntry

@Suite struct FusionTests {
    private func words(_ ids: [Int64], population: Int = 1000, coverage: Double = 1, isSource: Bool = true) -> KeywordRanking {
        KeywordRanking(
            hits: ids.enumerated().map { place, id in
                .init(id: id, document: "d\(id)", collection: "c", score: Double(100 - place), isSource: isSource)
            }, population: population, coverage: coverage)
    }

    private func vectors(_ ids: [Int64]) -> [ScoredPassage] {
        ids.enumerated().map { ScoredPassage(id: $1, score: 0.9 - Double($0) / 2000) }
    }

    @Test func legsThatAgreeAreJoined() {
        let fusion = Fusion(
            keywords: words(Array(1...40)), vectors: vectors([2, 1, 3, 5, 4] + Array(6...200)), limit: 10)
        #expect(fusion.leg == .both)
        #expect(fusion.hits.count == 10)
        #expect(Set(fusion.hits.prefix(2).map(\.id)) == [1, 2])
    }

    @Test func vectorsThatNeverAgreeAreLeftOut() {
        let keywords = words(Array(1...40))
        let fusion = Fusion(keywords: keywords, vectors: vectors(Array(500...900)), limit: 40)
        #expect(fusion.leg == .keywords)
        #expect(fusion.agreement == 0)
        #expect(fusion.hits.map(\.id) == keywords.hits.map(\.id))
    }

    @Test func randomVectorsHardlyEverHaveASay() {
        var random = SeededRandom(seed: 3)
        let heard = (0..<300).count { _ in
            let ranking = vectors(Array(1...1000).shuffled(using: &random).map { Int64($0) })
            return Fusion(keywords: words(Array(1...60)), vectors: ranking, limit: 10).leg == .both
        }
        // Each side is fooled once in a hundred times, and only both at once count.
        #expect(heard <= 2)
    }

    @Test func vectorsLeadWhereTheWordsAreUnknown() {
        let fusion = Fusion(
            keywords: words([900, 901], coverage: 0.2), vectors: vectors(Array(1...200)), limit: 3)
        #expect(fusion.leg == .vectors)
        #expect(fusion.hits.map(\.id) == [1, 2, 3])
    }

    @Test func wordsAloneAreAsTheyCame() {
        let fusion = Fusion(keywords: words([3, 1, 2]), vectors: [], limit: 2)
        #expect(fusion.leg == .keywords && fusion.agreement == nil)
        #expect(fusion.hits.map(\.id) == [3, 1] && fusion.hits.map(\.score) == [100, 99])
    }

    @Test func vectorsAloneAreAsTheyCame() {
        let fusion = Fusion(keywords: .empty, vectors: vectors([3, 1, 2]), limit: 2)
        #expect(fusion.leg == .vectors && fusion.hits.map(\.id) == [3, 1])
    }

    @Test func nothingFoundIsNothing() {
        #expect(Fusion(keywords: .empty, vectors: [], limit: 5).hits.isEmpty)
    }

    @Test func whatBothPutFirstIsASourceWhereTheyAgree() {
        let near = vectors(Array(1...200))
        let agreeing = Fusion(keywords: words(Array(1...40), isSource: false), vectors: near, limit: 20)
        #expect(agreeing.hits.prefix(10).allSatisfy { $0.isSource })
        #expect(!agreeing.hits.dropFirst(12).contains { $0.isSource })
        let strangers = Fusion(keywords: words(Array(500...540), isSource: false), vectors: near, limit: 20)
        #expect(!strangers.hits.contains { $0.isSource })
    }

    @Test func onlyWhatStandsOutIsASourceOfVectorsAlone() {
        let scores = [0.8] + (0..<200).map { 0.3 + Double($0 % 20) / 1000 }.sorted(by: >)
        let ranking = scores.enumerated().map { ScoredPassage(id: Int64($0 + 1), score: $1) }
        let fusion = Fusion(keywords: .empty, vectors: ranking, limit: 5)
        #expect(fusion.hits.map(\.isSource) == [true, false, false, false, false])
    }

    @Test func fewPassagesAreNoReasonToLeaveVectorsOut() {
        let keywords = words([1, 2, 3], population: 5)
        #expect(Fusion(keywords: keywords, vectors: vectors([1, 3, 2, 4, 5]), limit: 5).leg == .both)
        #expect(Fusion(keywords: words([1], population: 1), vectors: vectors([1]), limit: 5).hits.map(\.id) == [1])
    }
}

@Suite struct HybridSearchTests {
    private struct Outage: Error {}

    @Test func vectorsThatFailLeaveTheWords() async throws {
        let folder = TestFolder.path()
        let index = KeywordIndex(database: try await TestDatabase.migrated(.sqlite, in: folder))
        try await index.put([IndexEntry(id: 1, document: "d", collection: "c", title: "", text: "drum", language: "en")])
        let query = PassageQuery(text: "drums", collections: ["c"])
        let failing = HybridSearch(keywords: index) { _, _ in throw Outage() }
        #expect(try await failing.search(query, limit: 5).ranking.hits.map(\.id) == [1])
        let working = HybridSearch(keywords: index) { query, limit in
            guard query.text == "drums", limit == Fusion.depth else { return HybridSearch.Nearest() }
            return HybridSearch.Nearest(passages: [ScoredPassage(id: 2, score: 0.5)], vector: [1])
        }
        let found = try await working.search(PassageQuery(text: "drums", collections: ["c"]), limit: 5)
        #expect(found.vector == [1])
        #expect(Set(found.ranking.hits.map(\.id)).isSubset(of: [1, 2]))
        #expect(try await working.search(PassageQuery(text: "drums", collections: []), limit: 5).ranking.hits.isEmpty)
    }
}
