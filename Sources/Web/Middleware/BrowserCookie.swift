import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// The random cookie by which a browser is known in which nobody has logged in: a person of its own. Kept is only the
/// cookie's hash, so that the database does not open anybody's conversations.
enum BrowserCookie {
    static let name = "understudy_session"

    /// Whose conversations the browser with this cookie sees: `browser-…`.
    static func owner(of token: String) -> String {
        "browser-"
            + SHA256.hash(data: Data(token.utf8)).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
    }

    static func token(of request: Request) -> String? {
        request.cookies[name].map(\.value).flatMap { isToken($0) ? $0 : nil }
    }

    static func newToken() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes {
            $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    /// The Set-Cookie that gives a browser its session; a year, unreadable for scripts, not sent along from other sites.
    static func setCookie(_ token: String, secure: Bool) -> String {
        "\(name)=\(token); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "")
    }

    private static func isToken(_ value: String) -> Bool {
        value.utf8.count == 64 && value.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
    }
}
