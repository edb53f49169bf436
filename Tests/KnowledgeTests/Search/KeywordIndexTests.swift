import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Knowledge

/// Not the journal's.
private typealias IndexEntry = Knowledge.IndexEntry

@Suite struct KeywordIndexTests {
    private let folder = TestFolder.path()

    private func database(_ dialect: SQLDialect = .sqlite) async throws -> any Database {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try await TestDatabase.migrated(dialect, in: folder)
    }

    private func entry(
        _ id: Int64, _ text: String, document: String? = nil, collection: String = "c", title: String = ""
    ) -> IndexEntry {
        IndexEntry(id: id, document: document ?? "d\(id)", collection: collection, title: title, text: text, language: "en")
    }

    private func query(_ text: String, in collections: [String] = ["c"], documents: Set<String>? = nil) -> PassageQuery {
        PassageQuery(text: text, collections: collections, documents: documents)
    }

    private func moved(_ entry: IndexEntry, to collection: String) -> IndexEntry {
        var entry = entry
        entry.collection = collection
        return entry
    }

    /// Many passages about few things, the same each time.
    private func many(_ count: Int) -> [IndexEntry] {
        let words = ["drum", "bell", "horn", "flute", "harp", "lute", "gong", "viol"]
        return (1...count).map { number in
            let text = (0..<(3 + number % 5)).map { words[(number * 7 + $0 * $0 * 3 + number / 9) % 8] }.joined(separator: " ")
            return entry(Int64(number), text, document: "d\(number / 4)")
        }
    }

