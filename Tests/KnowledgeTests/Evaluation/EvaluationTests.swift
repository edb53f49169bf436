import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Knowledge

/// A folder with a retrieval set.
private struct SetFolder {
    let path = TestFolder.path()

    init(corpus: [String], queries: [String], judgements: [String]) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/qrels", withIntermediateDirectories: true)
        for (name, lines) in [("corpus.jsonl", corpus), ("queries.jsonl", queries), ("qrels/test.tsv", judgements)] {
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        }
    }

    static func small() throws -> SetFolder {
        try SetFolder(
            corpus: [
                #"{"_id": "a", "title": "Drums", "text": "Drums are struck."}"#,
                #"{"_id": "b", "title": "", "text": "Flutes are blown."}"#,
                #"{"_id": 3, "text": "Harps are plucked."}"#,
            ],
            queries: [
                #"{"_id": "1", "text": "Which instrument is blown?"}"#, #"{"_id": "2", "text": "plucked"}"#,
                #"{"_id": "3", "text": "nobody judged this"}"#,
            ],
            judgements: ["query-id\tcorpus-id\tscore", "1\tb\t1", "1\ta\t0", "2\t3\t2"])
    }
}

@Suite struct RankingMeasuresTests {
    @Test func figuresAreThoseOfTheirDefinitions() {
        let measures = RankingMeasures([
            (ids: ["x", "a", "y", "b"], judgements: ["a": 2, "b": 1]), (ids: ["x"], judgements: ["a": 1]),
        ])
        // (2/log2 3 + 1/log2 5) / (2 + 1/log2 3), halved by the query that found nothing.
        #expect(abs(measures.ndcg10 - 0.3216612) < 1e-6)
        #expect(measures.recall100 == 0.5)
        #expect(measures.mrr == 0.25)
    }

    @Test func onlyTheFirstTenAndHundredCount() {
        let ids = (0..<200).map(String.init)
        let late = RankingMeasures([(ids: ids, judgements: ["10": 1, "150": 1])])
        #expect(late.ndcg10 == 0 && late.recall100 == 0.5)
        #expect(RankingMeasures([]).mrr == 0)
    }
}

@Suite struct RetrievalSetTests {
    @Test func aSetIsRead() throws {
        let set = try RetrievalSet(folder: try SetFolder.small().path)
        #expect(set.documents.map(\.id) == ["a", "b", "3"])
        #expect(set.queries.map(\.id) == ["1", "2"])
        #expect(set.queries[1].judgements == ["3": 2])
        #expect(set.problemCount == 0)
    }

