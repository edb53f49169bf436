import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LanguageModel
import Logging
import Routing
import Storage
import TestSupport
import Testing
import Web

@testable import App

/// The admin pages as a browser without script uses them.
@Suite struct AdminPagesTests {
    private let folder: SettingsFolder
    private let parts: WebParts
    private let root: User
    private let ada: User

    init() async throws {
        folder = try SettingsFolder([
            "understudy.yaml": """
            data: data
            providers:
              sim: { kind: openai, api_key: test, base_url: "http://127.0.0.1:9/v1" }
            chains: { default: [sim:lead, sim:second] }
            assistants: { nexus: { name: Nexus, chain: default } }
            """
        ])
        let server = try await UnderstudyServer(
            settings: folder.load().settings, environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            time: TestClock(), onHangUp: {}, onListening: { _ in })
        parts = server.parts
        root = try await parts.accounts.users.create(
            NewUser(username: "root", role: .admin), password: "root's password", visit: Visit())
        ada = try await parts.accounts.users.create(NewUser(username: "ada"), password: "ada's password", visit: Visit())
    }

    /// Somebody at a browser.
    private struct Browser {
        let client: any TestClientProtocol
        var cookie: String?

        private var headers: HTTPFields {
            var headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded", .acceptLanguage: "en"]
            headers[.cookie] = cookie.map { "understudy_login=\($0)" }
            return headers
        }

        func get(_ path: String) async throws -> (status: Int, text: String, location: String?) {
            let response = try await client.execute(uri: path, method: .get, headers: headers)
            return (Int(response.status.code), String(buffer: response.body), response.headers[.location])
        }

        func post(_ path: String, _ form: String) async throws -> (status: Int, text: String, location: String?) {
            let response = try await client.execute(
                uri: path, method: .post, headers: headers, body: ByteBuffer(string: form))
            return (Int(response.status.code), String(buffer: response.body), response.headers[.location])
        }
    }

    private func visiting(as user: User?, _ body: @Sendable @escaping (Browser) async throws -> Void) async throws {
        let cookie = try await user.asyncCookie(parts)
        try await Application(router: makeRouter(parts)).test(.router) { client in
            try await body(Browser(client: client, cookie: cookie))
        }
    }

    private static let pages = ["people", "keys", "clients", "chains", "evaluations", "audit"]

    @Test func adminsAloneGetIn() async throws {
        try await visiting(as: nil) { browser in
            for page in Self.pages {
                let answer = try await browser.get("/admin/\(page)")
                #expect(answer.status == 303 && answer.location == "/login?next=/admin/\(page)")
            }
            #expect(try await browser.post("/admin/people", "do=disable&id=\(root.id)").location == "/login")
        }
        try await visiting(as: ada) { browser in
            for page in Self.pages {
                let answer = try await browser.get("/admin/\(page)")
                #expect(answer.status == 403 && answer.text.contains("For admins only"))
            }
            #expect(try await browser.post("/admin/people", "do=role&id=\(ada.id)&role=admin").status == 403)
            #expect(try await !browser.get("/").text.contains("href=\"/admin\""))
        }
        try await visiting(as: root) { browser in
            for page in Self.pages {
                let answer = try await browser.get("/admin/\(page)")
                #expect(answer.status == 200, "\(page)")
            }
            let start = try await browser.get("/admin")
            #expect(start.location == "/admin/people")
            let chat = try await browser.get("/")
            #expect(chat.text.contains("href=\"/admin\""))
        }
        #expect(try await parts.accounts.users.user(ada.id).role == .member)
    }

