import Accounts
import HTTPTypes

extension APIError {
    init(_ error: AuthenticationError) {
        switch error {
        case .unknownKey: self.init(.unauthorized, "invalid_api_key", "The API key is not valid, or was revoked.")
        }
    }
}
