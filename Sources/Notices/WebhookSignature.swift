import Crypto
import Foundation
package import LanguageModel

/// Signs what is posted to a webhook, by the convention of Standard Webhooks: whoever holds the secret can tell that it came
/// from here, and when.
package struct WebhookSignature: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: `whsec_` and the key in Base64, or any other text, which is then the key as it stands.
    package init(secret: Secret) {
        let text = secret.reveal
        let encoded = text.hasPrefix("whsec_") ? Data(base64Encoded: String(text.dropFirst(6))) : nil
        key = SymmetricKey(data: encoded ?? Data(text.utf8))
    }

    /// The header `webhook-signature`.
    /// - Parameter timestamp: whole seconds since 1970.
    package func header(id: String, timestamp: Int, body: String) -> String {
        let signed = HMAC<SHA256>.authenticationCode(for: Data("\(id).\(timestamp).\(body)".utf8), using: key)
        return "v1," + Data(signed).base64EncodedString()
    }
}
