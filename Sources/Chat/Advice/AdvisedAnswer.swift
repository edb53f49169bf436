package import Knowledge
import LanguageModel

/// Passes an answer's events on without the marks of items in them, and says at its end what is recommended with it. Where only
/// the built-in answerer would speak, which knows no catalogue, a plain search speaks in its place.
package actor AdvisedAnswer {
    private let advice: Advice
    private let message: String
    private let adviser: Adviser?
    private let pass: @Sendable (ChatEvent) async -> Void
    private var marks = ItemMarks()
    /// What was passed on.
    private var text = ""
    private var hasModel = true

    /// What is recommended; nil until the answer has ended, and when it ended with nothing to recommend by.
    package private(set) var record: RecommendationRecord?

    init(_ advice: Advice, of message: String, adviser: Adviser?, pass: @escaping @Sendable (ChatEvent) async -> Void) {
        self.advice = advice
        self.message = message
        self.adviser = adviser
        self.pass = pass
    }

    func take(_ event: ChatEvent) async {
        switch event {
        case .started(let model), .restarted(let model):
            hasModel = model.provider != ProviderKind.builtin.rawValue
            marks = ItemMarks()
            text = ""
        case .delta(let piece):
            return await say(hasModel ? marks.take(piece) : "")
        case .modelSwitched, .toolCall: break
        case .done(let answer): return await pass(.done(await finish(answer)))
        case .failed(let failure): await fail(failure)
        }
        await pass(event)
    }

    private func say(_ piece: String) async {
        guard !piece.isEmpty else { return }
        text += piece
        await pass(.delta(piece))
    }

    private func finish(_ answer: Answer) async -> Answer {
        var answer = answer
        if hasModel {
            await say(marks.finish())
            let (text, ids) = ItemMarks.without(answer.text)
            answer.text = text
            await recommend(answer: text, marks: ids)
        } else {
            await recommend(answer: nil, marks: [])
            answer.text = Self.plainSearch(
                record, because: "No language model is connected, so none was asked. This is a plain search")
            await say(answer.text)
            answer.grounding = nil
        }
        return answer
    }

    private func fail(_ failure: ChatFailure) async {
        await say(marks.finish())
        switch failure {
        case .cloudDisabled, .exhausted, .interrupted, .timedOut:
            await recommend(answer: text.isEmpty ? nil : text, marks: marks.ids)
        case .cancelled where !text.isEmpty:
            await recommend(answer: text, marks: marks.ids)
        case .cancelled, .contextTooLong, .limited, .misfit, .noLanguageModel, .rejected, .sourcesUnavailable, .unrecorded: break
        }
    }

    private func recommend(answer: String?, marks: [String]) async {
        let record = advice.record(answer: answer, marks: marks)
        self.record = record
        if !record.dropped.isEmpty { adviser?.onDrop(record.dropped) }
        // The answer is worth more than its recommendations: it goes on where these cannot be kept.
        try? await adviser?.records.keep(record, with: message)
    }

    /// What is said in place of a model.
    static func plainSearch(_ record: RecommendationRecord?, because reason: String) -> String {
        let isEmpty = record?.items.isEmpty ?? true
        return "\(reason): "
            + (isEmpty ? "nothing in our catalogue fits your words." : "these items of our catalogue fit your words.")
    }
}
