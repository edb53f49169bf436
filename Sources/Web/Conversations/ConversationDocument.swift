import LanguageModel
import Storage

/// A conversation as callers of the API read it.
struct ConversationDocument: Encodable {
    var id: String
    var title: String
    var assistant: String?
    var default_model_id: String?
    var pinned: Bool
    var archived: Bool
    /// The last message of the path that is open.
    var active_message_id: String?
    var created_at: String
    var updated_at: String
    var running: Bool?
    /// The messages of the path that is open.
    var messages: [MessageDocument]?

    init(_ conversation: Conversation) {
        id = conversation.id
        title = conversation.title
        assistant = conversation.assistant
        default_model_id = conversation.defaultModel?.description
        pinned = conversation.isPinned
        archived = conversation.isArchived
        active_message_id = conversation.activeMessage
        created_at = AvailabilityDocument.date(conversation.createdAt)
        updated_at = AvailabilityDocument.date(conversation.updatedAt)
    }
}

/// A page of the list.
struct ConversationPageDocument: Encodable {
    var conversations: [ConversationDocument]
    /// What to ask for the next page with; nil on the last.
    var next_cursor: String?
}

struct MessageDocument: Encodable {
    var id: String
    var parent_id: String?
    /// This message and those that stand beside it, in the order in which they were written.
    var sibling_ids: [String]
    var role: Role
    var content: String
    /// The blocks of the rendered answer.
    var html: [String]?
    /// The model that spoke last.
    var model: String?
    var model_name: String?
    /// Every model that spoke, in order.
    var models: [String]
    var model_path: [String]
    var status: String
    var error_code: String?
    var created_at: String
    /// What an answer from documents stands on; nil for every other message.
    var citations: [CitationDocument]?
    var sentences: [Grounding.Sentence]?
    var coverage: Grounding.Coverage?
    var indexing: Int?
    /// What a question was asked about.
    var selection: Selection?

    init(
        _ message: ChatMessage, in tree: MessageTree, names: ModelDisplayNames, grounding: Grounding? = nil,
        selection: Selection? = nil
    ) {
        citations = grounding?.citations.map(CitationDocument.init)
        sentences = grounding?.sentences
        coverage = grounding?.coverage
        indexing = grounding?.indexing
        self.selection = selection
        id = message.id
        parent_id = message.parent
        sibling_ids = tree.siblings(of: message.id).map(\.id)
        role = message.role
        content = message.content
        html = message.role == .assistant ? MarkdownRenderer.render(message.content) : nil
        model = message.model?.description
        model_name = message.model.map { names[$0] }
        models = message.models.map(\.description)
        model_path = message.models.map { names[$0] }
        status = ChatPage.Message.Status(message.status).rawValue
        error_code = message.errorCode
        created_at = AvailabilityDocument.date(message.createdAt)
    }
}

/// A place where something was found.
struct SearchHitDocument: Encodable {
    var conversation: ConversationDocument
    /// nil when it is the title that was found.
    var message_id: String?
    /// Pieces of text, those that match marked.
    var snippet: [SearchSnippet.Piece]
    /// In how many messages it stands, the title among them.
    var count: Int

    init(_ hit: SearchHit) {
        conversation = ConversationDocument(hit.conversation)
        message_id = hit.messageID
        snippet = hit.snippet.pieces
        count = hit.count
    }
}
