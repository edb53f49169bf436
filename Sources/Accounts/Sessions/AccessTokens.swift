package import Crypto
import Foundation
import JWTKit
package import LanguageModel

/// Makes and reads the short-lived tokens (JWT, HS256) that programs show as `Authorization: Bearer`.
package struct AccessTokens: Sendable {
    /// What a token says.
    struct Claims: JWTPayload, Hashable {
        /// The user's identifier.
        var sub: String
        /// The session's identifier.
        var sid: String
        var iss: String
        /// Seconds since 1970.
        var iat: Int
        var exp: Int

        /// Nothing: time is checked against the clock that was passed in.
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private static let issuer = "understudy"
    private let keys: JWTKeyCollection
    private let time: any TimeSource
    package let lifetime: Duration

    package init(key: SymmetricKey, lifetime: Duration = .seconds(15 * 60), time: any TimeSource) async {
        keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(key: key), digestAlgorithm: .sha256)
        self.lifetime = lifetime
        self.time = time
    }

    func make(userID: String, sessionID: String) async throws -> Secret {
        let now = Int(time.wallClock)
        return Secret(
            try await keys.sign(
                Claims(sub: userID, sid: sessionID, iss: Self.issuer, iat: now, exp: now + Int(lifetime.seconds))))
    }

    /// What a token says that this server signed and that is still good; whether its session is, is another question.
    func read(_ token: String) async throws(AuthenticationError) -> Claims {
        guard let algorithm = Self.algorithm(of: token) else { throw .malformedToken }
        // Whatever the token says of itself, there is one algorithm here.
        guard algorithm == "HS256" else { throw .invalidToken }
        let claims: Claims
        do {
            claims = try await keys.verify(token, as: Claims.self)
        } catch {
            throw .invalidToken
        }
        guard claims.iss == Self.issuer else { throw .invalidToken }
        guard Double(claims.exp) > time.wallClock else { throw .expiredToken }
        return claims
    }

    /// Whether `text` has the three parts of a token at all.
    static func isToken(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).count == 3
    }

    /// What a token says it is signed with; nil for what cannot be read.
    static func algorithm(of token: String) -> String? {
        struct Header: Decodable {
            var alg: String
        }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let text = parts[0].replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        guard let data = Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4)) else { return nil }
        return (try? JSONDecoder().decode(Header.self, from: data))?.alg
    }
}
