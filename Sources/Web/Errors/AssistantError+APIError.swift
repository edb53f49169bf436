import Chat
import HTTPTypes

extension APIError {
    init(_ error: AssistantError) {
        switch error {
        case .notFound: self.init(.notFound, "assistant_not_found", "There is no such assistant.")
        case .unknownVersion: self.init(.notFound, "version_not_found", "The assistant has no such version.")
        case .invalid(let field, let reason): self = .invalid(field, reason)
        case .taken(let id):
            self.init(.conflict, "assistant_exists", "\"\(id)\" is taken by another assistant or a chain.", field: "id")
        case .takenByDeleted(let id):
            self.init(
                .conflict, "assistant_deleted", "\"\(id)\" was deleted; bring it back, or choose another identifier.", field: "id"
            )
        case .configured(let id):
            self.init(.conflict, "assistant_configured", "\"\(id)\" is set in the configuration and can only be changed there.")
        case .changedMeanwhile(let version):
            self.init(
                .conflict, "version_conflict", "Somebody else changed it meanwhile; it has version \(version) now.",
                field: "version")
        }
    }
}
