/// A piece of a document that can be found and quoted.
package struct Passage: Sendable, Hashable {
    /// Given once and never again.
    package var id: Int64
    package var documentID: String
    package var collectionID: String
    /// Counts the passages of a document, from 0.
    package var ordinal: Int
    /// Those above it, outermost first; for rows of a table that is cut, the names of its columns as well.
    package var headings: [String]
    /// Where ``text`` begins in the kept text, in Unicode scalars.
    package var start: Int
    /// Behind its last scalar.
    package var end: Int
    /// 1 for the first; nil where there are none.
    package var page: Int?
    package var text: String
    /// As in `de`; nil when the document does not say.
    package var language: String?
    /// How much it looks like orders to a model, from 0 to 1. Whoever puts it before one says that it is data.
    package var injection: Double
    /// Whether no answer may stand on it: it looks like an attack, and nobody has accepted its document.
    package var isWithheld: Bool

    package init(
        id: Int64, documentID: String, collectionID: String, ordinal: Int, headings: [String], start: Int, end: Int,
        page: Int? = nil, text: String, language: String? = nil, injection: Double = 0, isWithheld: Bool = false
    ) {
        self.id = id
        self.documentID = documentID
        self.collectionID = collectionID
        self.ordinal = ordinal
        self.headings = headings
        self.start = start
        self.end = end
        self.page = page
        self.text = text
        self.language = language
        self.injection = injection
        self.isWithheld = isWithheld
    }
}
