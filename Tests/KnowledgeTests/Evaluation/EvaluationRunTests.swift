import Foundation
import LanguageModel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

@Suite struct EvaluationRunTests {
    /// A collection of three documents in a keyword index, and a set of questions about them.
    private struct Fixture {
        let documents: DocumentFixture
        let index: KeywordIndex
        let collection: DocumentCollection
        let repository: EvaluationRepository
        let targets: EvaluationTargets
        let desk: EvaluationDesk

        init(_ dialect: SQLDialect) async throws {
            documents = try await DocumentFixture(dialect)
            index = KeywordIndex(database: documents.database)
            collection = try await documents.collections.shared(named: "docs")
            targets = EvaluationTargets(
                collections: documents.collections, chunks: ChunkSettings(),
                knowledge: { $0 == "shop" ? ["docs"] : $0 == "all" ? ["*"] : nil })
            repository = EvaluationRepository(database: documents.database, worker: "w1")
            desk = EvaluationDesk(
                repository: repository, targets: targets, time: documents.clock, makeID: { UUID().uuidString.lowercased() })
            try await take([
                ("hours.txt", "We open at nine in the morning and close at six."),
                ("prices.txt", "A violin costs nine euros a day to rent."), ("music.txt", "The cello is played while sitting."),
            ])
        }

        func take(_ files: [(name: String, text: String)]) async throws {
            for (name, text) in files { _ = try await documents.submit(name, text, to: collection.id) }
            let feed = PassageFeed(name: "keywords", sink: index, database: documents.database)
            while try await documents.worker(feeds: [feed]).work() {}
        }

        func runner(_ worker: String = "w1", vectors: EvaluationSearch.Vectors? = nil) -> EvaluationRunner {
            EvaluationRunner(
                repository: EvaluationRepository(database: documents.database, worker: worker), targets: targets,
                search: EvaluationSearch(
                    keywords: { try await index.search($0, limit: $1) }, vectors: vectors, model: vectors == nil ? nil : "m1"),
                version: "1.2.3", time: documents.clock)
        }

        func file(_ questions: KeyValuePairs<String, [String]>) -> QuestionFile {
            var file = QuestionFile()
            for (place, question) in questions.enumerated() {
                file.add(question.key, expected: question.value, line: place + 1)
            }
            return file
        }

        func set() async throws -> EvaluationSet {
            try await desk.create(
                name: "Support", target: .collection(collection.id),
                file(["When do you open?": ["hours.txt"], "What does a violin cost?": ["prices.txt"], "Whales": ["music.txt"]]))
        }
    }

    @Test(arguments: SQLDialect.allCases) func measuresTheSearchAndKeepsWhatItRanOn(_ dialect: SQLDialect) async throws {
        let fixture = try await Fixture(dialect)
        let set = try await fixture.set()
        #expect(set.questions == 3)
        let started = try await fixture.desk.start(set.id, note: "first")
        #expect(started.status == .queued && started.number == 1 && started.total == 3)
        #expect(try await fixture.runner().work())
        #expect(try await !fixture.runner().work())
        let run = try await fixture.desk.run(started.id, of: set.id)
        #expect(run.status == .done && run.done == 3 && run.note == "first")
        #expect(run.ground?.version == "1.2.3" && run.ground?.model == nil && run.ground?.changedMeanwhile == false)
        #expect(run.ground?.collections.map(\.version) == [3])
        #expect(run.ground?.collections.map(\.documents) == [3])
        #expect(run.ground?.collections.map(\.chunkSize) == [ChunkSettings().size])
        let leg = try #require(run.legs.first)
        #expect(run.legs.count == 1 && leg.name == "keywords")
        // Two of three are found, at the first place.
        #expect(abs(leg.ndcg10 - 2.0 / 3) < 1e-9 && abs(leg.mrr - 2.0 / 3) < 1e-9 && abs(leg.recall10 - 2.0 / 3) < 1e-9)
        let answers = try await fixture.desk.answers(of: run, leg: "keywords")
        #expect(answers.count == 3 && answers[2]?.found == [])
        let titles = try await fixture.desk.titles(of: Set(answers.values.flatMap(\.found)))
        #expect(titles.values.contains("hours.txt"))
        #expect(try await fixture.desk.sets().map(\.newest?.number) == [1])
    }

