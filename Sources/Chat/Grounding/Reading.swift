package import Knowledge
package import LanguageModel

/// What an answer may be made from, besides what is said in the conversation: documents, and what was selected in one.
package struct Reading: Sendable, Hashable {
    /// Whose permission holds.
    package var reader: KnowledgeReader
    /// Identifiers or names; nil for all that the reader may read, empty for none.
    package var collections: [String]?
    /// Only documents with these in their metadata; see ``SourceQuestion/metadata``.
    package var filter: [String: JSONValue]
    package var selection: Selection?
    /// What was selected for earlier questions of the conversation, newest first.
    var earlier: [Selection] = []
    /// Whether no model is asked where nothing is found.
    package var isStrict: Bool
    /// Whether marks of a catalogue's items are taken out of the answer before anybody sees it.
    var hasItemMarks = false

    package init(
        reader: KnowledgeReader, collections: [String]? = nil, filter: [String: JSONValue] = [:],
        selection: Selection? = nil, isStrict: Bool = false
    ) {
        self.reader = reader
        self.collections = collections
        self.filter = filter
        self.selection = selection
        self.isStrict = isStrict
    }

    /// What sources add to a prompt, said before any are found: tokens, a generous estimate.
    static let likelyTokens = SourceBlock.mostScalars / 2
}
