import LanguageModel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Knowledge

@Suite struct PassageFeedTests {
    private func feed(_ name: String, _ sink: any PassageSink, _ fixture: DocumentFixture) -> PassageFeed {
        PassageFeed(name: name, sink: sink, database: fixture.database, time: fixture.clock)
    }

    private func tidying(_ fixture: DocumentFixture) -> IndexTidying {
        IndexTidying(database: fixture.database, vectors: nil, time: fixture.clock, spared: 0)
    }

    private func changes(_ fixture: DocumentFixture) async throws -> Int {
        try await fixture.database.read { try $0.count("SELECT COUNT(*) FROM passage_changes") }
    }

    @Test(arguments: SQLDialect.allCases) func aFeedThatComesLaterBeginsWithThePassagesThatThereAre(
        _ dialect: SQLDialect
    ) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let early = feed("early", fixture.sink, fixture)
        let gone = try await fixture.submit("a.txt", "One.", to: collection.id).document
        for (name, text) in [("b.txt", "Two."), ("c.txt", "Three.")] {
            while try await fixture.worker(feeds: [early]).work() {}
            _ = try await fixture.submit(name, text, to: collection.id)
        }
        while try await fixture.worker(feeds: [early]).work() {}
        try await fixture.documents.delete(gone.id)
        try await early.catchUp()
        try await tidying(fixture).tidy()
        #expect(try await changes(fixture) == 0)

        let sink = RecordingSink()
        let late = feed("late", sink, fixture)
        try await late.catchUp()
        #expect(sink.texts == ["Two.", "Three."])
        _ = try await fixture.submit("d.txt", "Four.", to: collection.id)
        while try await fixture.worker(feeds: [early, late]).work() {}
        #expect(sink.texts == ["Two.", "Three.", "Four."])
        #expect(fixture.sink.texts == sink.texts)
        #expect(try await late.pending() == 0)
        // One that lost everything, though changes are missing.
        try await tidying(fixture).tidy()
        try await late.startOver()
        try await late.catchUp()
        #expect(sink.log.suffix(1) == ["put [2, 3, 4]"])
    }

    @Test(arguments: SQLDialect.allCases) func changesStayUntilTheSlowestFeedWasTold(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let quick = feed("quick", fixture.sink, fixture)
        let slow = RecordingSink()
        _ = try await fixture.submit("a.txt", "One.", to: collection.id)
        while try await fixture.worker(feeds: [quick, feed("slow", slow, fixture)]).work() {}
        _ = try await fixture.submit("b.txt", "Two.", to: collection.id)
        while try await fixture.worker(feeds: [quick]).work() {}
        try await tidying(fixture).tidy()
        #expect(try await changes(fixture) == 1)
        // A week later nobody has heard of it.
        fixture.clock.advance(by: .seconds(8 * 86_400))
        try await quick.catchUp()
        try await tidying(fixture).tidy()
        #expect(try await changes(fixture) == 0)
        try await feed("slow", slow, fixture).catchUp()
        #expect(slow.texts == ["One.", "Two."])
    }

    @Test(arguments: SQLDialect.allCases) func anIndexForgetsWhatWentWhileItWasAway(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let collection = try await fixture.collections.shared(named: "docs")
        let index = KeywordIndex(database: fixture.database)
        try await index.put([
            Knowledge.IndexEntry(id: 900, document: "gone", collection: collection.id, title: "", text: "A ghost of a drum.")
        ])
        _ = try await fixture.submit("a.txt", "A drum.", to: collection.id)
        while try await fixture.worker(feeds: [feed("first", fixture.sink, fixture)]).work() {}
        try await tidying(fixture).tidy()
        try await feed("keywords", index, fixture).catchUp()
        let found = try await index.search(PassageQuery(text: "drum", collections: [collection.id]), limit: 9)
        #expect(found.hits.map(\.id) == [1])
    }

    @Test func onlyOneProcessTellsAtATime() async throws {
        let fixture = try await DocumentFixture(.sqlite)
        let collection = try await fixture.collections.shared(named: "docs")
        _ = try await fixture.submit("a.txt", "One.", to: collection.id)
        while try await fixture.worker().work() {}
        let place = FeedPlace(
            database: fixture.database, name: "shared", holder: "another", time: fixture.clock, leaseSeconds: 3600)
        #expect(try await place.hold())
        let waiting = Task { try await feed("shared", fixture.sink, fixture).catchUp() }
        await fixture.clock.settle(sleepers: 1)
        #expect(fixture.sink.log.isEmpty)
        try await place.release()
        fixture.clock.advance(by: .milliseconds(200))
        try await waiting.value
        #expect(fixture.sink.log == ["put [1]"])
        // What it does not have it does not change.
        try await place.advance(to: 700)
        #expect(try await place.state().seq == 1)
    }

    @Test(arguments: SQLDialect.allCases) func whatBelongsToSomebodyLeavesTheIndexesWithThem(_ dialect: SQLDialect) async throws {
        let fixture = try await DocumentFixture(dialect)
        let feed = feed("test", fixture.sink, fixture)
        let anns = try await fixture.collections.create(name: "ann's", owner: "ann", readers: .owner)
        let bobs = try await fixture.collections.create(name: "bob's", owner: "bob", readers: .owner)
        _ = try await fixture.submit("a.txt", "Of Ann.", to: anns.id)
        _ = try await fixture.submit("b.txt", "Of Bob.", to: bobs.id)
        while try await fixture.worker(feeds: [feed]).work() {}
        let data = PersonalData(
            database: fixture.database, time: fixture.clock, beforeErasing: CollectionRepository.erase)
        try await data.erase("ann")
        try await feed.catchUp()
        #expect(fixture.sink.texts == ["Of Bob."])
        for table in ["collections", "documents", "document_texts", "passages"] {
            #expect(try await fixture.database.read { try $0.count("SELECT COUNT(*) FROM \(table)") } == 1, "\(table)")
        }
        #expect(
            try await fixture.database.read { try $0.count("SELECT COUNT(DISTINCT file_id) FROM document_files") } == 1)
    }
}
