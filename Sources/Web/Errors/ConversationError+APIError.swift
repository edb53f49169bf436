import Chat
import HTTPTypes

extension APIError {
    init(_ error: ConversationError) {
        switch error {
        case .notFound: self = APIError(.notFound, "conversation_not_found", "There is no such conversation.")
        case .busy: self = APIError(.conflict, "already_answering", "An answer is already being made in this conversation.")
        case .nothingToRetry: self = APIError(.conflict, "nothing_to_retry", "Nothing has been asked yet.")
        case .unknownAssistant:
            self = APIError(.unprocessableContent, "unknown_assistant", "There is no such assistant.", field: "assistant")
        case .assistantGone(let name):
            self = APIError(
                .conflict, "assistant_gone",
                "\(name) is no longer here. Choose another assistant for this conversation to go on.", field: "assistant")
        case .tooManyRequests(let wait):
            self = APIError(
                .tooManyRequests, "rate_limit_exceeded", "This assistant has been asked as often as it may be for now.",
                retryAfter: wait)
        case .unknownMessage:
            self = APIError(
                .unprocessableContent, "unknown_message", "There is no such message in this conversation.", field: "message_id")
        case .badTitle: self = .invalid("title", "must have 1 to 200 characters that can be shown")
        case .cloudDisabled: self = .cloudDisabled
        case .stopping: self = .stopping
        }
    }
}
