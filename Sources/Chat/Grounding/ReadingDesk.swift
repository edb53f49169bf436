package import Knowledge
package import LanguageModel

/// Finds what an answer is to stand on.
package struct ReadingDesk: Sendable {
    private let search: (any SourceSearch)?
    private let library: DocumentLibrary?
    private let knowledge: @Sendable (Assistant) -> [String]?
    let makeBoundary: @Sendable () -> String

    /// How many sources an answer has.
    private static let most = 8
    /// Scalars of a selection that are searched with.
    private static let mostOfSelection = 400
    /// Words of a question that cannot stand alone.
    private static let fewWords = 6

    /// - Parameters:
    ///   - search: nil where no documents are kept.
    ///   - library: where selections are looked up.
    ///   - knowledge: the collections that an assistant answers from; nil or none for one that does not.
    ///   - makeBoundary: a word that nobody can guess.
    package init(
        search: (any SourceSearch)? = nil, library: DocumentLibrary? = nil,
        knowledge: @escaping @Sendable (Assistant) -> [String]? = { _ in nil },
        makeBoundary: @escaping @Sendable () -> String = {
            String(UInt64.random(in: .min ... .max), radix: 36) + String(UInt64.random(in: .min ... .max), radix: 36)
        }
    ) {
        self.search = search
        self.library = library
        self.knowledge = knowledge
        self.makeBoundary = makeBoundary
    }

    /// What an assistant reads before it answers; nil for one that answers from itself. Structure has no room for citations.
    package func reading(for assistant: Assistant, reader: KnowledgeReader) -> Reading? {
        guard assistant.outputSchema == nil, let names = knowledge(assistant), !names.isEmpty else { return nil }
        return Reading(reader: reader, collections: names.contains("*") ? nil : names)
    }

    /// What `messages` end with as a question, answered from.
    /// - Throws: ``Storage/StorageError`` and what else the search throws when documents cannot be searched.
    func ground(_ reading: Reading, messages: [Message]) async throws -> Ground {
        let found = try await found(reading, query: Self.query(messages, selection: reading.selection))
        var sources = found.sources.map(CitationCheck.Source.init)
        let earlier = reading.earlier.filter { $0.text != reading.selection?.text }
        if let selection = reading.selection {
            sources.removeAll { source in
                source.documentID == selection.documentID
                    && (selection.start ?? 0) < source.start + source.text.unicodeScalars.count
                    && source.start < (selection.end ?? .max)
            }
            sources.insert(CitationCheck.Source(selection), at: 0)
        }
        return Ground(
            found: found, isStrict: reading.isStrict, hasItemMarks: reading.hasItemMarks,
            block: SourceBlock(
                sources: sources + earlier.map(CitationCheck.Source.init), boundary: makeBoundary(),
                hasSelection: reading.selection != nil, earlier: earlier.count, indexing: found.indexing))
    }

    /// Collections that are not there, or not for the reader, are left out: an assistant may name some that only others read.
    private func found(_ reading: Reading, query: String) async throws -> FoundSources {
        let nothing = FoundSources(sources: [], scope: [:], indexing: 0)
        guard let search else { return nothing }
        var question = SourceQuestion(
            text: query, reader: reading.reader, collections: reading.collections, metadata: reading.filter,
            limit: Self.most)
        while question.collections != [] {
            do {
                return try await search.find(question)
            } catch SourceSearchError.unknownCollection(let name) {
                guard let names = question.collections, names.contains(name) else { return nothing }
                question.collections = names.filter { $0 != name }
            }
        }
        return nothing
    }

    /// The words to search with: the question's; with those of the question before it where they are few, and with what was
    /// selected.
    static func query(_ messages: [Message], selection: Selection?) -> String {
        let asked = messages.filter { $0.role == .user }.map(\.text)
        guard let question = asked.last else { return "" }
        var parts = [question]
        if let selection {
            parts.append(String(String.UnicodeScalarView(selection.text.unicodeScalars.prefix(mostOfSelection))))
        } else if let before = asked.dropLast().last, isShort(question) {
            parts.insert(before, at: 0)
        }
        return parts.joined(separator: "\n")
    }

    /// Text without spaces between words has more in fewer characters.
    private static func isShort(_ question: String) -> Bool {
        let wide = question.unicodeScalars.count { $0.value >= 0x2E80 && $0.properties.isAlphabetic }
        return question.split(whereSeparator: \.isWhitespace).count <= fewWords && wide <= 2 * fewWords
    }

    /// A selection that may be taken for what it says that it is: of a document only when the reader may read that, and the words
    /// stand in it. Its place there is put right.
    package func settle(_ selection: Selection, for reader: KnowledgeReader) async throws -> Selection {
        var settled = selection
        settled.collectionID = nil
        settled.documentID = nil
        // It may come out of a file, which says what it likes.
        settled.text = String(String.UnicodeScalarView(selection.text.unicodeScalars.prefix(Selection.mostScalars)))
        if selection.documentID != nil
            || ![selection.start, selection.end].allSatisfy({ $0.map(Selection.offsets.contains) ?? true })
        {
            settled.start = nil
            settled.end = nil
        }
        guard let id = selection.documentID else { return settled }
        guard let library, let (document, collection) = try await library.document(id, for: reader),
            let range = try await place(of: selection, in: document.id)
        else { return settled }
        settled.documentID = document.id
        settled.collectionID = collection.id
        settled.start = range.lowerBound
        settled.end = range.upperBound
        settled.title = document.title
        settled.text = try await library.documents.text(of: document.id, range) ?? selection.text
        return settled
    }

    /// Where the words stand in the kept text, white space aside.
    private func place(of selection: Selection, in document: String) async throws -> Range<Int>? {
        guard let library else { return nil }
        let wanted = selection.text.unicodeScalars.filter { !$0.properties.isWhitespace }
        guard !wanted.isEmpty, let length = try await library.documents.textLength(of: document) else { return nil }
        guard let start = selection.start, let end = selection.end, 0 <= start, start < end, end <= length,
            end - start <= selection.text.unicodeScalars.count * 4 + 100
        else { return nil }
        guard let text = try await library.documents.text(of: document, start..<end) else { return nil }
        let there = text.unicodeScalars.filter { !$0.properties.isWhitespace }
        return String(there) == String(wanted) ? start..<end : nil
    }
}

extension CitationCheck.Source {
    init(_ selection: Selection) {
        self.init(
            passage: 0, documentID: selection.documentID ?? "", collectionID: selection.collectionID ?? "",
            title: selection.title ?? selection.sourceURL ?? "", url: selection.sourceURL, text: selection.text,
            start: selection.start ?? 0, score: 1)
    }
}

/// What was found for an answer, and how it is told.
package struct Ground: Sendable {
    package let found: FoundSources
    let isStrict: Bool
    let hasItemMarks: Bool
    let block: SourceBlock

    /// What the answer may cite, `[1]` first.
    package var sources: [CitationCheck.Source] { block.sources }

    func grounding(of text: String) -> Grounding {
        CitationCheck.grounding(
            of: hasItemMarks ? ItemMarks.without(text).text : text, on: sources, indexing: found.indexing)
    }
}
