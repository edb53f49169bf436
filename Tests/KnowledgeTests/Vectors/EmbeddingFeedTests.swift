import LanguageModel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

/// Embeds a text by its letters, and remembers what it was asked.
private final class LetterEmbedder: PassageEmbedder {
    struct Call: Hashable {
        var texts: [String]
        var model: String
    }

    private let log = Mutex<[Call]>([])
    private let script: @Sendable (Int, Call) throws -> Void

    /// - Parameter script: told of the number of a call, from 0; throws what the call shall throw.
    init(script: @escaping @Sendable (Int, Call) throws -> Void = { _, _ in }) {
        self.script = script
    }

    var calls: [Call] { log.withLock { $0 } }

    func embed(_ texts: [String], model: String, dimensions: Int?) async throws -> [[Float]] {
        let call = Call(texts: texts, model: model)
        let number = log.withLock { log in
            log.append(call)
            return log.count - 1
        }
        try script(number, call)
        let length = dimensions ?? (model == "p:large" ? 6 : 4)
        return texts.map { text in
            text.utf8.reduce(into: [Float](repeating: 0.01, count: length)) { $0[Int($1) % length] += 1 }
        }
    }
}

@Suite struct EmbeddingFeedTests {
    private let scratch = VectorScratch()
    private let clock = TestClock()

    private func feed(
        _ embedder: LetterEmbedder, model: String = "p:small", _ database: any Database, store: (any VectorStore)? = nil
    ) -> EmbeddingFeed {
        EmbeddingFeed(
            store: store ?? ExactVectorStore(folder: "\(scratch.path)/vectors"), embedder: embedder,
            choice: EmbeddingChoice(model: model), database: database, time: clock)
    }

    private func passages(_ texts: [String], from first: Int64 = 1) -> [PassageText] {
        texts.enumerated().map { PassageText(id: first + Int64($0), document: "d\($0 % 2)", text: $1) }
    }

    @Test(arguments: SQLDialect.allCases) func whatIsCachedIsNeverAskedFor(_ dialect: SQLDialect) async throws {
        let database = try await TestDatabase.migrated(dialect, in: scratch.path)
        let embedder = LetterEmbedder()
        let texts = (0..<150).map { "passage \($0 % 140)" }
        let report = try await feed(embedder, database).put(passages(texts), into: "c")
        #expect(report.embedded + report.cached == 150 && report.refused.isEmpty)
        #expect(Set(embedder.calls.flatMap(\.texts)).count == 140)
        #expect(embedder.calls.flatMap(\.texts).count == 140)
        #expect(embedder.calls.count == 3)
        // Another process, later.
        let again = LetterEmbedder()
        let second = try await feed(again, database).put(passages(texts), into: "other")
        #expect(second.cached == 150 && again.calls.isEmpty)
        // Another model is another matter.
        let large = LetterEmbedder()
        try await feed(large, model: "p:large", database).put(passages(["passage 1"]), into: "third")
        #expect(large.calls.count == 1)
    }

