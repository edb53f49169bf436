package import Foundation
package import LanguageModel
import Synchronization

/// Somebody else who knows who people are, by OpenID Connect.
package struct OpenIDProvider: Sendable, Hashable {
    /// Its address, without the slash at the end.
    package var issuer: String
    package var clientID: String
    /// nil for a client that has none.
    package var clientSecret: Secret?
    /// What the login page calls it.
    package var label: String
    /// What people become who come from there for the first time.
    package var role: UserRole

    package init(issuer: String, clientID: String, clientSecret: Secret?, label: String, role: UserRole) {
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.label = label
        self.role = role
    }
}

/// One request to a provider's own addresses.
package struct OpenIDRequest: Sendable {
    package var url: String
    /// Sent as a form by POST; nil for GET.
    package var form: String?
    package var authorization: Secret?
}

/// Carries a request and returns the answer's body when its status is 200; nil for any other status.
package typealias OpenIDFetch = @Sendable (OpenIDRequest) async throws -> Data?

/// What a provider says about itself at `/.well-known/openid-configuration`.
struct OpenIDDiscovery: Decodable, Sendable, Hashable {
    var issuer: String
    var authorization_endpoint: String
    var token_endpoint: String
    var jwks_uri: String
    var token_endpoint_auth_methods_supported: [String]?

    /// Whether the provider takes the secret in the form and not as basic authentication, which all others do.
    var wantsSecretInForm: Bool {
        guard let methods = token_endpoint_auth_methods_supported else { return false }
        return !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
    }
}

/// Looks a provider up, and remembers for a while what it said.
final class OpenIDDirectory: Sendable {
    private let provider: OpenIDProvider
    private let fetch: OpenIDFetch
    private let time: any TimeSource
    private let known = Mutex<(discovery: OpenIDDiscovery, until: Duration)?>(nil)

    init(provider: OpenIDProvider, fetch: @escaping OpenIDFetch, time: any TimeSource) {
        self.provider = provider
        self.fetch = fetch
        self.time = time
    }

    func discover() async throws -> OpenIDDiscovery {
        if let hit = known.withLock({ $0 }), hit.until > time.now { return hit.discovery }
        let request = OpenIDRequest(url: provider.issuer + "/.well-known/openid-configuration")
        guard let data = try await get(request), let found = try? JSONDecoder().decode(OpenIDDiscovery.self, from: data) else {
            throw AccountError.providerUnavailable
        }
        // Another issuer's word about this one's keys would be anybody's.
        guard Self.bare(found.issuer) == Self.bare(provider.issuer) else { throw AccountError.providerUnavailable }
        known.withLock { $0 = (found, time.now + .seconds(600)) }
        return found
    }

    /// The answer's body; nil when the provider declined.
    /// - Throws: ``AccountError/providerUnavailable`` when it did not answer.
    func get(_ request: OpenIDRequest) async throws -> Data? {
        do {
            return try await fetch(request)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw AccountError.providerUnavailable
        }
    }

    private static func bare(_ issuer: String) -> Substring {
        issuer.hasSuffix("/") ? issuer.dropLast() : issuer[...]
    }
}
