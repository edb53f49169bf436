package import Knowledge
package import LanguageModel

/// An answer that is being made in a session.
package struct SessionAnswer: Sendable {
    package let answer: OpenAnswer

    /// The reply, once the answer has ended. Where there is a catalogue, models that fail are no reason to say nothing: what the
    /// words find in it is a reply, too, and says that it is no more.
    /// - Throws: ``ChatFailure``.
    package func reply() async throws -> SessionReply {
        let result = await answer.result()
        let record = await answer.advised?.record
        switch result {
        case .success(let answer):
            return SessionReply(
                text: answer.text, model: record?.source == .search ? nil : answer.model, recommended: record ?? .init(),
                outage: nil, grounding: record?.source == .search ? nil : answer.grounding, isCached: answer.isCached)
        case .failure(let failure):
            guard let record, failure.isOutage else { throw failure }
            let said = AdvisedAnswer.plainSearch(record, because: "No model can answer right now, so this is a plain search")
            return SessionReply(
                text: said + " Please ask again in a moment.", model: nil, recommended: record, outage: failure)
        }
    }
}

/// What a session's owner is told.
package struct SessionReply: Sendable {
    package var text: String
    /// The model that spoke; nil when none did.
    package var model: ModelIdentifier?
    package var recommended: RecommendationRecord
    /// Why no model spoke.
    package var outage: ChatFailure?
    /// What it stands on, where it was answered from documents.
    package var grounding: Grounding?
    /// Whether it was given before.
    package var isCached = false
}

extension ChatFailure {
    /// Whether it was the models' fault.
    fileprivate var isOutage: Bool {
        switch self {
        case .cloudDisabled, .exhausted, .interrupted, .timedOut: true
        case .cancelled, .contextTooLong, .limited, .misfit, .noLanguageModel, .rejected, .sourcesUnavailable, .unrecorded: false
        }
    }
}