    @Test func aKillInTheMiddleCostsNoText() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let texts = (0..<200).map { "text \($0)" }
        let broken = LetterEmbedder { number, _ in if number == 2 { throw EmbeddingTrouble.misconfigured("no key") } }
        await #expect(throws: EmbeddingTrouble.misconfigured("no key")) {
            try await feed(broken, database).put(passages(texts), into: "c")
        }
        let mended = LetterEmbedder()
        let report = try await feed(mended, database).put(passages(texts), into: "c")
        #expect(report.cached == 128 && report.embedded == 72)
        #expect(mended.calls.flatMap(\.texts) == Array(texts[128...]))
        let found = try await feed(mended, database).search("text 150", in: ["c"], limit: 200)
        #expect(found.hits.count == 200)
    }

    @Test func aModelThatIsOutIsWaitedFor() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let embedder = LetterEmbedder { number, _ in
            if number < 2 { throw EmbeddingTrouble.away(retryAfter: .seconds(20), "overloaded") }
        }
        let feed = feed(embedder, database)
        let put = Task { try await feed.put(passages(["a"]), into: "c") }
        for _ in 0..<2 {
            await clock.settle(sleepers: 1)
            clock.advance(by: .seconds(20))
        }
        #expect(try await put.value.embedded == 1)
        #expect(embedder.calls.count == 3)
    }

    @Test func aModelThatStaysOutIsGivenUpOn() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let embedder = LetterEmbedder { _, _ in throw EmbeddingTrouble.away(retryAfter: .seconds(400), "quota") }
        await #expect(throws: EmbeddingTrouble.away(retryAfter: .seconds(400), "quota")) {
            try await feed(embedder, database).put(passages(["a"]), into: "c")
        }
    }

    @Test func onePassageThatIsDeclinedStopsNoOther() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let embedder = LetterEmbedder { _, call in
            if call.texts.contains("too long") { throw EmbeddingTrouble.refused("9000 tokens are too many") }
        }
        let report = try await feed(embedder, database).put(passages(["a", "b", "too long", "c", "d"]), into: "c")
        #expect(report.embedded == 4)
        #expect(report.refused == [.init(id: 3, reason: "9000 tokens are too many")])
        #expect(try await Set(feed(embedder, database).search("a", in: ["c"], limit: 9).hits.map(\.id)) == [1, 2, 4, 5])
    }

    @Test func aVectorWithoutADirectionStopsNoOther() async throws {
        struct Odd: PassageEmbedder {
            func embed(_ texts: [String], model: String, dimensions: Int?) async throws -> [[Float]] {
                texts.map {
                    $0 == "empty" ? [0, 0, 0] : $0 == "broken" ? [1, .infinity, 0] : $0 == "short" ? [1, 2] : [1, 2, 3]
                }
            }
        }
        let store = ExactVectorStore(folder: "\(scratch.path)/vectors")
        let feed = EmbeddingFeed(
            store: store, embedder: Odd(), choice: EmbeddingChoice(model: "p:odd"),
            database: try await TestDatabase.migrated(.sqlite, in: scratch.path), time: clock)
        for _ in 1...2 {
            let report = try await feed.put(passages(["one", "empty", "short", "broken", "two"]), into: "c")
            #expect(report.refused.map(\.id) == [2, 4])
        }
        #expect(try await feed.search("question", in: ["c"], limit: 10).hits.map(\.id) == [1, 5])
        #expect(try await store.points([3], in: "c-v2").count == 1)
    }

    @Test func aModelThatDeclinesEverythingIsMisconfigured() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let embedder = LetterEmbedder { _, _ in throw EmbeddingTrouble.refused("no such parameter") }
        await #expect(throws: EmbeddingTrouble.misconfigured("it declines every text: no such parameter")) {
            try await feed(embedder, database).put(passages((0..<100).map { "text \($0)" }), into: "c")
        }
        // The first batch is enough to know.
        #expect(embedder.calls.count < 130)
    }

    @Test func aQuestionCostsOneCallAndTheSameQuestionNone() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let embedder = LetterEmbedder()
        let feed = feed(embedder, database)
        try await feed.put(passages(["aaaa", "bbbb"]), into: "one")
        try await feed.put(passages(["aabb", "cccc"], from: 10), into: "two")
        let before = embedder.calls.count
        let found = try await feed.search("aaaa", in: ["one", "two", "three"], limit: 2)
        #expect(found.hits.map(\.id) == [1, 10])
        #expect(found.leftOut == ["three"])
        _ = try await feed.search("aaaa", in: ["one"], documents: ["d1"], limit: 2)
        #expect(embedder.calls.count == before + 1)
        let none = try await feed.search("anything", in: ["three"], limit: 2)
        #expect(none.hits.isEmpty && embedder.calls.count == before + 1)
        // Who may see no document needs no answer.
        #expect(try await feed.search("something else", in: ["one"], documents: [], limit: 2) == FeedHits())
        #expect(embedder.calls.count == before + 1)
    }

    @Test func theOldVersionAnswersUntilTheNewOneIsWhole() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let store = ExactVectorStore(folder: "\(scratch.path)/vectors")
        let texts = passages((0..<10).map { "text \($0)" })
        try await feed(LetterEmbedder(), database, store: store).put(texts, into: "c")
        let embedder = LetterEmbedder()
        let feed = feed(embedder, model: "p:large", database, store: store)
        #expect(try await feed.isStale("c"))
        try await feed.put(Array(texts.prefix(4)), into: "c")
        #expect(try await store.collections() == ["c-v1", "c-v2"])
        // A question goes to the model of what answers.
        let during = try await feed.search("text 9", in: ["c"], limit: 20)
        #expect(during.hits.count == 10)
        #expect(embedder.calls.last?.model == "p:small")
        try await feed.rebuild("c") { after in Array(texts.filter { $0.id > after ?? 0 }.prefix(3)) }
        #expect(try await !feed.isStale("c"))
        #expect(try await store.collections() == ["c-v2"])
        let after = try await feed.search("text 9", in: ["c"], limit: 20)
        #expect(after.hits.count == 10)
        #expect(embedder.calls.last?.model == "p:large")
        // No text of the new model was embedded twice.
        let embedded = embedder.calls.filter { $0.model == "p:large" }.flatMap(\.texts).filter { $0 != "text 9" }
        #expect(Set(embedded).count == embedded.count)
    }

    @Test func whatIsRemovedIsGoneFromEveryVersion() async throws {
        let database = try await TestDatabase.migrated(.sqlite, in: scratch.path)
        let store = ExactVectorStore(folder: "\(scratch.path)/vectors")
        let small = feed(LetterEmbedder(), database, store: store)
        try await small.put(passages(["a", "b", "c", "d"]), into: "c")
        let large = feed(LetterEmbedder(), model: "p:large", database, store: store)
        try await large.put(passages(["a", "b", "c", "d"]), into: "c")
        try await large.remove([1], from: "c")
        try await large.remove(documents: ["d1"], from: "c")
        #expect(try await store.scan("c-v1", after: nil, limit: 9).points.map(\.id) == [3])
        #expect(try await store.scan("c-v2", after: nil, limit: 9).points.map(\.id) == [3])
        try await large.drop("c")
        #expect(try await store.collections().isEmpty)
        #expect(try await large.search("a", in: ["c"], limit: 9) == FeedHits(leftOut: ["c"]))
        try await large.put(passages(["a"]), into: "c")
        #expect(try await large.search("a", in: ["c"], limit: 9).hits.map(\.id) == [1])
    }
}
