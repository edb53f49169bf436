import Chat
import HTTPTypes
import LanguageModel

extension APIError {
    init(_ error: ModelChoiceError) {
        switch error {
        case .unknown(let name, let nearest):
            let hint = nearest.map { " Did you mean \"\($0)\"?" } ?? ""
            self.init(
                .unprocessableContent, "model_not_found", "model: \"\(name.prefix(200))\" does not exist.\(hint)", field: "model")
        case .hidden(let assistant):
            self.init(
                .unprocessableContent, "model_selection_hidden", "model: cannot be chosen, \(assistant) decides by itself.",
                field: "model")
        case .cloudDisabled(let id):
            self.init(
                .unprocessableContent, "cloud_disabled",
                "model: \"\(id)\" is a cloud provider's, and cloud providers are disabled.", field: "model")
        }
    }

    static let cloudDisabled = APIError(
        .serviceUnavailable, "cloud_disabled", "Cloud providers are disabled, and no local model could answer this.")
}
