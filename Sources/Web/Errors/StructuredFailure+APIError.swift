import Chat
import LanguageModel

extension APIError {
    /// What it means in HTTP that no structured answer came.
    init(_ failure: StructuredFailure) {
        self.init(failure.asChatFailure)
        calls = failure.calls.count
    }
}