    @Test func measuresVectorsAndBothAsWell() async throws {
        let fixture = try await Fixture(.sqlite)
        let set = try await fixture.set()
        let passages = try await fixture.documents.database.read {
            try $0.query("SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id WHERE d.name = 'music.txt'")
        }
        let music = Int64(try #require(passages.first).integer("id"))
        _ = try await fixture.desk.start(set.id, note: "")
        let asked = Mutex(0)
        _ = try await fixture.runner(vectors: { _, _ in
            asked.withLock { $0 += 1 }
            return [ScoredPassage(id: music, score: 0.9)]
        }).work()
        let run = try #require(try await fixture.desk.runs(of: set.id).first)
        #expect(run.legs.map(\.name) == ["keywords", "vectors", "fused"])
        #expect(run.ground?.model == "m1")
        #expect(abs((run.legs.last?.recall10 ?? 0) - 1) < 1e-9, "words find two, meaning the third")
        #expect(asked.withLock { $0 } == 3, "one embedding call a question")
    }

    @Test(arguments: SQLDialect.allCases) func oneRunOfASetIsUnderWayAndCanBeCancelled(_ dialect: SQLDialect) async throws {
        let fixture = try await Fixture(dialect)
        let set = try await fixture.set()
        let waiting = try await fixture.desk.start(set.id, note: "")
        await #expect(throws: EvaluationError.busy) { try await fixture.desk.start(set.id, note: "") }
        await #expect(throws: EvaluationError.busy) { try await fixture.desk.delete(run: waiting.id, of: set.id) }
        #expect(try await fixture.desk.cancel(waiting.id, of: set.id).status == .cancelled)
        await #expect(throws: EvaluationError.nothingToCancel) { try await fixture.desk.cancel(waiting.id, of: set.id) }
        #expect(try await !fixture.runner().work())

        let running = try await fixture.desk.start(set.id, note: "")
        #expect(try await fixture.repository.claim(now: 0)?.id == running.id)
        #expect(try await fixture.desk.cancel(running.id, of: set.id).isCancelled)
        let kept = try await fixture.repository.keep([QuestionResult(ordinal: 0, legs: [])], of: running.id, done: 1)
        #expect(!kept)
        try await fixture.repository.end(running.id, as: .cancelled, now: 0)
        #expect(try await fixture.desk.run(running.id, of: set.id).status == .cancelled)
        try await fixture.desk.delete(run: running.id, of: set.id)
        #expect(try await fixture.desk.runs(of: set.id).map(\.number) == [1])
    }

    @Test(arguments: SQLDialect.allCases) func aRestartInterruptsWhatWasUnderWay(_ dialect: SQLDialect) async throws {
        let fixture = try await Fixture(dialect)
        let set = try await fixture.set()
        let other = try await fixture.desk.create(
            name: "Other", target: .collection(fixture.collection.id), fixture.file(["When?": ["hours.txt"]]))
        let first = try await fixture.desk.start(set.id, note: "")
        let second = try await fixture.desk.start(other.id, note: "")
        let claimed = try #require(try await fixture.repository.claim(now: 0))
        _ = try await fixture.repository.keep([QuestionResult(ordinal: 0, legs: [])], of: claimed.id, done: 1)
        // One at a time, whoever asks.
        #expect(try await !fixture.runner("w2").work())
        try await fixture.runner("w2").interruptOwn()
        #expect(try await !fixture.runner("w2").work(), "another server's run was taken for gone")
        try await fixture.runner("w1").interruptOwn()
        let runs = try await [fixture.desk.run(first.id, of: set.id), fixture.desk.run(second.id, of: other.id)]
        #expect(runs.map(\.status).filter { $0 == .interrupted }.count == 1)
        #expect(try await fixture.repository.results(of: claimed.id).isEmpty)
        #expect(try await fixture.runner("w2").work(), "what waited goes on")
    }

    @Test func whatCannotBeSearchedByAllAdminsIsNoTarget() async throws {
        let fixture = try await Fixture(.sqlite)
        let own = try await fixture.documents.collections.create(name: "mine", owner: "ada", readers: .owner)
        for target in [EvaluationSet.Target.collection(own.id), .collection("nothing"), .assistant("nobody")] {
            await #expect(throws: EvaluationError.unknownTarget) {
                try await fixture.desk.create(name: "x", target: target, fixture.file(["When?": ["hours.txt"]]))
            }
        }
        for assistant in ["shop", "all"] {
            let set = try await fixture.desk.create(
                name: "x", target: .assistant(assistant), fixture.file(["When?": ["hours.txt"]]))
            #expect(set.questions == 1)
        }
        let set = try await fixture.set()
        _ = try await fixture.desk.start(set.id, note: "")
        _ = try await fixture.documents.collections.change(fixture.collection.id, readers: .owner, owner: "ada")
        _ = try await fixture.runner().work()
        let run = try #require(try await fixture.desk.runs(of: set.id).first)
        #expect(run.status == .failed && run.reason == "What it searches is gone.")
    }

