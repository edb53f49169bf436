import HTTPTypes
import LanguageModel

extension APIError {
    /// What a failed chat means in HTTP: the only place that maps it.
    init(_ failure: ChatFailure) {
        switch failure {
        case .exhausted(let outage):
            self.init(
                .serviceUnavailable, failure.code, "No model can answer right now. Please try again shortly.",
                retryAfter: outage.retryAfter)
        case .rejected(let cause) where cause.kind == .contentPolicy:
            self.init(.badRequest, failure.code, "The model's content policy declined this request: \(cause.message)")
        case .rejected(let cause):
            self.init(.badRequest, failure.code, "The model could not take this request: \(cause.message)")
        case .contextTooLong(let message):
            self.init(.badRequest, failure.code, "The conversation is too long for every model that could answer: \(message)")
        case .timedOut:
            self.init(.gatewayTimeout, failure.code, "No model answered within the time that an answer may take.")
        case .interrupted:
            self.init(.badGateway, failure.code, "The answer broke off and no model could finish it.")
        case .cancelled:
            self.init(.serviceUnavailable, failure.code, "The answer was stopped before it was whole.")
        case .cloudDisabled: self = .cloudDisabled
        case .limited(let refusal): self.init(refusal)
        case .misfit(let misfit):
            let wrong = misfit.problems.prefix(5).map(\.description).joined(separator: "; ")
            self.init(
                .badGateway, failure.code,
                misfit.model.map { model in
                    "After \(misfit.calls) calls no model gave what fits the form. The last answer, of \(model): \(wrong)."
                } ?? "No answer can have the form that it must have: \(wrong).")
            calls = misfit.calls
        case .noLanguageModel:
            self.init(.serviceUnavailable, failure.code, "No language model is connected that could answer.")
        case .sourcesUnavailable:
            self.init(
                .serviceUnavailable, failure.code, "The documents cannot be searched right now. Please try again shortly.",
                retryAfter: .seconds(2))
        case .unrecorded:
            self.init(.serviceUnavailable, failure.code, "The answer could not be put on record.", retryAfter: .seconds(1))
        }
    }
}
