import Foundation
import LanguageModel
import Parsing
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

@Suite struct IngestionTests {
    @Test(arguments: SQLDialect.allCases) func aDocumentBecomesPassagesThatAreFound(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let submission = try await fixture.submit("guide.md", "# Guide\n\nFirst 🎻.\n\n## More\n\nSecond.", to: collection.id)
        #expect(submission.document.status == .queued)
        #expect(try await fixture.collections.counts(of: collection.id) == [.queued: 1])
        #expect(try await fixture.worker(feeds: [fixture.feed]).work())
        #expect(try await !fixture.worker().work())
        let document = try #require(try await fixture.documents.document(submission.document.id))
        #expect(document.status == .ready)
        #expect(document.title == "Guide")
        #expect(document.passages == 2)
        let passages = try await fixture.documents.passages(of: document.id, limit: 10)
        #expect(passages.map(\.text) == ["First 🎻.", "Second."])
        #expect(passages.map(\.headings) == [["Guide"], ["Guide", "More"]])
        for passage in passages {
            #expect(try await fixture.documents.text(of: document.id, passage.start..<passage.end) == passage.text)
        }
        #expect(fixture.sink.titles == ["Guide", "Guide › More"])
        #expect(try await fixture.collections.collection(collection.id)?.version == 1)
        #expect(try await fixture.documents.passages(passages.map(\.id)).count == 2)
        #expect(try await fixture.documents.textLength(of: document.id) == 35)
    }

    @Test(arguments: SQLDialect.allCases) func whatHasNotChangedIsRecognised(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let worker = fixture.worker(feeds: [fixture.feed])
        let first = try await fixture.submit("a.txt", "One.", to: collection.id)
        #expect(!first.isUnchanged)
        _ = try await worker.work()
        let again = try await fixture.submit("a.txt", "One.", to: collection.id)
        #expect(again.isUnchanged && again.document.id == first.document.id)
        #expect(try await !worker.work())
        let changed = try await fixture.submit("a.txt", "Two.", to: collection.id)
        #expect(!changed.isUnchanged && changed.document.id == first.document.id)
        // Until it is read, the old one is found.
        #expect(fixture.sink.texts == ["One."])
        _ = try await worker.work()
        #expect(fixture.sink.texts == ["Two."])
        #expect(fixture.sink.log == ["put [1]", "remove [1]", "put [2]"])
        #expect(try await fixture.documents.document(first.document.id)?.version == 2)
    }

    @Test(arguments: SQLDialect.allCases) func aBrokenFileFailsAloneWithItsReason(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let broken = try await fixture.submit("broken.pdf", "no PDF", to: collection.id)
        let good = try await fixture.submit("good.txt", "Good.", to: collection.id)
        while try await fixture.worker(feeds: [fixture.feed]).work() {}
        let failed = try #require(try await fixture.documents.document(broken.document.id))
        #expect(failed.status == .failed && failed.reasonCode == "damaged")
        #expect(failed.reason?.contains("PDF") == true)
        #expect(try await fixture.documents.document(good.document.id)?.status == .ready)
        #expect(fixture.sink.texts == ["Good."])
    }

    @Test(arguments: SQLDialect.allCases) func deletingTakesThePassagesOutOfTheIndexes(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let a = try await fixture.submit("a.txt", "One.", to: collection.id)
        _ = try await fixture.submit("b.txt", "Two.", to: collection.id)
        let feed = fixture.feed
        while try await fixture.worker(feeds: [feed]).work() {}
        try await fixture.documents.delete(a.document.id)
        try await feed.catchUp()
        #expect(fixture.sink.texts == ["Two."])
        try await fixture.collections.delete(collection.id)
        try await feed.catchUp()
        #expect(fixture.sink.texts.isEmpty)
        #expect(try await feed.pending() == 0)
        await #expect(throws: StorageError.notFound) { try await fixture.documents.delete(a.document.id) }
        for table in ["documents", "document_files", "document_texts", "passages", "ingestion_jobs"] {
            #expect(try await fixture.database.read { try $0.count("SELECT COUNT(*) FROM \(table)") } == 0, "\(table)")
        }
    }

