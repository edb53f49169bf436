import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// Whose conversations a browser sees: until people have accounts, each browser is a person of its own, known by a
/// random cookie. Kept is only the cookie's hash, so that the database does not open anybody's conversations.
struct Owner: Sendable, Hashable {
    static let cookie = "understudy_session"
    let id: String

    /// - Throws: ``APIError`` 401 when the request shows no session.
    init(_ request: Request) throws {
        guard let token = Self.token(of: request) else {
            throw APIError(.unauthorized, "no_session", "Open the page first: it gives your browser a session.")
        }
        self.init(token: token)
    }

    init(token: String) {
        id =
            "browser-"
            + SHA256.hash(data: Data(token.utf8)).prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
    }

    static func token(of request: Request) -> String? {
        request.cookies[cookie].map(\.value).flatMap { isToken($0) ? $0 : nil }
    }

    static func newToken() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes {
            $0.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    /// The Set-Cookie that gives a browser its session; a year, unreadable for scripts, not sent along from other sites.
    static func setCookie(_ token: String, secure: Bool) -> String {
        "\(cookie)=\(token); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "")
    }

    private static func isToken(_ value: String) -> Bool {
        value.utf8.count == 64 && value.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
    }
}
