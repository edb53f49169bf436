import Knowledge
import LanguageModel
import Logging
import Storage

/// Writes an answer down while it is made, so that closing the tab or losing the server loses nothing, and passes
/// its events on to the readers; the last one only when the whole message is kept.
actor AnswerScribe {
    private let message: String
    private let owner: String
    private let repository: ConversationRepository
    private let groundings: GroundingRepository?
    private let relay: AnswerRelay
    private let onEnd: @Sendable () -> Void
    private let time: any TimeSource
    private let logger: Logger
    private var text = ""
    /// Every model whose words are in the text.
    private var models: [ModelIdentifier] = []
    private var grounding: Grounding?
    private var nextSave: Duration = .zero
    private var hasEnded = false

    /// How often a message that grows is saved.
    private static let interval: Duration = .seconds(1)

    /// - Parameter onEnd: called once, when the message is kept and before any reader is told that the answer has ended.
    init(
        message: String, owner: String, repository: ConversationRepository, groundings: GroundingRepository? = nil,
        relay: AnswerRelay, onEnd: @escaping @Sendable () -> Void, time: any TimeSource, logger: Logger
    ) {
        self.message = message
        self.owner = owner
        self.repository = repository
        self.groundings = groundings
        self.relay = relay
        self.onEnd = onEnd
        self.time = time
        self.logger = logger
    }

    /// What the answer stands on, said before its last event.
    func take(_ grounding: Grounding) { self.grounding = grounding }

    func take(_ event: ChatEvent) async {
        switch event {
        case .started(let model):
            models = [model]
        case .modelSwitched(_, let model, _):
            models.append(model)
        case .restarted(let model):
            models = [model]
            text = ""
        case .delta(let piece):
            text += piece
            if time.now >= nextSave {
                nextSave = time.now + Self.interval
                await save(.streaming)
            }
        case .toolCall:
            break
        case .done(let answer):
            if models.last != answer.model { models.append(answer.model) }
            await save(.complete)
            end()
        case .failed(let failure):
            await save(ChatMessage.Status(failure), errorCode: failure == .cancelled ? nil : failure.code)
            end()
        }
        try? await relay.write(event)
    }

    /// Nothing more will come.
    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        onEnd()
    }

    /// A database that cannot be written stops no conversation: the words still reach their reader, and are saved when it
    /// is back.
    private func save(_ status: ChatMessage.Status, errorCode: String? = nil) async {
        let grounding = status == .streaming || text.isEmpty ? nil : grounding
        let write = { @Sendable [repository, groundings, message, owner, text, models] in
            // First, so that nobody reads citations that lead nowhere.
            if let grounding { try await groundings?.keep(grounding, with: message) }
            try await repository.update(
                message: message, owner: owner, content: text, status: status, models: models, errorCode: errorCode)
        }
        do {
            try await write()
        } catch StorageError.notFound {
            logger.debug("The conversation was deleted while it was answered")
        } catch {
            logger.error("error: a message could not be saved: \(error)", metadata: ["message": "\(message)"])
            if case StorageError.unavailable = error, status != .streaming { keepTrying(write) }
        }
    }

    /// Tries again for an hour, less and less often, in a task that outlives the answer.
    private func keepTrying(_ write: @escaping @Sendable () async throws -> Void) {
        Task { [time, logger, message] in
            let end = time.now + .seconds(3600)
            var pause = Duration.milliseconds(500)
            while time.now < end {
                try await time.sleep(until: time.now + pause)
                pause = min(pause * 2, .seconds(10))
                do {
                    try await write()
                    logger.notice("The message is saved now", metadata: ["message": "\(message)"])
                    return
                } catch StorageError.unavailable {
                    continue
                }
            }
        }
    }
}

extension ChatMessage.Status {
    fileprivate init(_ failure: ChatFailure) {
        switch failure {
        case .cancelled: self = .stopped
        case .interrupted: self = .interrupted
        case .cloudDisabled, .contextTooLong, .exhausted, .limited, .misfit, .noLanguageModel, .rejected, .sourcesUnavailable,
            .timedOut,
            .unrecorded:
            self = .failed
        }
    }
}