    @Test func aPersonIsMadeChangedAndDisabled() async throws {
        try await visiting(as: root) { browser in
            let made = try await browser.post(
                "/admin/people", "do=create&username=bob&display_name=Bob+B.&role=viewer&password=&email=")
            #expect(made.status == 201 && made.text.contains("Bob B. has an account now."))
            let password = try #require(made.text.firstMatch(of: /<code dir="ltr">([A-Za-z0-9]{24})<\/code>/)).1
            let bob = try await parts.accounts.users.user(named: "bob")
            #expect(bob.role == .viewer)
            _ = try await parts.accounts.logins.logIn(name: "bob", password: String(password), visit: Visit())
            #expect(try await !browser.get("/admin/people?id=\(bob.id)").text.contains(password), "shown a second time")

            #expect(try await browser.post("/admin/people", "do=create&username=bob&role=member").status == 409)
            let wrong = try await browser.post("/admin/people", "do=create&username=a+b&role=member&email=x")
            #expect(wrong.status == 422 && wrong.text.contains("value=\"a b\""), "what was typed is lost")

            let role = try await browser.post("/admin/people", "do=role&id=\(bob.id)&role=member")
            #expect(role.location == "/admin/people?id=\(bob.id)&done=role")
            _ = try await browser.post("/admin/people", "do=details&id=\(bob.id)&display_name=Bobby&email=b@example.com")
            _ = try await browser.post("/admin/people", "do=disable&id=\(bob.id)")
            let changed = try await parts.accounts.users.user(bob.id)
            #expect(changed.role == .member && changed.isDisabled && changed.displayName == "Bobby")
            #expect(changed.email == "b@example.com")
            _ = try await browser.post("/admin/people", "do=enable&id=\(bob.id)")
            #expect(try await !parts.accounts.users.user(bob.id).isDisabled)
            let last = try await browser.post("/admin/people", "do=disable&id=\(root.id)")
            #expect(last.status == 409 && last.text.contains("There must be one admin who can log in."))
        }
    }

