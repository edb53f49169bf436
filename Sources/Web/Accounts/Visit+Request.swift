import Accounts
import HTTPTypes
import Hummingbird

extension Visit {
    init(_ request: Request, _ context: WebContext) {
        self.init(
            actorID: context.principal?.userID ?? context.principal?.keyID,
            address: context.proxies.client(of: request, peer: context.channel.remoteAddress).map(String.init),
            userAgent: request.headers[.userAgent], requestID: context.requestID)
    }
}
