import Crypto
import Foundation
import JWTKit
import LanguageModel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Accounts

/// A provider that says what a test wants it to say.
private final class Provider: Sendable {
    struct Script {
        var issuer = "https://id.example"
        var header: String?
        var changes: [String: String] = [:]
        var nonce: String?
        var tokenForm: [String: String] = [:]
        var authorization: String?
    }

    let script = Mutex(Script())
    private let key = P256.Signing.PrivateKey()
    private let clock: TestClock

    init(clock: TestClock) {
        self.clock = clock
    }

    @Sendable func answer(_ request: OpenIDRequest) throws -> Data? {
        switch request.url {
        case "https://id.example/.well-known/openid-configuration":
            return Data(
                """
                {"issuer":"\(script.withLock(\.issuer))","authorization_endpoint":"https://id.example/authorize",
                "token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/keys"}
                """.utf8)
        case "https://id.example/keys":
            let point = key.publicKey.rawRepresentation
            return Data(
                """
                {"keys":[{"kty":"unheard-of","kid":"0"},{"kty":"EC","crv":"P-256","kid":"1","alg":"ES256",
                "x":"\(base64(point.prefix(32)))","y":"\(base64(point.suffix(32)))"}]}
                """.utf8)
        case "https://id.example/token":
            script.withLock { script in
                let pairs = (request.form ?? "").split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
                for pair in pairs where pair.count == 2 { script.tokenForm[String(pair[0])] = String(pair[1]) }
                script.authorization = request.authorization?.reveal
            }
            return Data(#"{"id_token":"\#(try token())","access_token":"a","token_type":"Bearer"}"#.utf8)
        default: return nil
        }
    }

    private func token() throws -> String {
        let script = script.withLock { $0 }
        var claims = [
            "iss": #""https://id.example""#, "sub": #""42""#, "aud": #""us""#, "exp": "\(Int(clock.wallClock) + 60)",
            "nonce": #""\#(script.nonce ?? "")""#, "preferred_username": #""ada""#, "email": #""ada@example.com""#,
            "email_verified": #""true""#,
        ]
        for (name, value) in script.changes { claims[name] = value }
        let body = claims.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",")
        let text =
            base64(Data((script.header ?? #"{"alg":"ES256","kid":"1"}"#).utf8)) + "." + base64(Data("{\(body)}".utf8))
        if script.header?.contains("none") == true { return text + "." }
        if script.header?.contains("HS256") == true {
            let secret = SymmetricKey(data: key.publicKey.rawRepresentation)
            return text + "." + base64(Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret)))
        }
        return text + "." + base64(try key.signature(for: Data(text.utf8)).rawRepresentation)
    }
}

private func base64(_ data: some DataProtocol) -> String {
    Data(data).base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        .replacingOccurrences(of: "=", with: "")
}

@Suite struct OpenIDTests {
    private let fixture: AccountFixture
    private let provider: Provider
    private let login: OpenIDLogin

    init() async throws {
        fixture = try await AccountFixture()
        provider = Provider(clock: fixture.clock)
        let number = Mutex(0)
        login = OpenIDLogin(
            provider: OpenIDProvider(
                issuer: "https://id.example", clientID: "us", clientSecret: Secret("p:w"), label: "ID", role: .viewer),
            fetch: provider.answer, users: UserRepository(database: fixture.database, time: fixture.clock),
            audit: fixture.services.audit, box: try SecretBox(secretKey: Secret("s"), data: fixture.folder.path),
            time: fixture.clock,
            makeID: {
                number.withLock {
                    $0 += 1; return "openid-\($0)"
                }
            })
    }

    private func begin() async throws -> (query: [String: String], cookie: String) {
        let (url, cookie) = try await login.begin(redirect: "https://us.example/auth/oidc/callback", next: "/c/1")
        let items = URLComponents(string: url)?.queryItems ?? []
        let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        provider.script.withLock { $0.nonce = query["nonce"] }
        return (query, cookie)
    }

    private func finish(_ begun: (query: [String: String], cookie: String)) async throws -> User {
        try await login.finish(code: "c", state: begun.query["state"] ?? "", cookie: begun.cookie, visit: Visit()).user
    }

    @Test func theCodeIsExchangedWithTheVerifierOfTheChallenge() async throws {
        let begun = try await begin()
        let user = try await finish(begun)
        #expect(user.username == "ada")
        #expect(user.email == "ada@example.com")
        #expect(user.role == .viewer)
        let sent = provider.script.withLock { $0 }
        let digest = SHA256.hash(data: Data((sent.tokenForm["code_verifier"] ?? "").utf8))
        #expect(begun.query["code_challenge"] == base64(Data(digest)))
        #expect(sent.tokenForm["redirect_uri"] == "https%3A%2F%2Fus.example%2Fauth%2Foidc%2Fcallback")
        #expect(sent.authorization == "Basic " + Data("us:p%3Aw".utf8).base64EncodedString())
        #expect(try await finish(try await begin()).id == user.id)
    }

    @Test(arguments: [
        ("iss", #""https://evil.example""#), ("aud", #""another""#), ("aud", #"["us","another"]"#), ("aud", "[]"), ("exp", "1"),
        ("nonce", #""another""#), ("sub", #""""#), ("nonce", "null"),
    ])
    func aTokenThatIsNotForThisLoginIsRefused(claim: String, value: String) async throws {
        let begun = try await begin()
        provider.script.withLock { $0.changes[claim] = value }
        await #expect(throws: AccountError.providerRefused) { try await finish(begun) }
        #expect(try await !fixture.services.users.hasUsers())
    }

    @Test(arguments: [#"{"alg":"none"}"#, #"{"alg":"HS256","kid":"1"}"#, #"{"kid":"1"}"#])
    func aTokenThatTheProvidersKeysDidNotSignIsRefused(header: String) async throws {
        let begun = try await begin()
        provider.script.withLock { $0.header = header }
        await #expect(throws: AccountError.providerRefused) { try await finish(begun) }
    }

    @Test func aTokenForSeveralNamesTheOneItIsFor() async throws {
        let begun = try await begin()
        provider.script.withLock { $0.changes = ["aud": #"["us","another"]"#, "azp": #""us""#] }
        #expect(try await finish(begun).username == "ada")
    }

    @Test func theStateAndTheCookieBelongTogetherAndEnd() async throws {
        let (first, second) = (try await begin(), try await begin())
        await #expect(throws: AccountError.providerRefused) { try await finish((first.query, second.cookie)) }
        await #expect(throws: AccountError.providerRefused) { try await finish((second.query, "forged")) }
        fixture.clock.advance(by: .seconds(600))
        await #expect(throws: AccountError.providerRefused) { try await finish(second) }
    }

    @Test func anotherIssuersWordIsNotTaken() async throws {
        provider.script.withLock { $0.issuer = "https://evil.example" }
        await #expect(throws: AccountError.providerUnavailable) { try await begin() }
    }

    @Test func nobodysAccountIsTakenOverByAnAddress() async throws {
        let ada = try await fixture.add("ada", email: "ada@example.com")
        let other = try await finish(try await begin())
        #expect(other.id != ada.id)
        #expect(other.username == "ada-2")
        #expect(other.email == nil)
    }

    @Test func aClosedAccountStaysClosed() async throws {
        let user = try await finish(try await begin())
        _ = try await fixture.services.users.change(user.id, UserChange(isDisabled: true), visit: Visit())
        let begun = try await begin()
        await #expect(throws: AccountError.disabled) { try await finish(begun) }
    }
}
