import HTTPTypes
import Notices

extension APIError {
    init(_ error: WebhookError) {
        switch error {
        case .invalid(let field, let reason): self = .invalid(field, reason)
        case .notFound: self.init(.notFound, "not_found", "There is no such webhook or delivery.")
        case .disabled:
            self.init(.conflict, "webhook_disabled", "The webhook is disabled, so nothing is sent to it. Enable it first.")
        }
    }
}
