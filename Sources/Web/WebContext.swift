package import Accounts
package import Chat
import HTTPTypes
package import Hummingbird
package import NIOCore

/// What accompanies one HTTP request on its way in.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection it came on; asked whether the caller is still there.
    package let channel: any Channel
    /// The `x-request-id` of the answer; set by ``RequestIDMiddleware`` before anything else sees the request.
    package var requestID = ""
    /// Who asks, once ``AuthenticationMiddleware`` has looked; nil when nothing was shown, or nothing that counts.
    package var principal: Principal?
    /// Why what was shown does not count.
    var refusal: APIError?
    /// What is left of the rate that its key has of its own.
    var verdict: RateLimiter.Verdict?
    /// Whose word is taken for where the request came from.
    var proxies = TrustedProxies.local

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The smallest audience that whoever asks belongs to.
    package var standing: Audience {
        guard let principal else { return .everyone }
        if principal.isAdmin { return .admins }
        return principal.proof == .browser || principal.proof == .publicKey ? .everyone : .members
    }

    /// Whose conversations this request is about.
    /// - Throws: ``APIError`` 401 when nobody is known to ask.
    package func owner() throws -> String {
        try caller().owner
    }

    /// Who asks.
    /// - Throws: ``APIError`` 401 when nobody is known to ask.
    @discardableResult
    package func caller() throws -> Principal {
        if let refusal { throw refusal }
        guard let principal else {
            throw APIError(.unauthorized, "no_session", "Log in, or open the page first: it gives your browser a session.")
        }
        return principal
    }

    /// Who asks, when that may do `scope`.
    /// - Throws: ``APIError`` 401 when nobody is known to ask, 403 when it is somebody who may not.
    @discardableResult
    package func caller(maying scope: Scope) throws -> Principal {
        let principal = try caller()
        guard principal.scopes.contains(scope) else {
            throw APIError(.forbidden, "not_allowed", "This needs the permission \"\(scope.rawValue)\", which you do not have.")
        }
        return principal
    }
}
