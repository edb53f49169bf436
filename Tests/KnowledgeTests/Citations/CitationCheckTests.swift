import Foundation
import LanguageModel
import Parsing
import Storage
import TestSupport
import Testing

@testable import Knowledge

@Suite struct CitationCheckTests {
    private func source(_ text: String, start: Int = 0, title: String = "Hours") -> CitationCheck.Source {
        CitationCheck.Source(
            passage: 1, documentID: "d", collectionID: "c", title: title, headings: ["Week"], text: text, start: start, score: 0.5
        )
    }

    @Test func aCitationQuotesTheSentenceThatSaysIt() throws {
        let source = source("Dogs may come in. The shop 🙂 opens at nine. Parking is free.", start: 100)
        let grounding = CitationCheck.grounding(of: "The shop opens at nine [1].", on: [source], indexing: 0)
        let citation = try #require(grounding.citations.first)
        #expect(citation.quote == "The shop 🙂 opens at nine.")
        #expect(citation.start == 118)
        #expect(citation.end - citation.start == citation.quote.unicodeScalars.count)
        #expect(citation.verified && grounding.sentences.map(\.verified) == [true])
        #expect(grounding.coverage == .answered)
    }

    @Test func oneSentenceThatIsNotBorneOutMakesItsCitationUnverified() {
        let grounding = CitationCheck.grounding(
            of: "The shop opens at nine [1]. The shop opens at seven on 3 Sundays [1]. It has a red door.",
            on: [source("The shop opens at nine.")], indexing: 2)
        #expect(grounding.sentences.map(\.verified) == [true, false, false])
        #expect(grounding.sentences.map(\.citations) == [[1], [1], []])
        #expect(grounding.citations.map(\.verified) == [false])
        #expect(grounding.indexing == 2)
    }

    @Test func onlyWhatIsCitedIsACitation() {
        let sources = [source("The shop opens at nine."), source("Parking is free.", title: "Cars")]
        let grounding = CitationCheck.grounding(of: "Parking is free [2].", on: sources, indexing: 0)
        #expect(grounding.citations.map(\.index) == [2])
        #expect(grounding.citations.map(\.title) == ["Cars"])
    }

    @Test func withoutSourcesItIsNotCovered() {
        #expect(CitationCheck.grounding(of: "Hello", on: [], indexing: 0) == Grounding(coverage: .notCovered))
        #expect(CitationCheck.grounding(of: "Hello", on: [], indexing: 3).coverage == .stillIndexing)
    }

    @Test func anAnswerThatTheDocumentsDoNotSayIsNotCovered() {
        let grounding = CitationCheck.grounding(
            of: "The documents do not contain the price.", on: [source("The shop opens at nine.")], indexing: 0)
        #expect(grounding == Grounding(coverage: .notCovered))
    }

    /// Whatever the text, offsets cut exactly the quote out of the kept one.
    @Test func placesCutTheQuoteOutOfTheKeptText() async throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let database = try await TestDatabase.migrated(.sqlite, in: scratch)
        let kept = """
            # Öffnungszeiten 🕘

            Der Laden öffnet um 9 Uhr. Am Sonntag bleibt er geschlossen 🙂. Parken kostet 2 Euro.

            | Tag | Zeit |
            |---|---|
            | Montag | 9 bis 17 |

            第一句话说开门时间。第二句话说停车费是两元。最后一句说别的。

            - erster Punkt e\u{301}
            - zweiter Punkt über Fahrräder
            """
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO collections (id, name, owner_id, readers, settings, version, created_at, updated_at)
                VALUES ('c', 'n', NULL, 'everybody', '{}', 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')
                """)
            try session.execute(
                """
                INSERT INTO documents (id, collection_id, source_key, title, source, name, size, status, passages, metadata, version,
                created_at, updated_at) VALUES ('d', 'c', 'k', 't', 'text', 'n', 1, 'ready', 1, '{}', 1, '2026-01-01 00:00:00',
                '2026-01-01 00:00:00')
                """)
            try session.execute("INSERT INTO document_texts (document_id, content) VALUES ('d', ?)", [.text(kept)])
        }
        let documents = DocumentRepository(database: database, time: TestClock(), makeID: { "x" })
        let scalars = Array(kept.unicodeScalars)
        for start in [0, 3, 20] {
            let text = String(String.UnicodeScalarView(scalars[start...]))
            for answer in [
                "Der Laden öffnet um 9 Uhr [1].", "停车费是两元 [1]。", "Montag 9 bis 17 [1].", "Ein Punkt über Fahrräder [1].",
                "Nothing of it [1].", "Parken kostet 2 Euro [1].",
            ] {
                let grounding = CitationCheck.grounding(of: answer, on: [source(text, start: start)], indexing: 0)
                let citation = try #require(grounding.citations.first)
                #expect(try await documents.text(of: "d", citation.start..<citation.end) == citation.quote, "\(answer) \(start)")
                #expect(!citation.quote.isEmpty)
            }
        }
    }
}

@Suite struct GroundingRepositoryTests {
    @Test(arguments: SQLDialect.allCases)
    func staysWithItsMessageAndIsTheOwnersAlone(dialect: SQLDialect) async throws {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let database = try await TestDatabase.migrated(dialect, in: scratch)
        let conversations = ConversationRepository(database: database, time: TestClock())
        let repository = GroundingRepository(database: database)
        _ = try await conversations.create(id: "c", owner: "ann", title: "t")
        try await conversations.append(
            [ChatMessage(id: "q", role: .user, content: "?"), ChatMessage(id: "a", role: .assistant, content: "Yes [1].")],
            to: "c",
            owner: "ann")
        let grounding = Grounding(
            coverage: .answered,
            citations: [
                Citation(
                    index: 1, passage: 7, documentID: "d", collectionID: "e", title: "T", quote: "Yes “ä” 🙂", start: 3, end: 9,
                    score: 0.5,
                    verified: true)
            ], sentences: [.init(start: 0, end: 8, citations: [1], verified: true)], indexing: 1)
        let selection = Selection(text: "this", sourceURL: "https://a.example/b", title: "B", start: 1, end: 5)
        try await repository.keep(grounding, with: "a")
        try await repository.keep(selection, with: "q")
        #expect(try await repository.all(in: "c", owner: "ann") == ["a": grounding])
        #expect(try await repository.selections(in: "c", owner: "ann") == ["q": selection])
        #expect(try await repository.all(in: "c", owner: "eve").isEmpty)
        try await conversations.append([ChatMessage(id: "b", role: .assistant, content: "Yes [1].")], to: "c", owner: "ann")
        try await repository.copy(["a": "b", "q": "b"])
        #expect(try await repository.all(in: "c", owner: "ann")["b"] == grounding)
        try await conversations.delete("c", owner: "ann")
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM message_groundings") } == 0)
        #expect(try await database.read { try $0.count("SELECT COUNT(*) FROM message_selections") } == 0)
    }
}
