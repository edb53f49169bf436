import Chat
import HTTPTypes
import LanguageModel

extension APIError {
    /// What it means in HTTP that no structured answer came.
    init(_ failure: StructuredFailure) {
        switch failure.reason {
        case .chat(let failure): self.init(failure)
        case .noModel:
            self.init(.serviceUnavailable, "no_language_model", "No language model is connected that could answer.")
        case .outOfTime:
            self.init(.gatewayTimeout, "answer_timeout", "No model gave what was asked for within the time that this may take.")
        case .invalid(let model, let problems):
            let wrong = problems.prefix(5).map(\.description).joined(separator: "; ")
            self.init(
                .badGateway, "invalid_structure",
                "After \(failure.calls.count) calls no model gave what fits the form. The last answer, of \(model): \(wrong).")
        }
        calls = failure.calls.count
    }
}
