package import Hummingbird
package import NIOCore

/// What accompanies one HTTP request on its way in.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection it came on; asked whether the caller is still there.
    package let channel: any Channel
    /// The `x-request-id` of the answer; set by ``RequestIDMiddleware`` before anything else sees the request.
    package var requestID = ""
    /// The API key that was shown, once ``KeyMiddleware`` has seen it.
    package var keyID: String?

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
