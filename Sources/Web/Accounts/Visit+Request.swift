import Accounts
import HTTPTypes
import Hummingbird

extension Visit {
    init(_ request: Request, _ context: WebContext) {
        self.init(
            actorID: context.principal?.userID ?? context.principal?.keyID, address: Self.address(of: request, context),
            userAgent: request.headers[.userAgent], requestID: context.requestID)
    }

    /// Where the request came from. What a proxy on this machine says about it is believed, and only its last word, since
    /// the others may be the caller's own.
    private static func address(of request: Request, _ context: WebContext) -> String? {
        let peer = context.channel.remoteAddress?.ipAddress
        guard let peer, peer == "::1" || peer.hasPrefix("127.") || peer.hasPrefix("::ffff:127."),
            let forwarded = request.headers[.named("x-forwarded-for")]?.split(separator: ",").last
        else { return peer }
        let address = forwarded.filter { !$0.isWhitespace }
        return address.isEmpty ? peer : String(address.prefix(64))
    }
}