    @Test func theOnlyPassageIsASourceForWhatItSaysAndForNothingElse() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put([entry(1, "A drum kit costs 40 euros a week. Delivery is free on weekdays.")])
        func isSource(_ question: String) async throws -> Bool {
            try await index.search(query(question), limit: 1).hits.first?.isSource ?? false
        }
        #expect(try await isSource("What does a drum kit cost a week?"))
        #expect(try await isSource("Is delivery free on Sundays?"))
        #expect(try await !isSource("Which wine goes with braised octopus this week?"))
    }

    @Test(arguments: SQLDialect.allCases) func scoresAreThoseOfTheFormula(_ dialect: SQLDialect) async throws {
        let index = KeywordIndex(database: try await database(dialect))
        try await index.put([entry(1, "drum drum bell"), entry(2, "bell horn"), entry(3, "horn horn horn gong")])
        let drum = try await index.search(query("drum"), limit: 10)
        // ln(1 + 2.5/1.5) · 2 / (2 + 1.2)
        #expect(drum.hits.map(\.id) == [1])
        #expect(abs(drum.hits[0].score - 0.6130183) < 1e-6)
        #expect(drum.population == 3 && drum.coverage == 1)
        let bells = try await index.search(query("the bells"), limit: 10)
        // ln(1 + 1.5/2.5) · 1 / (1 + 0.9) and · 1 / (1 + 1.2)
        #expect(bells.hits.map(\.id) == [2, 1])
        #expect(abs(bells.hits[0].score - 0.2473703) < 1e-6)
        #expect(abs(bells.hits[1].score - 0.2136380) < 1e-6)
    }

    @Test func aDocumentThatSaysMuchLiftsItsPassages() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put([
            entry(1, "drum drum bell", document: "a"), entry(2, "bell horn", document: "a"),
            entry(3, "horn horn horn gong", document: "b"),
        ])
        let hits = try await index.search(query("bell"), limit: 10).hits
        // As above, and ln(1 + 1.5/1.5) · 2 / (2 + 1.3) for the document.
        #expect(hits.map(\.id) == [2, 1])
        #expect(abs(hits[0].score - 0.6674597) < 1e-6)
        #expect(abs(hits[1].score - 0.6337274) < 1e-6)
    }

    @Test func theRightDocumentComesBeforeTheRightWords() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put([
            entry(1, "Revenue rose in the year of this report.", document: "gongs"),
            entry(2, "The maker of gongs in Bremen publishes what it sold.", document: "gongs"),
            entry(3, "Revenue rose in the year of this report.", document: "horns"),
            entry(4, "The maker of horns in Hamburg publishes what it sold.", document: "horns"),
        ])
        let hits = try await index.search(query("revenue of the maker of gongs in Bremen"), limit: 10).hits
        let places = Dictionary(hits.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let right = try #require(places[1])
        let wrong = try #require(places[3])
        #expect(right < wrong)
    }

    @Test func fewHitsAreTheFirstOfMany() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put(many(90))
        try await index.put(
            many(70).map { entry in
                var entry = moved(entry, to: "other")
                entry.id += 1000
                return entry
            })
        try await index.remove(passages: [3, 17, 64, 65], of: "c")
        for documents in [nil, Set((0..<40).map { "d\($0 * 2)" })] {
            let query = query("bell horn harp", in: ["c", "other"], documents: documents)
            let all = try await index.search(query, limit: 1000).hits
            #expect(all.count > 50)
            for limit in [1, 5, 20] { #expect(try await index.search(query, limit: limit).hits == Array(all.prefix(limit))) }
        }
    }

    @Test(arguments: SQLDialect.allCases) func addedBitByBitIsAsBuiltAtOnce(_ dialect: SQLDialect) async throws {
        let database = try await database(dialect)
        let index = KeywordIndex(database: database)
        let entries = many(90)
        for entry in entries { try await index.put([entry]) }
        try await index.put(entries.map { moved($0, to: "whole") })
        let segments = try await database.read { try $0.count("SELECT COUNT(*) FROM search_segments WHERE collection = 'c'") }
        #expect(segments < 16)
        for words in ["drum", "bell horn", "gong viol lute", "harp harp flute", "nothing"] {
            let pieces = try await index.search(query(words), limit: 200)
            let whole = try await index.search(query(words, in: ["whole"]), limit: 200)
            #expect(pieces.hits.map(\.id) == whole.hits.map(\.id))
            #expect(pieces.hits.map(\.score) == whole.hits.map(\.score))
            #expect(pieces.hits.map(\.isSource) == whole.hits.map(\.isSource))
        }
    }

    @Test(arguments: SQLDialect.allCases) func whatIsRemovedHasNoSay(_ dialect: SQLDialect) async throws {
        let index = KeywordIndex(database: try await database(dialect))
        let entries = many(60)
        try await index.put(Array(entries[..<30]))
        try await index.put(Array(entries[30...]))
        try await index.remove(passages: (1...45).map { $0 } + [999], of: "c")
        try await index.remove(passages: [50], of: "other")
        try await index.put(entries[45...].map { moved($0, to: "rest") })
        for words in ["drum", "bell horn", "gong viol lute"] {
            let left = try await index.search(query(words), limit: 200)
            let fresh = try await index.search(query(words, in: ["rest"]), limit: 200)
            #expect(!left.hits.isEmpty)
            #expect(left.hits.map(\.id) == fresh.hits.map(\.id))
            #expect(left.hits.map(\.score) == fresh.hits.map(\.score))
            #expect(left.population == 15)
        }
        try await index.remove(passages: (46...60).map { $0 }, of: "c")
        #expect(try await index.search(query("drum"), limit: 10) == .empty)
    }

    @Test(arguments: SQLDialect.allCases) func aPassageThatIsPutAgainIsReplaced(_ dialect: SQLDialect) async throws {
        let index = KeywordIndex(database: try await database(dialect))
        try await index.put([entry(1, "drum"), entry(2, "bell")])
        try await index.put([entry(1, "horn")])
        #expect(try await index.search(query("drum"), limit: 10).hits.isEmpty)
        #expect(try await index.search(query("horn"), limit: 10).hits.map(\.id) == [1])
        #expect(try await index.search(query("horn"), limit: 10).population == 2)
    }

    @Test(arguments: SQLDialect.allCases) func anotherServerSeesEachChangeAtOnce(_ dialect: SQLDialect) async throws {
        let database = try await database(dialect)
        let one = KeywordIndex(database: database)
        let two = KeywordIndex(database: database)
        #expect(try await two.search(query("drum"), limit: 10).hits.isEmpty)
        try await one.put([entry(1, "drum")])
        #expect(try await two.search(query("drum"), limit: 10).hits.map(\.id) == [1])
        try await two.put([entry(2, "drum drum")])
        #expect(try await one.search(query("drum"), limit: 10).hits.count == 2)
        try await one.remove(collection: "c")
        #expect(try await two.search(query("drum"), limit: 10).hits.isEmpty)
        try await two.put([entry(3, "drum")])
        #expect(try await one.search(query("drum"), limit: 10).hits.map(\.id) == [3])
    }

    @Test(arguments: SQLDialect.allCases) func whatWritersAddAtOnceIsAllThere(_ dialect: SQLDialect) async throws {
        let index = KeywordIndex(database: try await database(dialect))
        let entries = many(40)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for entry in entries { group.addTask { try await index.put([entry]) } }
            try await group.waitForAll()
        }
        #expect(try await index.search(query("drum"), limit: 100).population == 40)
    }

    @Test func onlyTheCollectionsAndDocumentsAskedForAreSearched() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put([
            entry(1, "drum", document: "a"), entry(2, "drum", document: "b"),
            entry(3, "drum drum", document: "x", collection: "private"),
        ])
        #expect(try await index.search(query("drum"), limit: 10).hits.map(\.id) == [1, 2])
        #expect(try await index.search(query("drum", documents: ["b"]), limit: 10).hits.map(\.id) == [2])
        #expect(try await index.search(query("drum", documents: ["b"]), limit: 10).population == 1)
        #expect(try await index.search(query("drum", documents: ["x"]), limit: 10).hits.isEmpty)
        #expect(try await index.search(query("drum", in: []), limit: 10) == .empty)
        #expect(try await index.search(query("drum", in: ["c", "private", "c"]), limit: 10).hits.map(\.id) == [3, 1, 2])
    }

    @Test func whatOthersKeepPrivateDoesNotChangeAScore() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put([entry(1, "drum bell"), entry(2, "bell")])
        let before = try await index.search(query("drum bell"), limit: 10)
        try await index.put((10...40).map { entry($0, "drum", collection: "private") })
        #expect(try await index.search(query("drum bell"), limit: 10) == before)
    }

    @Test func titlesAreFoundByToo() async throws {
        let index = KeywordIndex(database: try await database())
        try await index.put([entry(1, "It has eight strings.", title: "The lute"), entry(2, "It has a skin.", title: "The drum")])
        #expect(try await index.search(query("lutes"), limit: 10).hits.map(\.id) == [1])
    }

    @Test func memoryIsGivenBack() async throws {
        let index = KeywordIndex(database: try await database(), memory: 1)
        try await index.put([entry(1, "drum"), entry(2, "drum", collection: "e")])
        _ = try await index.search(query("drum"), limit: 1)
        let one = index.heldBytes
        _ = try await index.search(query("drum", in: ["e"]), limit: 1)
        #expect(index.heldBytes == one && one > 0)
        #expect(try await index.search(query("drum"), limit: 10).hits.map(\.id) == [1])
    }

    @Test func aFewCommonWordsOfALongQuestionAreNoSource() async throws {
        let index = KeywordIndex(database: try await database())
        let filler = (1...60).map { entry(Int64($0), $0 % 3 == 0 ? "music plays a part" : "nothing plays \($0)") }
        try await index.put(filler + [entry(100, "The membrane of a kettledrum resonates under tension when struck.")])
        let about = try await index.search(query("Which membrane resonates in a kettledrum under tension?"), limit: 5)
        #expect(about.hits.first?.id == 100 && about.hits[0].isSource)
        let beside = try await index.search(query("Which part does Napoleon Bonaparte's wife have in music of Vienna?"), limit: 5)
        #expect(!beside.hits.isEmpty && beside.hits.allSatisfy { !$0.isSource })
        #expect(beside.coverage < 0.5)
        #expect(try await index.search(query("kettledrum"), limit: 5).hits[0].isSource)
    }

    @Test func aDamagedPartIsSaid() async throws {
        let database = try await database()
        try await KeywordIndex(database: database).put([entry(1, "drum")])
        for body: [UInt8] in [[33], [0, 0, 0], [], [1]] {
            try await database.write { try $0.execute("UPDATE search_segments SET body = ?", [.bytes(body)]) }
            await #expect(throws: StorageError.self) {
                try await KeywordIndex(database: database).search(query("drum"), limit: 1)
            }
        }
    }
}
