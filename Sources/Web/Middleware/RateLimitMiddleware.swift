import Accounts
import HTTPTypes
package import Hummingbird
import LanguageModel

/// Counts every request, refuses those that are too many, and says on every response how many are left.
///
/// What is told is the tightest of what holds: of these rates, of a key's own rate, and of what a budget has said inside.
package struct RateLimitMiddleware: RouterMiddleware {
    private let rates: RequestRates
    private let tally: RequestTally
    private let proxies: TrustedProxies
    private let kind: RequestRates.Kind?
    private let siteName: @Sendable () -> String
    private let onRefusal: @Sendable (RequestRates.Party, RequestRates.Kind) -> Void

    /// - Parameters:
    ///   - kind: what all requests here are, when their routes do not say it.
    ///   - siteName: for the page on which a browser reads of it.
    package init(
        rates: RequestRates, tally: RequestTally, proxies: TrustedProxies, kind: RequestRates.Kind? = nil,
        siteName: @escaping @Sendable () -> String, onRefusal: @escaping @Sendable (RequestRates.Party, RequestRates.Kind) -> Void
    ) {
        self.rates = rates
        self.tally = tally
        self.proxies = proxies
        self.kind = kind
        self.siteName = siteName
        self.onRefusal = onRefusal
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.proxies = proxies
        let kind = kind ?? RequestRates.Kind(request.method, route: context.endpointPath)
        let (party, caller) = caller(of: request, context, kind)
        let limit = rates[party, kind]
        var verdict: RequestTally.Verdict?
        if limit > 0 { verdict = tally.take(caller, limit: limit) }
        var response: Response
        if let verdict, !verdict.isAllowed {
            onRefusal(party, kind)
            response = try refusal(verdict, request, context)
        } else {
            do {
                response = try await next(request, context)
            } catch {
                response = try ErrorMiddleware.response(to: error, request: request, context: context)
            }
        }
        if let own = context.verdict, own.isAllowed, verdict.map({ own.remaining <= $0.remaining }) ?? true {
            verdict = RequestTally.Verdict(own)
        }
        // A limit further inside that has refused says what is left of itself.
        if let verdict, response.headers[.rateLimitLimit] == nil { response.headers.tell(verdict) }
        return response
    }

    private func caller(
        of request: Request, _ context: WebContext, _ kind: RequestRates.Kind
    ) -> (RequestRates.Party, hash: Int) {
        var hasher = Hasher()
        hasher.combine(kind)
        let party: RequestRates.Party
        // Whoever shows a public key is one visitor among all who do.
        if let key = context.principal?.keyID, context.principal?.publicTerms == nil {
            party = .key
            hasher.combine(key)
        } else if let user = context.principal?.userID {
            party = .person
            hasher.combine(user)
        } else {
            party = .visitor
            hasher.combine(proxies.address(of: request, peer: context.channel.remoteAddress)?.customer)
        }
        hasher.combine(party)
        return (party, hasher.finalize())
    }

    private func refusal(_ verdict: RequestTally.Verdict, _ request: Request, _ context: WebContext) throws -> Response {
        let error = APIError(
            .tooManyRequests, "rate_limit_exceeded",
            "Too many requests: \(verdict.limit) of this kind a minute are allowed. Please wait a moment.",
            retryAfter: verdict.retryAfter)
        guard wantsPage(request), let seconds = error.retryAfterSeconds else {
            return try ErrorMiddleware.response(to: error, request: request, context: context)
        }
        let language = PageLanguage(of: request)
        let words = language.rateWords
        let view = AloneView(
            language: language, title: words.title, text: words.text.replacing("{seconds}", with: String(seconds)),
            siteName: siteName())
        var response = Response.page(view.render(), status: .tooManyRequests)
        response.headers[.retryAfter] = String(seconds)
        return response
    }

    /// Whether somebody will read the answer in a browser.
    private func wantsPage(_ request: Request) -> Bool {
        let path = request.uri.path
        guard request.headers[.accept]?.contains("text/html") ?? false else { return false }
        return !["/api/", "/v1/", "/ai/", "/auth/"].contains { path.hasPrefix($0) }
    }
}

extension RequestTally.Verdict {
    fileprivate init(_ verdict: RateLimiter.Verdict) {
        self.init(
            isAllowed: verdict.isAllowed, limit: verdict.limit, remaining: verdict.remaining, retryAfter: verdict.retryAfter,
            reset: verdict.reset)
    }
}

extension HTTPField.Name {
    static let rateLimitLimit = named("ratelimit-limit")
    static let rateLimitRemaining = named("ratelimit-remaining")
    static let rateLimitReset = named("ratelimit-reset")
    static let rateLimitPolicy = named("ratelimit-policy")
}

extension HTTPFields {
    /// Says what is left of a limit of requests a minute.
    mutating func tell(_ verdict: RequestTally.Verdict) {
        tellLimit(
            verdict.limit, remaining: verdict.remaining, reset: Int(verdict.reset.seconds.rounded(.up)), window: 60)
    }

    /// - Parameters:
    ///   - reset: seconds until all of it is there again.
    ///   - window: seconds for which the limit is.
    mutating func tellLimit(_ limit: Int, remaining: Int, reset: Int, window: Int) {
        self[.rateLimitLimit] = String(limit)
        self[.rateLimitRemaining] = String(remaining)
        self[.rateLimitReset] = String(reset)
        self[.rateLimitPolicy] = "\(limit);w=\(window)"
    }
}
