import Foundation

extension Source {
    /// `address` as it may be shown to everybody who may read the document: only of the web, without a name and password in it.
    static func webAddress(_ address: String) -> String? {
        guard var parts = URLComponents(string: address), ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.host?.isEmpty == false
        else { return nil }
        parts.user = nil
        parts.password = nil
        return parts.string
    }
}
