import Foundation
import JWTKit

/// What an ID token says about who logged in.
struct IDToken: JWTPayload {
    var iss: String
    var sub: String
    var aud: Audience
    var exp: Double
    var nonce: String?
    /// For whom it was made, where it is for several.
    var azp: String?
    var email: String?
    var email_verified: Flag?
    var preferred_username: String?
    var name: String?

    /// Nothing: ``isValid(issuer:clientID:nonce:now:)`` does it, against the clock that was passed in.
    func verify(using algorithm: some JWTAlgorithm) {}

    /// One receiver, or a list.
    struct Audience: Codable, Sendable {
        var names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? container.decode(String.self)).map { [$0] } ?? container.decode([String].self)
        }

        func encode(to encoder: any Encoder) throws { try names.encode(to: encoder) }
    }

    /// True, or the word, as some providers say it.
    struct Flag: Codable, Sendable {
        var isSet: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            isSet = try (try? container.decode(Bool.self)) ?? (container.decode(String.self) == "true")
        }

        func encode(to encoder: any Encoder) throws { try isSet.encode(to: encoder) }
    }

    /// The token that `text` is, signed by one of the keys of `jwks`.
    /// - Throws: ``AccountError/providerRefused``.
    static func read(_ text: String, jwks: Data) async throws -> IDToken {
        struct KeySet: Decodable {
            /// A key of a kind that is not known here is passed over.
            struct Entry: Decodable {
                var key: JWK?

                init(from decoder: any Decoder) {
                    key = try? JWK(from: decoder)
                }
            }

            var keys: [Entry]
        }
        // A key that is public signs nothing with HS256; without this, anybody could use it as the secret.
        let known = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
        guard let algorithm = AccessTokens.algorithm(of: text), known.contains(algorithm),
            let set = try? JSONDecoder().decode(KeySet.self, from: jwks)
        else { throw AccountError.providerRefused }
        let keys = JWTKeyCollection()
        for (index, entry) in set.keys.enumerated() {
            guard var key = entry.key else { continue }
            key.keyIdentifier = key.keyIdentifier ?? JWKIdentifier(string: "key-\(index)")
            _ = try? await keys.add(jwk: key)
        }
        do {
            return try await keys.verify(text, as: IDToken.self, iteratingKeys: true)
        } catch {
            throw AccountError.providerRefused
        }
    }

    /// Whether it is for this server, for this login, and still good.
    func isValid(issuer: String, clientID: String, nonce: String, now: Double) -> Bool {
        let isForUs = aud.names.contains(clientID) && (aud.names.count == 1 || azp == clientID)
        return iss == issuer && isForUs && self.nonce == nonce && exp > now && !sub.isEmpty && sub.utf8.count <= 255
    }
}
