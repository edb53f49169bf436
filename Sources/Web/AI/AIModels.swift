import Chat
import HTTPTypes
import LanguageModel
import Routing

/// The models that a caller of `/ai` may choose from, and which of them the first assistant would play now.
struct AIModels: Sendable {
    let directory: ChainDirectory
    let choices: ModelChoices
    let board: BreakerBoard
    let assistants: AssistantDirectory
    let time: any TimeSource

    /// - Throws: ``APIError`` 404 naming the nearest known model.
    func resolve(_ name: String) throws -> ModelIdentifier {
        let known = directory.models.map(\.id)
        if let model = known.first(where: { $0.description == name }) { return model }
        let hint = nearest(to: name, in: known.map(\.description)).map { " Did you mean \"\($0)\"?" } ?? ""
        throw APIError(.notFound, "model_not_found", "The model \"\(name.prefix(200))\" does not exist.\(hint)", field: "model")
    }

    /// The model called `name`, when `owner` may have the first assistant play it.
    /// - Throws: ``APIError`` as ``resolve(_:)``; ``ModelChoiceError``.
    func choose(_ name: String, for owner: String) throws -> ModelIdentifier {
        try choices.check(resolve(name).description, assistant: assistants.first, owner: owner)
    }

    /// The body of `GET /ai/models`, as it is for `owner`.
    func document(for owner: String) async throws -> AIModelsDocument {
        let chain =
            await assistants.first.asyncMap { await choices.chain(of: $0, choice: nil, owner: owner)?.models ?? [] } ?? []
        let reach = choices.reach(of: owner)
        let current = chain.first { board.phase(of: $0.id) == .closed } ?? chain.first
        let now = (time.now, time.wallClock)
        return AIModelsDocument(
            models: directory.models.filter { reach.permits(isLocal: $0.isLocal) }.map { model in
                let phase = board.phase(of: model.id)
                var entry = AIModelsDocument.Model(
                    id: model.id.description, name: model.name, provider: model.id.provider, available: phase == .closed,
                    context_window: model.contextWindow)
                if case .open(let until, let reason) = phase {
                    entry.reason = reason.rawValue
                    entry.retry_at = AvailabilityDocument.date(now.1 + max(.zero, until - now.0).seconds)
                }
                return entry
            }, provider: current?.id.provider, current_model: current?.id.description,
            default_model_id: chain.first?.id.description)
    }
}

struct AIModelsDocument: Encodable {
    struct Model: Encodable {
        var id: String
        var name: String
        var provider: String
        var available: Bool
        var context_window: Int?
        /// Why it is out.
        var reason: String?
        var retry_at: String?
    }

    var models: [Model]
    /// Of the current model.
    var provider: String?
    /// Who would be asked first now.
    var current_model: String?
    /// Who is asked first when nothing is out.
    var default_model_id: String?
}
