import Chat
import HTTPTypes
import LanguageModel

extension APIError {
    /// - Parameter field: where the caller named the model.
    init(_ error: ModelChoiceError, field: String = "model") {
        switch error {
        case .unknown(let name, let nearest):
            let hint = nearest.map { " Did you mean \"\($0)\"?" } ?? ""
            self.init(
                .unprocessableContent, "model_not_found", "\(field): \"\(name.prefix(200))\" does not exist.\(hint)", field: field
            )
        case .hidden(let assistant):
            self.init(
                .unprocessableContent, "model_selection_hidden", "\(field): cannot be chosen, \(assistant) decides by itself.",
                field: field)
        case .cloudDisabled(let id):
            self.init(
                .unprocessableContent, "cloud_disabled",
                "\(field): \"\(id)\" is a cloud provider's, and cloud providers are disabled.", field: field)
        }
    }

    static let cloudDisabled = APIError(
        .serviceUnavailable, "cloud_disabled", "Cloud providers are disabled, and no local model could answer this.")
}
