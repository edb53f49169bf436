import LanguageModel
import Storage

/// A conversation as the page's script reads it.
struct ConversationDocument: Encodable {
    var id: String
    var title: String
    var assistant: String?
    /// The model chosen for it.
    var default_model_id: String?
    var created_at: String
    var updated_at: String
    var running: Bool?
    var messages: [MessageDocument]?

    init(_ conversation: Conversation) {
        id = conversation.id
        title = conversation.title
        assistant = conversation.assistant
        default_model_id = conversation.defaultModel?.description
        created_at = AvailabilityDocument.date(conversation.createdAt)
        updated_at = AvailabilityDocument.date(conversation.updatedAt)
    }
}

struct MessageDocument: Encodable {
    var id: String
    var role: Role
    var content: String
    /// The blocks of the rendered answer.
    var html: [String]?
    var model: String?
    var model_name: String?
    var status: String
    var error_code: String?
    var created_at: String

    init(_ message: ChatMessage, names: ModelDisplayNames) {
        id = message.id
        role = message.role
        content = message.content
        html = message.role == .assistant ? MarkdownRenderer.render(message.content) : nil
        model = message.model?.description
        model_name = message.model.map { names[$0] }
        status = ChatPage.Message.Status(message.status).rawValue
        error_code = message.errorCode
        created_at = AvailabilityDocument.date(message.createdAt)
    }
}
