import LanguageModel

/// A citation as callers of the API read it.
struct CitationDocument: Encodable {
    private let citation: Citation

    init(_ citation: Citation) {
        self.citation = citation
    }

    private enum Key: String, CodingKey {
        case index, document_id, collection_id, title, url, headings, page, quote, start, end, score, verified
    }

    /// What there is none of is said as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(citation.index, forKey: .index)
        try container.encode(citation.documentID.isEmpty ? nil : citation.documentID, forKey: .document_id)
        try container.encode(citation.collectionID.isEmpty ? nil : citation.collectionID, forKey: .collection_id)
        try container.encode(citation.title, forKey: .title)
        try container.encode(citation.url, forKey: .url)
        try container.encode(citation.headings, forKey: .headings)
        try container.encode(citation.page, forKey: .page)
        try container.encode(citation.quote, forKey: .quote)
        try container.encode(citation.start, forKey: .start)
        try container.encode(citation.end, forKey: .end)
        try container.encode(citation.score, forKey: .score)
        try container.encode(citation.verified, forKey: .verified)
    }
}

/// The body of an answer of `POST /api/v1/chat/query` and `/api/v1/chat/selection`.
struct QueryAnswerDocument: Encodable {
    var answer: String
    var citations: [CitationDocument]
    var sentences: [Grounding.Sentence]
    var coverage: Grounding.Coverage
    /// How many documents were still being read.
    var indexing: Int
    /// `builtin:documents` where no model was asked.
    var model: String
    var cached: Bool
    var latency_ms: Int
    var session_id: String
    var conversation_id: String
    var message_id: String
    var request_id: String

    init(_ answer: Answer, session: String, conversation: String, message: String, requestID: String) {
        self.answer = answer.text
        let grounding = answer.grounding ?? Grounding(coverage: .notCovered)
        citations = grounding.citations.map(CitationDocument.init)
        sentences = grounding.sentences
        coverage = grounding.coverage
        indexing = grounding.indexing
        model = answer.model.description
        cached = answer.isCached
        latency_ms = Int(answer.latency.milliseconds)
        session_id = session
        conversation_id = conversation
        message_id = message
        request_id = requestID
    }
}
