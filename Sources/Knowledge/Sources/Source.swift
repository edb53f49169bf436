package import LanguageModel

/// A passage that an answer may stand on, with what is told of its document.
package struct Source: Sendable, Hashable {
    package var passage: Passage
    /// The document's.
    package var title: String
    /// Where the document was fetched from; nil for one that was not.
    package var url: String?
    /// How near it is to the question: higher is nearer.
    package var score: Double

    package init(passage: Passage, title: String, url: String? = nil, score: Double) {
        self.passage = passage
        self.title = title
        self.url = url
        self.score = score
    }
}

/// What is looked for in documents, and for whom.
package struct SourceQuestion: Sendable, Hashable {
    package var text: String
    /// Whose permission holds: nothing else is searched.
    package var reader: KnowledgeReader
    /// Identifiers or names of the collections to look in, of those that the reader may read; nil for all of them.
    package var collections: [String]?
    /// Only in these documents; nil for all.
    package var documents: Set<String>?
    /// Only in documents that have each of these under the same key of their metadata, or a list with it there.
    package var metadata: [String: JSONValue]
    /// The most sources that are given.
    package var limit: Int

    package init(
        text: String, reader: KnowledgeReader, collections: [String]? = nil, documents: Set<String>? = nil,
        metadata: [String: JSONValue] = [:], limit: Int = 8
    ) {
        self.text = text
        self.reader = reader
        self.collections = collections
        self.documents = documents
        self.metadata = metadata
        self.limit = limit
    }
}

/// What was found.
package struct FoundSources: Sendable, Hashable {
    /// Best first; only those that are fit to be shown as a source. Empty when the documents do not contain it.
    package var sources: [Source]
    /// What was searched: the identifiers of collections with their versions, each higher with every change of what can be found.
    package var scope: [String: Int]
    /// How many documents of these collections are still being read.
    package var indexing: Int
    /// The question's vector, where one was asked for; one a question at most.
    package var vector: [Float]?

    package init(sources: [Source], scope: [String: Int], indexing: Int, vector: [Float]? = nil) {
        self.sources = sources
        self.scope = scope
        self.indexing = indexing
        self.vector = vector
    }
}

/// Finds sources in documents.
package protocol SourceSearch: Sendable {
    /// - Throws: ``SourceSearchError/unknownCollection(_:)`` for one that the reader may not read, or that is not there, alike;
    ///   ``Storage/StorageError``.
    func find(_ question: SourceQuestion) async throws -> FoundSources
}

package enum SourceSearchError: Error, Sendable, Hashable {
    case unknownCollection(String)
}
