/// A passage that somebody has selected, and asks about.
package struct Selection: Sendable, Hashable, Codable {
    package var text: String
    /// The page that it stands on.
    package var sourceURL: String?
    /// That page's.
    package var title: String?
    /// A document that has the passage in its kept text, and that whoever asked may read.
    package var documentID: String?
    package var collectionID: String?
    /// Where ``text`` begins: for a document in its kept text, in Unicode scalars; for a page as the page counts.
    package var start: Int?
    /// Behind its last scalar.
    package var end: Int?

    /// Unicode scalars, of which no page and no document has more than so many.
    package static let offsets = 0...Int(Int32.max)
    /// Unicode scalars of ``text``.
    package static let mostScalars = 64 * 1024

    private enum CodingKeys: String, CodingKey {
        case text, title, start, end
        case sourceURL = "source_url"
        case documentID = "document_id"
        case collectionID = "collection_id"
    }

    package init(
        text: String, sourceURL: String? = nil, title: String? = nil, documentID: String? = nil, collectionID: String? = nil,
        start: Int? = nil, end: Int? = nil
    ) {
        self.text = text
        self.sourceURL = sourceURL
        self.title = title
        self.documentID = documentID
        self.collectionID = collectionID
        self.start = start
        self.end = end
    }
}