    @Test func whatCannotBeUndoneIsAskedTwice() async throws {
        try await visiting(as: root) { browser in
            let asked = try await browser.post("/admin/people", "do=password&id=\(ada.id)&password=")
            #expect(asked.status == 200 && asked.text.contains("name=\"confirmed\""))
            _ = try await parts.accounts.logins.logIn(name: "ada", password: "ada's password", visit: Visit())
            let done = try await browser.post("/admin/people", "do=password&id=\(ada.id)&password=&confirmed=yes")
            #expect(done.text.contains("The password is reset.") && done.text.contains("data-copy="))
            await #expect(throws: AccountError.wrongCredentials) {
                try await parts.accounts.logins.logIn(name: "ada", password: "ada's password", visit: Visit())
            }
            let ended = try await browser.post("/admin/people", "do=sessions&id=\(ada.id)&confirmed=yes")
            #expect(ended.location == "/admin/people?id=\(ada.id)&done=sessions")
        }
    }

    @Test func aKeyIsShownOnceAndRevoked() async throws {
        try await visiting(as: root) { browser in
            let form = "do=create&name=backup&owner=ada&ends=2999-12-31&per_minute=60&scopes%5B%5D=chat&scopes%5B%5D=read"
            let made = try await browser.post("/admin/keys", form)
            #expect(made.status == 201)
            let plain = try #require(made.text.firstMatch(of: /<code dir="ltr">(us-[0-9a-f]{64})<\/code>/)).1
            let key = try #require(try await parts.accounts.keys.list(userID: ada.id).first)
            #expect(key.scopes == ["chat", "read"] && key.requestsPerMinute == 60 && key.expiresAt == 32_503_680_000)
            let list = try await browser.get("/admin/keys?q=ADA").text
            #expect(list.contains("backup") && !list.contains(plain))
            #expect(try await browser.get("/admin/keys?q=nothing").text.contains("Nothing was found."))
            #expect(try await browser.post("/admin/keys", "do=create&name=x&owner=ada&scopes%5B%5D=admin").status == 403)
            #expect(try await browser.post("/admin/keys", "do=create&name=x&owner=nobody&scopes%5B%5D=read").status == 404)
            #expect(try await browser.post("/admin/keys", "do=create&name=x&ends=yesterday&scopes%5B%5D=read").status == 422)
            #expect(try await browser.post("/admin/keys", "do=create&name=x").status == 422)
            #expect(
                try await browser.post("/admin/keys", "do=revoke&id=\(key.id)&name=backup").text.contains("name=\"confirmed\""))
            #expect(try await parts.accounts.keys.list(userID: ada.id).first?.revokedAt == nil)
            let revoked = try await browser.post("/admin/keys", "do=revoke&id=\(key.id)&confirmed=yes")
            #expect(revoked.location == "/admin/keys?done=revoke")
            #expect(try await !browser.get("/admin/keys").text.contains("backup"))
            #expect(try await browser.get("/admin/keys?ended=yes").text.contains("Revoked"))
        }
    }

    @Test func theLogIsFilteredAndDownloaded() async throws {
        try await visiting(as: root) { browser in
            _ = try await browser.post(
                "/admin/people", "do=create&username=eve&display_name==1%2B1&role=member&password=long+enough")
            let all = try await browser.get("/admin/audit").text
            #expect(all.contains("user.created"))
            let hers = try await browser.get("/admin/audit?who=ada&event=user.created").text
            #expect(hers.contains(">ada<") && !hers.contains(">eve<"))
            #expect(try await browser.get("/admin/audit?from=2999-01-01").text.contains("Nothing was found."))
            #expect(try await browser.get("/admin/audit?who=nobody").status == 404)
            #expect(try await browser.get("/admin/audit?from=soon").status == 422)
            let file = try await browser.get("/admin/audit.csv?event=user.created")
            let lines = file.text.split(separator: "\r\n")
            #expect(lines.count == 4 && lines[0].hasPrefix("id,created_at,actor,"))
        }
    }

    @Test func aChainIsEditedWithButtonsAlone() async throws {
        try await visiting(as: root) { browser in
            let models = "models%5B%5D=sim:lead&models%5B%5D=sim:second"
            let draft = "edit=default&version=0"
            func order(_ html: String) -> [String] {
                html.matches(of: /name="models\[\]" value="([^"]+)"/).map { String($0.1) }
            }
            #expect(order(try await browser.get("/admin/chains?edit=default").text) == ["sim:lead", "sim:second"])
            let moved = try await browser.get("/admin/chains?\(draft)&\(models)&add=&up=sim:second").text
            #expect(order(moved) == ["sim:second", "sim:lead"] && !moved.contains("id=\"unsaved\" hidden"))
            #expect(order(try await browser.get("/admin/chains?\(draft)&\(models)&out=sim:lead").text) == ["sim:second"])
            let added = try await browser.get("/admin/chains?\(draft)&\(models)&add=sim:third&do=add").text
            #expect(order(added) == ["sim:lead", "sim:second", "sim:third"])
            let refused = try await browser.get("/admin/chains?\(draft)&\(models)&add=simm:third&do=add").text
            #expect(
                order(refused).count == 2 && refused.contains("Did you mean “sim”?") && refused.contains("value=\"simm:third\""))
            #expect(parts.directory["default"]?.models.count == 2, "a draft is not played")

            let empty = try await browser.post("/admin/chains", "\(draft)&add=&do=save")
            #expect(empty.status == 422 && empty.text.contains("A chain needs at least one model."))
            #expect(parts.directory["default"]?.models.count == 2)

            let saved = try await browser.post("/admin/chains", "\(draft)&models%5B%5D=sim:second&add=&do=save")
            #expect(saved.location == "/admin/chains?saved=default")
            #expect(parts.directory["default"]?.models.map(\.id.description) == ["sim:second"])
            #expect(try await browser.get("/admin/chains").text.contains("this wins over the configuration"))

            let late = try await browser.post("/admin/chains", "\(draft)&\(models)&add=&do=save")
            #expect(late.status == 409 && order(late.text) == ["sim:lead", "sim:second"], "the draft is lost")

            let back = try await browser.post("/admin/chains", "edit=default&version=1&do=take_back")
            #expect(back.location == "/admin/chains?configured=default")
            #expect(parts.directory["default"]?.models.count == 2)
            let restored = try await browser.post("/admin/chains", "edit=default&version=2&do=restore&number=1")
            #expect(restored.location == "/admin/chains?saved=default")
            #expect(parts.directory["default"]?.models.map(\.id.description) == ["sim:second"])
            #expect(try await browser.get("/admin/chains?edit=a+b").status == 422)
        }
    }

    @Test func theConfigurationsClientsAreReadOnly() async throws {
        try await visiting(as: root) { browser in
            let page = try await browser.get("/admin/clients").text
            #expect(page.contains("Set in the configuration") && page.contains("data-copy=\"sim:lead\""))
            #expect(!page.contains("value=\"remove\""))
            let removed = try await browser.post("/admin/clients", "do=remove&client=sim&confirmed=yes")
            #expect(removed.status == 409)
            let out = try await browser.get("/admin/clients?show=sim").text
            #expect(out.contains("sim did not list its models"))
            #expect(try await browser.get("/admin/clients?show=nobody").status == 404)
            let listed = try await browser.get("/admin/clients?show=builtin").text
            #expect(listed.contains("builtin lists"))
            let tested = try await browser.post("/admin/clients", "do=test&model=sim:lead").text
            #expect(tested.contains("sim:lead did not answer") && tested.contains("could not be reached"))
        }
    }
}

extension User? {
    /// Of a browser in which this user has logged in; nil for nobody.
    fileprivate func asyncCookie(_ parts: WebParts) async throws -> String? {
        guard let user = self else { return nil }
        return try await parts.accounts.logins.beginBrowserSession(of: user, visit: Visit()).reveal
    }
}
