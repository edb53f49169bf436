/// A piece of a document that can be quoted.
package struct Passage: Sendable, Hashable {
    package var document: String
    /// The headings above it, outermost first.
    package var headings: [String]
    package var text: String

    package init(document: String, headings: [String], text: String) {
        self.document = document
        self.headings = headings
        self.text = text
    }

    /// Where it stands, for people.
    package var source: String {
        ([document] + headings).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }.joined(separator: " › ")
    }
}
