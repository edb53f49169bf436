import Accounts
import Chat
import HTTPTypes
import Hummingbird
import LanguageModel
import Storage

/// `/api/v1/suggestions`: suggestions that are kept, one by one, and what their owner decides about each.
struct SuggestionRoutes: Sendable {
    let desk: SuggestionDesk
    let models: AIModels

    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: ask)
        group.patch("{id}", use: change)
        group.delete("{id}", use: delete)
    }

    private struct AskBody: Decodable {
        var kind: Suggestion.Kind
        var asked: SuggestBody

        private enum CodingKeys: String, CodingKey { case kind }

        init(from decoder: any Decoder) throws {
            let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .kind)
            guard let kind = Suggestion.Kind(rawValue: name) else {
                throw APIError.invalid("kind", "must be task, event or note")
            }
            self.kind = kind
            asked = try SuggestBody(from: decoder)
        }
    }

    private struct ChangeBody: Decodable {
        var status: String?
        var text: String?
    }

    private struct ListDocument: Encodable {
        var suggestions: [SuggestionDocument]
    }

    private struct AskDocument: Encodable {
        var suggestions: [SuggestionDocument]
        var request_id: String
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let limit = try request.queryNumber("limit", in: 1...1000)
        let found = try await desk.repository.list(
            owner: try context.owner(), kind: try choice(try request.queryText("kind"), of: "kind"),
            status: try choice(try request.queryText("status"), of: "status"), limit: limit ?? 200)
        return try .json(ListDocument(suggestions: found.map(SuggestionDocument.init)))
    }

    @Sendable private func ask(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let caller = try context.caller(maying: .chat)
        let body: AskBody = try await request.decodeJSON(limit: SuggestBody.limit)
        let asked = try body.asked.request(body.kind, models: models, caller: caller, requestID: context.requestID)
        guard let task = desk.suggestAndKeep(asked) else { throw APIError.stopping }
        let kept = try await task.value.get()
        return try .json(
            AskDocument(suggestions: kept.map(SuggestionDocument.init), request_id: context.requestID), status: .created)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let owner = try context.owner()
        let body: ChangeBody = try await request.decodeJSON(limit: 64 * 1024)
        let text = try body.text.map(Self.text)
        return try await Self.known {
            let changed = try await desk.change(
                try context.parameters.require("id"), owner: owner, text: text,
                status: try choice(body.status, of: "status"))
            return try .json(SuggestionDocument(changed))
        }
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        try await Self.known {
            try await desk.repository.delete(try context.parameters.require("id"), owner: try context.owner())
            return Response(status: .noContent)
        }
    }

    /// Other words for a suggestion.
    static func text(_ text: String) throws -> String {
        let text = text.trimmingWhitespace
        guard !text.isEmpty, text.utf8.count <= 8 * 1024 else { throw APIError.invalid("text", "must have 1 to 8192 bytes") }
        return text
    }

    /// Says of what is not one's own that it is not there, and what is wrong with words that do not fit.
    static func known(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch StorageError.notFound {
            throw APIError(.notFound, "suggestion_not_found", "There is no such suggestion.")
        } catch let wrong as JSONProblems {
            throw APIError.invalid("text", wrong.all.map(\.reason).joined(separator: "; "))
        }
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(_ text: String?, of field: String) throws -> Choice?
    where Choice.RawValue == String {
        guard let text else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw APIError.invalid(field, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}

/// A suggestion as the API tells it.
struct SuggestionDocument: Encodable {
    var id: String
    var kind: Suggestion.Kind
    var source_title: String
    var field: String
    var text: String
    var detail: String?
    var minutes: Int?
    var status: Suggestion.Status
    var model: String
    var request_id: String
    var created_at: String
    var updated_at: String

    init(_ suggestion: Suggestion) {
        id = suggestion.id
        kind = suggestion.kind
        source_title = suggestion.sourceTitle
        field = suggestion.content.field
        text = suggestion.content.text
        detail = suggestion.content.detail
        minutes = suggestion.content.minutes
        status = suggestion.status
        model = suggestion.model.description
        request_id = suggestion.requestID
        created_at = AvailabilityDocument.date(suggestion.createdAt)
        updated_at = AvailabilityDocument.date(suggestion.updatedAt)
    }
}
