import Crypto
import Foundation
package import LanguageModel
package import Storage

/// Logging in through a provider: the authorization code flow with PKCE. What has to be known again when the browser comes
/// back travels with it in a sealed cookie, so that nothing is kept here for logins that are never finished.
package struct OpenIDLogin: Sendable {
    /// What was begun.
    private struct Begun: Codable {
        var state: String
        var nonce: String
        var verifier: String
        var redirect: String
        var next: String?
        /// Seconds since 1970.
        var until: Double
    }

    private static let sealedName = "openid login"
    package let provider: OpenIDProvider
    private let directory: OpenIDDirectory
    private let users: UserRepository
    private let audit: AuditLog
    private let box: SecretBox
    private let time: any TimeSource
    private let makeID: @Sendable () -> String

    package init(
        provider: OpenIDProvider, fetch: @escaping OpenIDFetch, users: UserRepository, audit: AuditLog, box: SecretBox,
        time: any TimeSource, makeID: @escaping @Sendable () -> String
    ) {
        self.provider = provider
        directory = OpenIDDirectory(provider: provider, fetch: fetch, time: time)
        self.users = users
        self.audit = audit
        self.box = box
        self.time = time
        self.makeID = makeID
    }

    /// Where to send the browser, and the cookie to send along.
    /// - Parameter redirect: where the provider is to send it back to.
    /// - Throws: ``AccountError/providerUnavailable``.
    package func begin(redirect: String, next: String?) async throws -> (url: String, cookie: String) {
        let discovery = try await directory.discover()
        let begun = Begun(
            state: Self.random(), nonce: Self.random(), verifier: Self.random(), redirect: redirect, next: next,
            until: time.wallClock + 600)
        let challenge = Self.base64URL(Data(SHA256.hash(data: Data(begun.verifier.utf8))))
        let query = Self.form([
            ("response_type", "code"), ("client_id", provider.clientID), ("redirect_uri", redirect),
            ("scope", "openid email profile"), ("state", begun.state), ("nonce", begun.nonce), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ])
        let sealed = try box.seal(
            Secret(String(decoding: try JSONEncoder().encode(begun), as: UTF8.self)), of: Self.sealedName)
        let separator = discovery.authorization_endpoint.contains("?") ? "&" : "?"
        return (discovery.authorization_endpoint + separator + query, Self.base64URL(Data(sealed.utf8)))
    }

    /// Who came back from the provider, with an account made for whoever came for the first time.
    /// - Parameter cookie: as ``begin(redirect:next:)`` made it.
    /// - Throws: ``AccountError``.
    package func finish(
        code: String, state: String, cookie: String, visit: Visit
    ) async throws -> (user: User, next: String?) {
        guard let begun = begun(cookie), begun.until > time.wallClock, begun.state == state else {
            throw AccountError.providerRefused
        }
        let discovery = try await directory.discover()
        let token = try await exchange(code, begun, discovery)
        guard let jwks = try await directory.get(OpenIDRequest(url: discovery.jwks_uri)) else {
            throw AccountError.providerUnavailable
        }
        let identity = try await IDToken.read(token, jwks: jwks)
        guard
            identity.isValid(
                issuer: discovery.issuer, clientID: provider.clientID, nonce: begun.nonce, now: time.wallClock)
        else { throw AccountError.providerRefused }
        let user = try await account(of: identity, visit: visit)
        guard !user.isDisabled else {
            try await audit.note(.loginFailed, visit: visit, subject: user.id, detail: "disabled")
            throw AccountError.disabled
        }
        try await users.noteLogin(of: user.id)
        try await audit.note(.loginSucceeded, visit: visit, subject: user.id, detail: "openid")
        return (user, begun.next)
    }

    private func begun(_ cookie: String) -> Begun? {
        guard let sealed = Data(base64URL: cookie),
            let plain = try? box.open(String(decoding: sealed, as: UTF8.self), of: Self.sealedName)
        else { return nil }
        return try? JSONDecoder().decode(Begun.self, from: Data(plain.reveal.utf8))
    }

    private func exchange(_ code: String, _ begun: Begun, _ discovery: OpenIDDiscovery) async throws -> String {
        struct Answer: Decodable {
            var id_token: String
        }
        var fields = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", begun.redirect),
            ("client_id", provider.clientID), ("code_verifier", begun.verifier),
        ]
        var authorization: Secret?
        if let secret = provider.clientSecret {
            if discovery.wantsSecretInForm {
                fields.append(("client_secret", secret.reveal))
            } else {
                let pair = "\(Self.escape(provider.clientID)):\(Self.escape(secret.reveal))"
                authorization = Secret("Basic " + Data(pair.utf8).base64EncodedString())
            }
        }
        let request = OpenIDRequest(url: discovery.token_endpoint, form: Self.form(fields), authorization: authorization)
        guard let data = try await directory.get(request), let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
            throw AccountError.providerRefused
        }
        return answer.id_token
    }

    /// The account that belongs to an identity. An address says nothing of whose an account is that was made here, so no
    /// other account is ever taken over by it.
    private func account(of identity: IDToken, visit: Visit) async throws -> User {
        if let user = try await users.user(issuer: identity.iss, subject: identity.sub) { return user }
        var new = NewUser(username: "", displayName: identity.name, role: provider.role)
        if (try? new.displayName.map(UserNames.displayName)) == nil { new.displayName = nil }
        if identity.email_verified?.isSet == true, let email = identity.email.flatMap({ try? UserNames.email($0) }),
            try await users.user(named: email) == nil
        {
            new.email = email
        }
        let wish = identity.preferred_username ?? identity.email.map { String($0.prefix { $0 != "@" }) } ?? "user"
        let stem = UserNames.nearest(to: wish)
        for number in 1...100 {
            new.username = number == 1 ? stem : "\(stem)-\(number)"
            do {
                let user = try await users.create(
                    new, id: makeID(), passwordHash: nil, identity: (identity.iss, identity.sub))
                try await audit.note(.userCreated, visit: visit, subject: user.id, detail: "\(user.role.rawValue), openid")
                return user
            } catch AccountError.taken(field: "username") {
                continue
            }
        }
        throw AccountError.taken(field: "username")
    }

    private static func random() -> String {
        base64URL(SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) })
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\($0)=\(escape($1))" }.joined(separator: "&")
    }

    private static func escape(_ text: String) -> String {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}

extension Data {
    fileprivate init?(base64URL text: String) {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
