import Hummingbird

extension WebContext {
    /// Whose settings hold for a request: the key's owner, or the browser's; nil when nobody is known to ask.
    func asker(_ request: Request) -> String? {
        keyID ?? Owner.token(of: request).map { Owner(token: $0).id }
    }
}