    @Test(arguments: SQLDialect.allCases) func anIndexThatFailsIsToldAgain(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "One.", to: collection.id).document
        let feed = fixture.feed
        fixture.sink.fail(true)
        #expect(try await fixture.worker(feeds: [feed]).work())
        #expect(try await fixture.documents.document(document.id)?.status == .indexing)
        fixture.sink.fail(false)
        try await fixture.jobs.giveBackAll()
        #expect(try await fixture.worker(feeds: [feed]).work())
        #expect(try await fixture.documents.document(document.id)?.status == .ready)
        #expect(fixture.sink.texts == ["One."])
        // Another copy of the index is told everything.
        let other = RecordingSink()
        try await PassageFeed(name: "other", sink: other, database: fixture.database).catchUp()
        #expect(other.texts == ["One."])
        try await feed.startOver()
        #expect(try await feed.pending() == 1)
    }

    @Test(arguments: SQLDialect.allCases) func aJobThatIsCancelledWhileItWaitsEndsAtOnce(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "One.", to: collection.id).document
        #expect(try await fixture.jobs.cancel(document.id))
        #expect(try await fixture.documents.document(document.id)?.reasonCode == "cancelled")
        #expect(try await !fixture.jobs.cancel(document.id))
        #expect(try await !fixture.worker().work())
        // And may be read after all.
        #expect(try await fixture.documents.readAgain(document.id).status == .queued)
        #expect(try await fixture.worker().work())
        #expect(try await fixture.documents.document(document.id)?.status == .ready)
    }

    @Test(arguments: SQLDialect.allCases) func aJobInWorkIsCancelledAtTheNextBeat(_ dialect: SQLDialect) async throws {
        let reading = Mutex(false)
        let parser = ScriptedParser { _ in
            reading.withLock { $0 = true }
            while true {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        let fixture = try await DocumentFixture(dialect, parser: parser)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "One.", to: collection.id).document
        let work = Task { try await fixture.worker().work() }
        while !reading.withLock({ $0 }) { await Task.yield() }
        // Nobody else takes it.
        #expect(try await !fixture.worker("w2").work())
        #expect(try await fixture.jobs.cancel(document.id))
        await fixture.clock.settle(sleepers: 1)
        fixture.clock.advance(by: .seconds(1))
        #expect(try await work.value)
        #expect(try await fixture.documents.document(document.id)?.reasonCode == "cancelled")
    }

    @Test(arguments: SQLDialect.allCases) func aServerThatStopsLeavesItsJobToTheNext(_ dialect: SQLDialect) async throws {
        let reading = Mutex(false)
        let parser = ScriptedParser { name in
            guard name == "slow.txt" else { return }
            reading.withLock { $0 = true }
            while true {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
        let fixture = try await DocumentFixture(dialect, parser: parser)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("slow.txt", "One.", to: collection.id).document
        let work = Task { try await fixture.worker().work() }
        while !reading.withLock({ $0 }) { await Task.yield() }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        let next = IngestionWorker(
            documents: fixture.documents, jobs: DocumentFixture.jobs(of: "w2", in: fixture.database), parser: ScriptedParser(),
            fetcher: nil)
        #expect(try await next.work())
        #expect(try await fixture.documents.document(document.id)?.status == .ready)
    }

    @Test(arguments: SQLDialect.allCases) func aVersionThatIsOldWhenReadGivesWayToTheNewOne(_ dialect: SQLDialect) async throws {
        let submitted = Mutex(false)
        let again = Mutex<(@Sendable () async throws -> Void)?>(nil)
        let parser = ScriptedParser { _ in
            let isFirst = submitted.withLock { submitted in
                defer { submitted = true }
                return !submitted
            }
            if isFirst { try await again.withLock { $0 }?() }
        }
        let fixture = try await DocumentFixture(dialect, parser: parser)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "Old.", to: collection.id).document
        again.withLock { $0 = { _ = try await fixture.submit("a.txt", "New.", to: collection.id) } }
        let feed = fixture.feed
        while try await fixture.worker(feeds: [feed]).work() {}
        #expect(fixture.sink.texts == ["New."])
        #expect(try await fixture.documents.document(document.id)?.status == .ready)
    }

    @Test(arguments: SQLDialect.allCases) func whatTakesItsReaderDownIsGivenUp(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let document = try await fixture.submit("a.txt", "One.", to: collection.id).document
        for _ in 0..<3 {
            #expect(try await fixture.jobs.claim() != nil)
            try await fixture.jobs.giveBackAll()
        }
        #expect(try await fixture.worker().work())
        #expect(try await fixture.documents.document(document.id)?.reasonCode == "kept_failing")
    }

    @Test(arguments: SQLDialect.allCases) func onlyThoseReadACollectionWhoMay(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let own = try await fixture.collections.create(name: "own", owner: "ada", readers: .owner)
        let shared = try await fixture.collections.create(name: "shared", owner: nil, readers: .role("member"))
        _ = try await fixture.collections.create(name: "admins", owner: nil, readers: .owner)
        let ada = KnowledgeReader(owner: "ada", roles: ["member", "viewer"])
        let eve = KnowledgeReader(owner: "eve", roles: ["viewer"])
        let root = KnowledgeReader(owner: "root", roles: ["admin", "member", "viewer"], isAdmin: true)
        #expect(try await fixture.collections.readable(by: ada).map(\.name) == ["own", "shared"])
        #expect(try await fixture.collections.readable(by: eve).map(\.name) == [])
        #expect(try await fixture.collections.readable(by: root).map(\.name) == ["admins", "shared"])
        #expect(!root.mayManage(own) && ada.mayManage(own) && root.mayManage(shared) && !ada.mayManage(shared))
        await #expect(throws: StorageError.notFound) { try await fixture.collections.collection(own.id, for: eve) }
        await #expect(throws: KnowledgeError.nameTaken) {
            try await fixture.collections.create(name: "own", owner: "ada", readers: .owner)
        }
        let changed = try await fixture.collections.change(
            shared.id, readers: .everybody, chunks: ChunkSettings(size: 500, overlap: 0))
        #expect(changed.readers == .everybody && changed.chunks?.size == 500)
        #expect(try await fixture.collections.collection(shared.id, for: eve).chunks == ChunkSettings(size: 500, overlap: 0))
    }

    @Test(arguments: SQLDialect.allCases) func aFolderAndItsCollectionAreKeptInStep(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let watched = fixture.folder + "/watched"
        try FileManager.default.createDirectory(atPath: watched + "/deep", withIntermediateDirectories: true)
        for (name, text) in [("a.md", "One."), ("deep/b.txt", "Two."), (".hidden.md", "No."), ("picture.png", "No.")] {
            try text.write(toFile: "\(watched)/\(name)", atomically: true, encoding: .utf8)
        }
        let folder = DocumentFolder(path: watched, collection: collection.id, documents: fixture.documents)
        #expect(try await folder.look(patience: .zero).submissions.map(\.document.title) == ["a.md", "b.txt"])
        #expect(try await folder.look(patience: .zero) == .init())
        try "Three, longer.".write(toFile: "\(watched)/a.md", atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: "\(watched)/deep")
        let look = try await folder.look(patience: .zero)
        #expect(look.submissions.count == 1 && look.removed == 1)
        // After a restart nothing needs to be read to know that nothing has changed.
        let next = DocumentFolder(path: watched, collection: collection.id, documents: fixture.documents)
        #expect(try await next.look(patience: .zero) == .init())
        try FileManager.default.removeItem(atPath: watched)
        await #expect(throws: KnowledgeError.self) { try await next.look(patience: .zero) }
        #expect(try await fixture.collections.counts(of: collection.id) == [.queued: 1])
    }
}
