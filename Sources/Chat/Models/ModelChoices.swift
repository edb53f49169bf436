package import LanguageModel
package import Routing
import Storage

/// A model that a person may choose.
package struct SelectableModel: Sendable {
    package var id: ModelIdentifier
    package var name: String
    package var kind: ProviderKind?
    package var isLocal: Bool
    package var contextWindow: Int?
    /// nil while it can be asked; else how long until that is tried again.
    package var retryAfter: Duration?
}

/// Why a model cannot be chosen.
package enum ModelChoiceError: Error, Sendable, Hashable {
    case unknown(name: String, nearest: String?)
    /// The assistant leaves no choice.
    case hidden(assistant: String)
    /// It is no local model, and only those may be asked.
    case cloudDisabled(ModelIdentifier)
}

extension ModelIdentifier {
    /// What somebody named as the model of their choice.
    /// - Throws: ``ModelChoiceError/unknown(name:nearest:)`` for what cannot be any model's name.
    package init(chosen name: String) throws(ModelChoiceError) {
        guard let id = ModelIdentifier(name) else { throw .unknown(name: name, nearest: nil) }
        self = id
    }
}

/// The models that people may choose from, and what a choice means for the chain that is asked: the chosen model goes on
/// first, and the assistant's chain stands behind it.
package struct ModelChoices: Sendable {
    private let directory: ChainDirectory
    private let board: BreakerBoard
    private let settings: SettingsDesk
    private let needsSeveral: Bool
    private let time: any TimeSource

    /// - Parameter needsSeveral: whether a choice is offered only when there is more than one model, as where nobody has written
    ///   down a chain.
    package init(
        directory: ChainDirectory, board: BreakerBoard, settings: SettingsDesk, needsSeveral: Bool, time: any TimeSource
    ) {
        self.directory = directory
        self.board = board
        self.settings = settings
        self.needsSeveral = needsSeveral
        self.time = time
    }

    /// Whether the assistant lets people choose, and shows them models by name.
    package func areOffered(by assistant: Assistant) -> Bool {
        assistant.selectsModels && (!needsSeveral || directory.models.count > 1)
    }

    /// How far the requests of `owner` may travel.
    package func reach(of owner: String?) -> Reach { settings.rules.reach(of: owner) }

    /// Every model that may be asked for `owner`, in the order of the chains.
    package func models(for owner: String?) -> [SelectableModel] {
        let reach = settings.rules.reach(of: owner)
        return directory.models.filter { reach.permits(isLocal: $0.isLocal) }.map { model in
            let alone = Chain(name: model.id.description, models: [model])
            return SelectableModel(
                id: model.id, name: model.name, kind: model.kind, isLocal: model.isLocal, contextWindow: model.contextWindow,
                retryAfter: board.availability(of: alone, at: time.now).outage?.retryAfter)
        }
    }

    /// The model called `name`, when `owner` may choose it.
    /// - Parameter assistant: who is to answer with it; nil for whoever does.
    /// - Throws: ``ModelChoiceError``
    package func check(_ name: String, assistant: Assistant?, owner: String?) throws(ModelChoiceError) -> ModelIdentifier {
        if let assistant, !areOffered(by: assistant) { throw .hidden(assistant: assistant.name) }
        guard let model = directory.models.first(where: { $0.id.description == name }) else {
            throw .unknown(name: name, nearest: nearest(to: name, in: models(for: owner).map(\.id.description)))
        }
        guard settings.rules.reach(of: owner).permits(isLocal: model.isLocal) else { throw .cloudDisabled(model.id) }
        return model.id
    }

    /// The model that `owner` wants everywhere, when it is there and may be asked.
    package func ownDefault(of owner: String?) async throws -> ModelIdentifier? {
        guard let owner else { return nil }
        return usable(try await settings.settings(of: owner).defaultModel, owner: owner)?.id
    }

    /// The chain to ask for `owner`; without any model when none of it may be asked.
    /// - Parameter choice: the model chosen for the message or its conversation; nil leaves it to the owner's default, and then
    ///   to the assistant. One that is gone, that may not be asked now, or that cannot be read while the database is out, counts as
    ///   none.
    package func chain(of assistant: Assistant, choice: ModelIdentifier?, owner: String?) async -> Chain? {
        guard let chain = directory[assistant.chain] else { return nil }
        let within = chain.within(settings.rules.reach(of: owner))
        guard areOffered(by: assistant) else { return within }
        var lead = usable(choice, owner: owner)
        if lead == nil { lead = try? await ownDefault(of: owner).flatMap { usable($0, owner: owner) } }
        return lead.map { within.led(by: $0) } ?? within
    }

    private func usable(_ id: ModelIdentifier?, owner: String?) -> ChainModel? {
        guard let id, let model = directory.models.first(where: { $0.id == id }),
            settings.rules.reach(of: owner).permits(isLocal: model.isLocal)
        else { return nil }
        return model
    }
}
