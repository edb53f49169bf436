import Accounts
import Chat
import Hummingbird
import LanguageModel
import Storage

/// `/ai/tasks/suggest`, `/ai/events/suggest` and `/ai/notes/suggest`: suggestions for programs. Nothing of them is kept.
struct SuggestRoutes: Sendable {
    let desk: SuggestionDesk
    let models: AIModels

    func add(to group: RouterGroup<WebContext>) {
        for kind in Suggestion.Kind.allCases {
            group.post("\(kind.path)/suggest") { request, context in try await suggest(kind, request, context) }
        }
    }

    private func suggest(_ kind: Suggestion.Kind, _ request: Request, _ context: WebContext) async throws -> Response {
        var request = request
        let caller = try context.caller(maying: .chat)
        let body: SuggestBody = try await request.decodeJSON(limit: SuggestBody.limit)
        let asked = try body.request(kind, models: models, caller: caller, requestID: context.requestID)
        let watch = await CallerWatch(context.channel)
        guard let task = desk.suggest(asked) else { throw APIError.stopping }
        let answer = try await watch.value(of: task).get()
        return try .json(SuggestDocument(answer, requestID: context.requestID))
    }
}