    @Test func brokenLinesAreNamedAndLeftOut() throws {
        let folder = try SetFolder(
            corpus: [#"{"_id": "a", "text": "A"}"#, "{", #"{"text": "B"}"#, #"{"_id": "c"}"#, "", #"{"_id": "a", "text": "A"}"#],
            queries: [#"{"_id": "1", "text": "a"}"#],
            judgements: ["1\ta\t1", "1\tz\t1", "9\ta\t1", "nonsense", "1\ta\tmany"])
        let set = try RetrievalSet(folder: folder.path)
        #expect(set.documents.count == 1 && set.queries.count == 1)
        #expect(
            set.problems.map { "\($0.file) \($0.line)" } == [
                "corpus.jsonl 2", "corpus.jsonl 3", "corpus.jsonl 4", "corpus.jsonl 6", "qrels/test.tsv 2", "qrels/test.tsv 3",
                "qrels/test.tsv 4", "qrels/test.tsv 5",
            ])
        #expect(set.problemCount == 8)
    }

    @Test func ofManyProblemsTheFirstAreKeptAndAllCounted() throws {
        let folder = try SetFolder(
            corpus: [#"{"_id": "a", "text": "A"}"#] + Array(repeating: "{", count: 100), queries: [#"{"_id": "1", "text": "a"}"#],
            judgements: ["1\ta\t1"])
        let set = try RetrievalSet(folder: folder.path)
        #expect(set.problems.count == 20 && set.problemCount == 100)
    }

    @Test func whatIsNoSetIsRefused() throws {
        #expect(throws: RetrievalSet.Unusable.self) { try RetrievalSet(folder: "/nowhere") }
        let empty = try SetFolder(corpus: ["{"], queries: [], judgements: [])
        let error = #expect(throws: RetrievalSet.Unusable.self) { try RetrievalSet(folder: empty.path) }
        #expect(error?.description.contains("corpus.jsonl line 1") == true)
    }
}

@Suite struct RetrievalEvaluationTests {
    private let folder = TestFolder.path()

    @Test func everyLegIsMeasuredAndNoTextEmbeddedTwice() async throws {
        let set = try RetrievalSet(folder: try SetFolder.small().path)
        let counter = Counter()
        let embedder = RetrievalEvaluation.Embedder(model: "toy", source: "here") { texts in
            await counter.add(texts.count)
            return texts.map { text in ["drum", "blown", "pluck"].map { text.lowercased().contains($0) ? 1 : 0.01 } }
        }
        for (run, expected) in [(1, 5), (2, 5)] {
            let database = try await TestDatabase.migrated(.sqlite, in: "\(folder)/\(run)")
            let report = try await RetrievalEvaluation(set, database: database, time: SystemTime()).run(
                embedder: embedder, cache: "\(folder)/cache")
            #expect(report.legs.map(\.name) == ["keywords", "vectors", "fused"])
            #expect(report.legs.allSatisfy { $0.measures.ndcg10 == 1 && $0.measures.recall100 == 1 && $0.measures.mrr == 1 })
            #expect((report.legs[1].ingestion == nil) == (run == 2))
            #expect(await counter.count == expected)
        }
    }

    @Test func vectorsThatCannotBeComparedAreSaid() async throws {
        let set = try RetrievalSet(folder: try SetFolder.small().path)
        let database = try await TestDatabase.migrated(.sqlite, in: folder)
        let embedder = RetrievalEvaluation.Embedder(model: "toy", source: "here") { texts in
            texts.map { $0.contains("Flutes") ? [1, 2] : [1, 2, 3] }
        }
        let error = await #expect(throws: RetrievalEvaluation.UnevenVectors.self) {
            try await RetrievalEvaluation(set, database: database, time: SystemTime()).run(
                embedder: embedder, cache: "\(folder)/cache")
        }
        #expect(error?.description.contains("2, 3 numbers") == true)
    }

    @Test func wordsAloneNeedNoModel() async throws {
        let set = try RetrievalSet(folder: try SetFolder.small().path)
        let database = try await TestDatabase.migrated(.sqlite, in: folder)
        let report = try await RetrievalEvaluation(set, database: database, time: SystemTime()).run()
        #expect(report.legs.map(\.name) == ["keywords"] && report.legs[0].measures.ndcg10 == 1)
        let lines = report.table.split(separator: "\n")
        #expect(lines.count == 3 && lines[2].contains("1.0000"))
    }

    @Test func aCacheThatWasCutOffKeepsWhatIsWhole() throws {
        var cache = try VectorCache(folder: folder, model: "m")
        try cache.keep([("a", [1, 2]), ("b", [3, 4])])
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        let file = try #require(FileHandle(forUpdatingAtPath: "\(folder)/\(name)"))
        try file.truncate(atOffset: 60)
        var again = try VectorCache(folder: folder, model: "m")
        #expect(again["a"] == [1, 2] && again["b"] == nil)
        try again.keep([("c", [5])])
        #expect(try VectorCache(folder: folder, model: "m")["c"] == [5])
        #expect(try VectorCache(folder: folder, model: "other")["a"] == nil)
    }

    @Test func theNearestAreThoseOfTheLargestCosine() {
        let vectors: [[Float]] = [
            [1, 0, 0, 0, 0, 0, 0, 0, 1], [0, 2, 0, 0, 0, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
        let nearest = ExactVectors(vectors).nearest(to: [5, 0, 0, 0, 0, 0, 0, 0, 0], limit: 2)
        #expect(nearest.map(\.place) == [2, 0])
        #expect(abs(nearest[0].score - 1) < 1e-6 && abs(nearest[1].score - 0.7071068) < 1e-6)
    }
}

private actor Counter {
    private(set) var count = 0

    func add(_ more: Int) { count += more }
}
