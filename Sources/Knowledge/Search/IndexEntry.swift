/// A passage as it is handed to indexes.
package struct IndexEntry: Sendable {
    package var id: Int64
    package var document: String
    package var collection: String
    /// The document's title; found by, too.
    package var title: String
    package var text: String
    /// A tag such as `en`; nil to find out.
    package var language: String?

    package init(id: Int64, document: String, collection: String, title: String, text: String, language: String? = nil) {
        self.id = id
        self.document = document
        self.collection = collection
        self.title = title
        self.text = text
        self.language = language
    }
}

/// An index that follows what is ingested. The same may be said more than once, and then changes nothing.
package protocol PassageSink: Sendable {
    /// Takes passages in, in place of those of the same ids.
    func put(_ entries: [IndexEntry]) async throws
    /// Forgets passages; those that are not there are no error.
    func remove(passages: [Int64], of collection: String) async throws
    /// Forgets all passages that are no more, as it may have missed that they went.
    /// - Parameter known: those of some numbers that there are.
    func keepOnly(_ known: @escaping @Sendable ([Int64]) async throws -> Set<Int64>) async throws
}

extension PassageSink {
    package func keepOnly(_ known: @escaping @Sendable ([Int64]) async throws -> Set<Int64>) async throws {}
}
