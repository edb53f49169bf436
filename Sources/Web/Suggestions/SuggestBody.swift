import Accounts
import Chat
import LanguageModel
import Storage

/// `{"title","description","model"}`, of which only the title must be there.
struct SuggestBody: Decodable {
    var title: String
    var description: String?
    var model: String?

    static let titleLimit = 1000
    static let descriptionLimit = 32 * 1024
    /// Bytes of a whole body.
    static let limit = 128 * 1024

    /// - Throws: ``APIError`` 422 naming the field, 404 for a model that does not exist; ``ModelChoiceError``.
    func request(
        _ kind: Suggestion.Kind, models: AIModels, caller: Principal, requestID: String
    ) throws -> SuggestionRequest {
        let title = title.trimmingWhitespace
        guard !title.isEmpty else { throw APIError.invalid("title", "must not be empty") }
        guard title.utf8.count <= Self.titleLimit else {
            throw APIError.invalid("title", "must have at most \(Self.titleLimit) bytes")
        }
        let description = (description ?? "").trimmingWhitespace
        guard description.utf8.count <= Self.descriptionLimit else {
            throw APIError.invalid("description", "must have at most \(Self.descriptionLimit) bytes")
        }
        return SuggestionRequest(
            kind: kind, title: title, description: description,
            model: try model.map { try models.choose($0, for: caller.owner) }, requestID: requestID, owner: caller.owner,
            keyID: caller.keyID)
    }
}

extension String {
    /// Without white space at its ends.
    var trimmingWhitespace: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}

extension Suggestion.Kind {
    /// As it stands in addresses.
    var path: String {
        switch self {
        case .event: "events"
        case .note: "notes"
        case .task: "tasks"
        }
    }
}
