import HTTPTypes
import Hummingbird
import LanguageModel

/// The cookie of somebody who logged in: unreadable for scripts, not sent along from other sites.
enum LoginCookie {
    static let name = "understudy_login"

    static func value(of request: Request) -> Secret? {
        request.cookies[name].map(\.value).flatMap { $0.utf8.count == 64 ? Secret($0) : nil }
    }

    static func set(_ value: Secret, lifetime: Duration, on request: Request) -> String {
        "\(name)=\(value.reveal); Path=/; Max-Age=\(Int(lifetime.seconds)); HttpOnly; SameSite=Lax"
            + (isSecure(request) ? "; Secure" : "")
    }

    static func clear(on request: Request) -> String {
        "\(name)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax" + (isSecure(request) ? "; Secure" : "")
    }

    /// Whether the browser came over TLS, which ends at the proxy in front.
    static func isSecure(_ request: Request) -> Bool { request.headers[.named("x-forwarded-proto")] == "https" }
}
