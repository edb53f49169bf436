import Knowledge
import LanguageModel
import Synchronization

/// Finds what it is told to find, and keeps what it was asked.
final class FakeSources: SourceSearch {
    private let found: @Sendable (SourceQuestion) throws -> FoundSources
    private let asked = Mutex<[SourceQuestion]>([])

    var questions: [SourceQuestion] { asked.withLock { $0 } }

    init(_ found: @escaping @Sendable (SourceQuestion) throws -> FoundSources) {
        self.found = found
    }

    /// These texts, each a document of its own.
    convenience init(_ texts: String..., indexing: Int = 0) {
        self.init { _ in
            FoundSources(
                sources: texts.enumerated().map { offset, text in
                    Source(
                        passage: Passage(
                            id: Int64(offset + 1), documentID: "doc\(offset + 1)", collectionID: "col", ordinal: 0,
                            headings: ["Part"],
                            start: 100 * offset, end: 100 * offset + text.unicodeScalars.count, text: text),
                        title: "Title \(offset + 1)", url: "https://docs.example/\(offset + 1)", score: 0.9)
                }, scope: ["col": 1], indexing: indexing)
        }
    }

    func find(_ question: SourceQuestion) async throws -> FoundSources {
        asked.withLock { $0.append(question) }
        return try found(question)
    }
}

typealias Passage = Knowledge.Passage
