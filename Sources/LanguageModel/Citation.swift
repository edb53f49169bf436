/// Where an answer has something from: a span of a kept document, as it stood when the answer was made.
package struct Citation: Sendable, Hashable, Codable {
    /// The `n` of the `[n]` in the answer's text; from 1.
    package var index: Int
    /// The passage that was found; it may be gone by now.
    package var passage: Int64
    package var documentID: String
    package var collectionID: String
    /// The document's.
    package var title: String
    /// Where the document was fetched from; nil for one that was not.
    package var url: String?
    /// Those above the passage, outermost first.
    package var headings: [String]
    /// 1 for the first; nil where there are none.
    package var page: Int?
    /// The words of the span.
    package var quote: String
    /// Where ``quote`` begins in the document's kept text, in Unicode scalars.
    package var start: Int
    /// Behind its last scalar.
    package var end: Int
    /// How near the passage is to the question, by whatever found it: higher is nearer.
    package var score: Double
    /// Whether every sentence that cites it is borne out by its passage.
    package var verified: Bool

    package init(
        index: Int, passage: Int64, documentID: String, collectionID: String, title: String, url: String? = nil,
        headings: [String] = [], page: Int? = nil, quote: String, start: Int, end: Int, score: Double, verified: Bool
    ) {
        self.index = index
        self.passage = passage
        self.documentID = documentID
        self.collectionID = collectionID
        self.title = title
        self.url = url
        self.headings = headings
        self.page = page
        self.quote = quote
        self.start = start
        self.end = end
        self.score = score
        self.verified = verified
    }
}

/// What an answer from documents stands on. Kept with the message, so that it is the same after a reload.
package struct Grounding: Sendable, Hashable, Codable {
    package enum Coverage: String, Sendable, Hashable, Codable {
        /// There were passages to answer from.
        case answered
        /// The documents do not contain it: no source is shown.
        case notCovered = "not_covered"
        /// The same, but documents are still being read, and it may be in one of them.
        case stillIndexing = "still_indexing"
    }

    /// A sentence of the answer that claims something.
    package struct Sentence: Sendable, Hashable, Codable {
        /// Where it begins in the answer's text, in Unicode scalars.
        package var start: Int
        /// Behind its last scalar.
        package var end: Int
        /// What it cites; empty for one that cites nothing.
        package var citations: [Int]
        /// Whether what it cites bears it out; false for one that cites nothing and should.
        package var verified: Bool

        package init(start: Int, end: Int, citations: [Int], verified: Bool) {
            self.start = start
            self.end = end
            self.citations = citations
            self.verified = verified
        }
    }

    package var coverage: Coverage
    /// Those that the text cites, by index.
    package var citations: [Citation]
    /// Those of the text that need a source, in order.
    package var sentences: [Sentence]
    /// How many documents were still being read.
    package var indexing: Int

    package init(coverage: Coverage, citations: [Citation] = [], sentences: [Sentence] = [], indexing: Int = 0) {
        self.coverage = coverage
        self.citations = citations
        self.sentences = sentences
        self.indexing = indexing
    }
}
