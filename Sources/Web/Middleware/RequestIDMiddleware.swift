import HTTPTypes
import Logging
package import Hummingbird

/// Gives every request its identifier, and every response the `x-request-id` that says it.
package struct RequestIDMiddleware: RouterMiddleware {
    private let makeID: @Sendable () -> String

    /// - Parameter makeID: must never give the same identifier twice: the ledger keeps one answer for each.
    package init(makeID: @escaping @Sendable () -> String = RequestIDMiddleware.random) {
        self.makeID = makeID
    }

    package func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = makeID()
        context.logger[metadataKey: "request_id"] = "\(context.requestID)"
        var response = try await next(request, context)
        response.headers[.requestID] = context.requestID
        return response
    }

    /// `req_` and 128 random bits.
    package static let random: @Sendable () -> String = {
        var generator = SystemRandomNumberGenerator()
        let (high, low) = (generator.next() as UInt64, generator.next() as UInt64)
        let digits = String(high, radix: 36) + String(low, radix: 36)
        return "req_" + digits
    }
}
