import Crypto
import Foundation
import JWTKit
import LanguageModel
import TestSupport
import Testing

@testable import Accounts

@Suite struct TokenTests {
    private func refused(_ token: String, by fixture: AccountFixture) async -> AuthenticationError? {
        do {
            _ = try await fixture.services.authenticator.principal(bearer: token)
            return nil
        } catch {
            return error as? AuthenticationError
        }
    }

    private func forged(header: String, claims: String, key: SymmetricKey? = nil) -> String {
        let body = base64(Data(header.utf8)) + "." + base64(Data(claims.utf8))
        guard let key else { return body + "." }
        return body + "." + base64(Data(HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: key)))
    }

    private func base64(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    private func claims(of fixture: AccountFixture, token: Secret) -> String {
        let part = token.reveal.split(separator: ".")[1].replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        let data = Data(base64Encoded: part + String(repeating: "=", count: (4 - part.count % 4) % 4)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    @Test func anExpiredTokenIsRefusedToTheSecond() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let token = try await fixture.logIn("ada").access.reveal
        fixture.clock.advance(by: .seconds(899))
        #expect(await refused(token, by: fixture) == nil)
        fixture.clock.advance(by: .seconds(1))
        #expect(await refused(token, by: fixture) == .expiredToken)
    }

    @Test func aTokenWithoutAlgorithmIsRefused() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let claims = claims(of: fixture, token: try await fixture.logIn("ada").access)
        for name in ["none", "None", "NONE", "HS512", "RS256", ""] {
            let header = #"{"alg":"\#(name)","typ":"JWT"}"#
            #expect(await refused(forged(header: header, claims: claims), by: fixture) == .invalidToken)
            let signed = forged(header: header, claims: claims, key: AccountFixture.tokenKey)
            #expect(await refused(signed, by: fixture) == .invalidToken)
        }
        #expect(await refused(forged(header: #"{"typ":"JWT"}"#, claims: claims), by: fixture) == .malformedToken)
    }

    @Test func aTamperedTokenIsRefused() async throws {
        let fixture = try await AccountFixture()
        let (ada, eve) = (try await fixture.add("ada"), try await fixture.add("eve"))
        let token = try await fixture.logIn("eve").access
        let parts = token.reveal.split(separator: ".").map(String.init)
        let claims = claims(of: fixture, token: token).replacingOccurrences(of: eve.id, with: ada.id)
        let changed = [parts[0], base64(Data(claims.utf8)), parts[2]].joined(separator: ".")
        #expect(await refused(changed, by: fixture) == .invalidToken)
        #expect(await refused(token.reveal + "x", by: fixture) == .invalidToken)
        #expect(await refused("\(parts[0]).\(parts[1]).", by: fixture) == .invalidToken)
    }

    @Test func aTokenSignedWithAnotherKeyIsRefused() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let claims = claims(of: fixture, token: try await fixture.logIn("ada").access)
        let header = #"{"alg":"HS256","typ":"JWT"}"#
        #expect(
            await refused(forged(header: header, claims: claims, key: SymmetricKey(size: .bits256)), by: fixture) == .invalidToken
        )
        #expect(await refused(forged(header: header, claims: claims, key: AccountFixture.tokenKey), by: fixture) == nil)
    }

    @Test(arguments: ["a.b.c", "..", "e30.e30.e30", "é.é.é"]) func whatIsNoTokenIsMalformed(token: String) async throws {
        #expect(await refused(token, by: try await AccountFixture()) == .malformedToken)
    }

    @Test(arguments: ["", "us-", "us-0000", "x", "Bearer", "a.b"]) func whatIsNoKeyIsUnknown(key: String) async throws {
        #expect(await refused(key, by: try await AccountFixture()) == .unknownKey)
    }

    @Test func aTokenEndsWithItsLogin() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let (one, other) = (try await fixture.logIn("ada").access.reveal, try await fixture.logIn("ada").access.reveal)
        let principal = try await fixture.services.authenticator.principal(bearer: one)
        try await fixture.services.logins.logOut(principal, visit: Visit())
        #expect(await refused(one, by: fixture) == .revokedToken)
        #expect(await refused(other, by: fixture) == nil)
    }

    @Test func aTokenOfAnotherUsersSessionIsRefused() async throws {
        let fixture = try await AccountFixture()
        let (ada, eve) = (try await fixture.add("ada"), try await fixture.add("eve"))
        let claims = claims(of: fixture, token: try await fixture.logIn("eve").access)
            .replacingOccurrences(of: #""sub":"\#(eve.id)""#, with: #""sub":"\#(ada.id)""#)
        let token = forged(header: #"{"alg":"HS256"}"#, claims: claims, key: AccountFixture.tokenKey)
        #expect(await refused(token, by: fixture) == .revokedToken)
    }

    @Test func aRefreshTokenIsGoodOnceAndGivesAnother() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let first = try await fixture.logIn("ada")
        fixture.clock.advance(by: .seconds(3600))
        let second = try await fixture.services.logins.refresh(first.refresh, visit: Visit())
        #expect(second.user.id == ada.id)
        #expect(second.refresh != first.refresh)
        #expect(await refused(second.access.reveal, by: fixture) == nil)
        let third = try await fixture.services.logins.refresh(second.refresh, visit: Visit())
        #expect(await refused(third.access.reveal, by: fixture) == nil)
    }

    @Test func aRefreshTokenUsedTwiceEndsTheWholeLogin() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let first = try await fixture.logIn("ada")
        let second = try await fixture.services.logins.refresh(first.refresh, visit: Visit())
        #expect(await refused(second.access.reveal, by: fixture) == nil)
        await #expect(throws: AccountError.refreshTokenReused) {
            try await fixture.services.logins.refresh(first.refresh, visit: Visit())
        }
        #expect(await refused(second.access.reveal, by: fixture) == .revokedToken)
        await #expect(throws: AccountError.refreshTokenInvalid) {
            try await fixture.services.logins.refresh(second.refresh, visit: Visit())
        }
        #expect(try await fixture.events().contains("refresh.reused"))
    }

    @Test func ofTwoRefreshesAtOnceOneIsTheUse() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada")
        let first = try await fixture.logIn("ada")
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2 {
                group.addTask { (try? await fixture.services.logins.refresh(first.refresh, visit: Visit())) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(outcomes == 1)
    }

    @Test func anUnknownRefreshTokenIsRefused() async throws {
        let fixture = try await AccountFixture()
        await #expect(throws: AccountError.refreshTokenInvalid) {
            try await fixture.services.logins.refresh(Secret("0000"), visit: Visit())
        }
    }
}