    @Test func aRunFailsWithItsReasonAndIsNotHalf() async throws {
        struct Away: Error, CustomStringConvertible { let description = "the model is away" }
        let fixture = try await Fixture(.sqlite)
        let set = try await fixture.set()
        let run = try await fixture.desk.start(set.id, note: "")
        _ = try await fixture.runner(vectors: { _, _ in throw Away() }).work()
        let failed = try await fixture.desk.run(run.id, of: set.id)
        #expect(failed.status == .failed && failed.reason == "the model is away" && failed.legs.isEmpty)
        #expect(try await fixture.repository.results(of: run.id).isEmpty)
    }

    @Test func aDocumentThatCameAgainIsToldAsTheOneThatIsExpected() async throws {
        let fixture = try await Fixture(.sqlite)
        let set = try await fixture.set()
        let first = try #require(try await fixture.desk.questions(of: set.id)[0]?.expected.first)
        try await fixture.documents.documents.delete(first.document)
        try await fixture.take([("hours.txt", "We open at ten in the morning and close at six.")])
        _ = try await fixture.desk.start(set.id, note: "")
        _ = try await fixture.runner().work()
        let run = try #require(try await fixture.desk.runs(of: set.id).first)
        let answer = try #require(try await fixture.desk.answers(of: run, leg: "keywords")[0])
        let expected = try await fixture.desk.questions(of: set.id)[0]?.expected.map(\.document)
        #expect(answer.ndcg10 == 1 && expected == [answer.found[0]] && expected != [first.document])
        try await fixture.documents.collections.delete(fixture.collection.id)
        #expect(try await fixture.desk.questions(of: set.id).count == 3)
    }

    @Test func deletingASetTakesItsRunsAlong() async throws {
        let fixture = try await Fixture(.sqlite)
        let set = try await fixture.set()
        _ = try await fixture.desk.start(set.id, note: "")
        _ = try await fixture.runner().work()
        try await fixture.desk.delete(set.id)
        let left = try await fixture.documents.database.read { session in
            try ["evaluation_questions", "evaluation_runs", "evaluation_results"].map {
                try session.count("SELECT COUNT(*) FROM \($0)")
            }
        }
        #expect(left == [0, 0, 0])
        await #expect(throws: StorageError.notFound) { try await fixture.desk.delete(set.id) }
    }
}
