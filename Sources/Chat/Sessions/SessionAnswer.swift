package import Knowledge
package import LanguageModel

/// An answer that is being made in a session.
package struct SessionAnswer: Sendable {
    package let answer: OpenAnswer
    /// The person's words, the newest last.
    let said: [String]
    let catalogue: Catalogue?

    /// The reply, once the answer has ended. Where there is a catalogue, models that fail are no reason to say nothing: what the
    /// words find in it is a reply, too, and says that it is no more.
    /// - Throws: ``ChatFailure``.
    package func reply() async throws -> SessionReply {
        let outcome: ChatFailure
        switch await answer.result() {
        case .success(let answer):
            return SessionReply(
                text: answer.text, model: answer.model, recommendations: recommendations(answer.text), outage: nil)
        case .failure(let failure): outcome = failure
        }
        switch outcome {
        case .cloudDisabled, .exhausted, .interrupted, .timedOut:
            guard catalogue != nil else { throw outcome }
            let found = recommendations(nil)
            return SessionReply(
                text: "No model can answer right now, so this is a plain search: "
                    + (found.isEmpty
                        ? "nothing in our catalogue fits your words." : "these items of our catalogue fit your words.")
                    + " Please ask again in a moment.", model: nil, recommendations: found, outage: outcome)
        case .cancelled, .contextTooLong, .rejected, .unrecorded: throw outcome
        }
    }

    private func recommendations(_ text: String?) -> [Recommendation] {
        catalogue?.recommend(for: said, answer: text) ?? []
    }
}

/// What a session's owner is told.
package struct SessionReply: Sendable {
    package var text: String
    /// The model that spoke; nil when none did.
    package var model: ModelIdentifier?
    package var recommendations: [Recommendation]
    /// Why no model spoke.
    package var outage: ChatFailure?
}
