import Accounts
import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct UserDeskTests {
    @Test func aUsernameAndAnAddressBelongToOnePerson() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("ada", email: "ada@example.com")
        await #expect(throws: AccountError.taken(field: "username")) { try await fixture.add("Ada") }
        await #expect(throws: AccountError.taken(field: "email")) { try await fixture.add("eve", email: "ADA@example.com") }
    }

    @Test(
        arguments: [
            ("", nil), ("a b", nil), ("a@b", nil), ("-a", nil), ("é", nil), (String(repeating: "a", count: 65), nil),
            ("\u{202E}ada", nil), ("ada", "no address"), ("ada", "a@b@c"), ("ada", "@b"), ("ada", "a\u{0}@b"),
        ] as [(String, String?)])
    func aNameThatCannotBeIsSaid(username: String, email: String?) async throws {
        let fixture = try await AccountFixture()
        await #expect(throws: AccountError.self) { try await fixture.add(username, email: email) }
        #expect(try await !fixture.services.users.hasUsers())
    }

    @Test func aDisplayNameTurnsNoText() throws {
        #expect(throws: AccountError.self) { try NewUser(username: "ada", displayName: "\u{202E}ada").checked() }
        #expect(try NewUser(username: "ada", displayName: "  آدا ").checked().displayName == "آدا")
    }

    @Test func theFirstAccountIsMadeOnce() async throws {
        let fixture = try await AccountFixture()
        let made = await withTaskGroup(of: Bool.self) { group in
            for name in ["ada", "eve", "bob"] {
                group.addTask {
                    (try? await fixture.services.users.create(
                        NewUser(username: name, role: .admin), password: "long enough", onlyFirst: true, visit: Visit())) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
    }

    @Test func theLastAdminStaysOne() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada", role: .admin)
        _ = try await fixture.add("bob")
        await #expect(throws: AccountError.lastAdmin) {
            try await fixture.services.users.change(ada.id, UserChange(role: .member), visit: Visit())
        }
        await #expect(throws: AccountError.lastAdmin) {
            try await fixture.services.users.change(ada.id, UserChange(isDisabled: true), visit: Visit())
        }
        _ = try await fixture.add("eve", role: .admin)
        #expect(try await fixture.services.users.change(ada.id, UserChange(role: .viewer), visit: Visit()).role == .viewer)
    }

    @Test func aRoleCountsFromTheMomentItChanges() async throws {
        let fixture = try await AccountFixture()
        _ = try await fixture.add("root", role: .admin)
        let ada = try await fixture.add("ada", role: .admin)
        let token = try await fixture.logIn("ada").access.reveal
        #expect(try await fixture.services.authenticator.principal(bearer: token).isAdmin)
        _ = try await fixture.services.users.change(ada.id, UserChange(role: .viewer), visit: Visit())
        let principal = try await fixture.services.authenticator.principal(bearer: token)
        #expect(!principal.isAdmin)
        #expect(!principal.scopes.contains(.chat))
        #expect(principal.scopes.contains(.read))
    }

    @Test func closingAnAccountEndsItsLoginsAndKeys() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let token = try await fixture.logIn("ada").access.reveal
        let key = try await fixture.keys.create(NewAPIKey(name: "k", userID: ada.id)).plain.reveal
        _ = try await fixture.services.authenticator.principal(bearer: token)
        #expect(try await fixture.services.authenticator.principal(bearer: key).userID == ada.id)
        _ = try await fixture.services.users.change(ada.id, UserChange(isDisabled: true), visit: Visit())
        await #expect(throws: AuthenticationError.revokedToken) {
            try await fixture.services.authenticator.principal(bearer: token)
        }
        await #expect(throws: AuthenticationError.unknownKey) {
            try await fixture.services.authenticator.principal(bearer: key)
        }
        _ = try await fixture.services.users.change(ada.id, UserChange(isDisabled: false), visit: Visit())
        await #expect(throws: AuthenticationError.revokedToken) {
            try await fixture.services.authenticator.principal(bearer: token)
        }
    }

    @Test func changingOnesPasswordEndsTheOtherLogins() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let (here, there) = (try await fixture.logIn("ada").access.reveal, try await fixture.logIn("ada").access.reveal)
        let session = try await fixture.services.authenticator.principal(bearer: here).sessionID
        let desk = fixture.services.users
        await #expect(throws: AccountError.wrongCredentials) {
            try await desk.changePassword(of: ada.id, from: "wrong", to: "another one", keeping: session, visit: Visit())
        }
        await #expect(throws: AccountError.invalid(field: "new_password", reason: "must have 8 to 1024 characters")) {
            try await desk.changePassword(of: ada.id, from: "ada's password", to: "short", keeping: session, visit: Visit())
        }
        try await desk.changePassword(of: ada.id, from: "ada's password", to: "another one", keeping: session, visit: Visit())
        _ = try await fixture.services.authenticator.principal(bearer: here)
        await #expect(throws: AuthenticationError.revokedToken) {
            try await fixture.services.authenticator.principal(bearer: there)
        }
        await #expect(throws: AccountError.wrongCredentials) { try await fixture.logIn("ada") }
        _ = try await fixture.services.logins.logIn(name: "ada", password: "another one", visit: Visit())
    }

    @Test func resettingAPasswordEndsAllLogins() async throws {
        let fixture = try await AccountFixture()
        let ada = try await fixture.add("ada")
        let token = try await fixture.logIn("ada").access.reveal
        let password = try await fixture.services.users.resetPassword(of: ada.id, to: nil, visit: Visit(actorID: "root"))
        await #expect(throws: AuthenticationError.revokedToken) {
            try await fixture.services.authenticator.principal(bearer: token)
        }
        _ = try await fixture.services.logins.logIn(name: "ada", password: password, visit: Visit())
        #expect(try await fixture.events().contains("password.reset"))
        await #expect(throws: AccountError.notFound) {
            try await fixture.services.users.resetPassword(of: "nobody", to: nil, visit: Visit())
        }
    }

    @Test func usersAreListedInPages() async throws {
        let fixture = try await AccountFixture()
        for name in ["bob", "ada", "eve"] { _ = try await fixture.add(name) }
        #expect(try await fixture.services.users.list(limit: 2).map(\.username) == ["ada", "bob"])
        #expect(try await fixture.services.users.list(after: "bob", limit: 2).map(\.username) == ["eve"])
    }
}
