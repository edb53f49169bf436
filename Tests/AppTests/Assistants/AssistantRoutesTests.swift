import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LanguageModel
import Logging
import TestSupport
import Testing
import Web

@testable import App

/// `/api/v1/assistants` and the pages of assistants, by role and outcome.
@Suite struct AssistantRoutesTests {
    private let folder: SettingsFolder
    private let parts: WebParts
    private let admin: HTTPFields
    private let member: HTTPFields
    /// Of a browser in which nobody has logged in.
    private let visitor: HTTPFields = [.cookie: "understudy_session=\(String(repeating: "a1", count: 32))"]

    init() async throws {
        let config = """
            data: data
            assistants:
              helper: { name: Helper, greeting: Good day }
              clerk: { name: Clerk, audience: admins, picture: "🗄", accent: slate }
            """
        folder = try SettingsFolder(["understudy.yaml": config])
        let server = try await UnderstudyServer(
            settings: folder.load().settings, environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            time: TestClock(), onHangUp: {}, onListening: { _ in })
        parts = server.parts
        func login(_ name: String, _ role: UserRole) async throws -> HTTPFields {
            let accounts = server.parts.accounts
            let user = try await accounts.users.create(
                NewUser(username: name, role: role), password: "a long password", visit: Visit())
            let cookie = try await accounts.logins.beginBrowserSession(of: user, visit: Visit()).reveal
            return [.cookie: "understudy_login=\(cookie)"]
        }
        admin = try await login("ada", .admin)
        member = try await login("bob", .member)
    }

    private struct Reply {
        var status: Int
        var text: String
        var headers: HTTPFields
        var json: JSONValue { (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .null }
        var error: [String?] { ["code", "param"].map { json["error"]?[$0]?.stringValue } }
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, as headers: HTTPFields, _ body: String = "", more: HTTPFields = [:]
    ) async throws -> Reply {
        try await ask(method, path, as: headers, ByteBuffer(string: body), more: more)
    }

    private func ask(
        _ method: HTTPRequest.Method, _ path: String, as headers: HTTPFields, _ body: ByteBuffer, more: HTTPFields = [:]
    ) async throws -> Reply {
        try await Application(router: makeRouter(parts)).test(.router) { client in
            var headers = headers
            for field in more { headers[field.name] = field.value }
            let response = try await client.execute(uri: path, method: method, headers: headers, body: body)
            return Reply(
                status: Int(response.status.code), text: String(buffer: response.body), headers: response.headers)
        }
    }

    private let path = "/api/v1/assistants"
    private let shop = #"{"id":"shop","name":"The Shop","greeting":"Welcome","accent":"violet","instructions":"Sell."}"#

    private func ids(_ reply: Reply) -> [String] {
        guard case .array(let list)? = reply.json["assistants"] else { return [] }
        return list.compactMap { $0["id"]?.stringValue }
    }

    @Test func everyoneReadsThoseTheyMayUseAndAdminsAll() async throws {
        #expect(ids(try await ask(.get, path, as: visitor)) == ["helper"])
        let list = try await ask(.get, path, as: admin)
        #expect(ids(list) == ["helper", "clerk"])
        #expect(list.text.contains(#""source":"configuration""#) && list.text.contains(#""audience":"admins""#))
        let seen = try await ask(.get, "\(path)/helper", as: member)
        #expect(seen.json["greeting"] == "Good day" && seen.json["picture_text"] == "H" && seen.json["chain"] == nil)
        #expect(try await ask(.get, "\(path)/clerk", as: member).status == 404)
        #expect(try await ask(.get, "\(path)/clerk", as: admin).json["accent"] == "slate")
    }

    @Test func anAdminMakesChangesAndDeletesOne() async throws {
        let made = try await ask(.post, path, as: admin, shop)
        #expect(made.status == 201 && made.headers[.eTag] == "\"1\"" && made.headers[.location] == "\(path)/shop")
        #expect(made.json["instructions"] == "Sell." && made.json["chain"] == "default" && made.json["version"] == 1)
        let schema = #"{"output_schema":{"type":"object"},"greeting":null,"picture_text":"🎻","order":5}"#
        let changed = try await ask(.patch, "\(path)/shop", as: admin, schema)
        #expect(changed.status == 200 && changed.json["version"] == 2 && changed.json["greeting"] == nil)
        #expect(changed.json["output_schema"] == ["type": "object"] && changed.json["name"] == "The Shop")
        #expect(ids(try await ask(.get, path, as: visitor)) == ["shop", "helper"])
        #expect(try await ask(.delete, "\(path)/shop", as: admin).status == 204)
        #expect(try await ask(.get, "\(path)/shop", as: visitor).status == 404)
        #expect(ids(try await ask(.get, "\(path)?deleted=true", as: admin)) == ["shop"])
        let restored = try await ask(.post, "\(path)/shop/versions/1/restore", as: admin)
        #expect(restored.status == 200 && restored.json["greeting"] == "Welcome" && restored.json["version"] == 4)
        let versions = try await ask(.get, "\(path)/shop/versions", as: admin)
        #expect(versions.text.components(separatedBy: #""change":"#).count == 5)
        let audit = try await parts.accounts.audit.list(limit: 10).map(\.event)
        #expect(audit.filter { $0.hasPrefix("assistant.") }.count == 4)
    }

    @Test(arguments: [
        (#"{"id":"a","name":"A","chain":"defualt"}"#, 422, "invalid_parameter", "chain"),
        (#"{"id":"a","name":" "}"#, 422, "invalid_parameter", "name"),
        (#"{"id":"a"}"#, 422, "invalid_parameter", "name"),
        (#"{"name":"A"}"#, 422, "invalid_parameter", "id"),
        (#"{"id":"A b","name":"A"}"#, 422, "invalid_parameter", "id"),
        (#"{"id":"a","name":"A","accent":"violett"}"#, 422, "invalid_parameter", "accent"),
        (#"{"id":"a","name":"A","audience":null}"#, 422, "invalid_parameter", "audience"),
        (#"{"id":"a","name":"A","output_schema":[1]}"#, 422, "invalid_parameter", "output_schema"),
        (#"{"id":"a","name":"A","order":"first"}"#, 422, "invalid_parameter", "order"),
        (#"{"id":"a","name":"A","requests_per_minute":0}"#, 422, "invalid_parameter", "requests_per_minute"),
        (#"{"id":"helper","name":"A"}"#, 409, "assistant_exists", "id"),
        (#"{"id":"default","name":"A"}"#, 409, "assistant_exists", "id"),
        ("{", 400, "malformed_json", nil),
    ])
    func whatCannotBeIsRefusedByName(body: String, status: Int, code: String, field: String?) async throws {
        let reply = try await ask(.post, path, as: admin, body)
        #expect(reply.status == status && reply.error == [code, field], "\(reply.text)")
    }

    @Test func theNearestNameIsSaid() async throws {
        let reply = try await ask(.post, path, as: admin, #"{"id":"a","name":"A","chain":"defualt"}"#)
        #expect(reply.text.contains(#"Did you mean \"default\"?"#))
    }

    @Test func nobodyElseChangesAnything() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        for headers in [member, visitor] {
            #expect(try await ask(.post, path, as: headers, shop).status == 403)
            #expect(try await ask(.patch, "\(path)/shop", as: headers, "{}").status == 403)
            #expect(try await ask(.delete, "\(path)/shop", as: headers).status == 403)
            #expect(try await ask(.get, "\(path)/shop/versions", as: headers).status == 403)
        }
        let foreign: HTTPFields = [.origin: "https://elsewhere.example"]
        #expect(try await ask(.delete, "\(path)/shop", as: admin, more: foreign).error.first == "cross_origin")
        #expect(try await ask(.patch, "\(path)/helper", as: admin, #"{"name":"x"}"#).error.first == "assistant_configured")
    }

    @Test func aLostUpdateIsRefusedByHeaderOrBody() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        let first: HTTPFields = [.ifMatch: "\"1\""]
        #expect(try await ask(.patch, "\(path)/shop", as: admin, #"{"name":"One"}"#, more: first).status == 200)
        let late = try await ask(.patch, "\(path)/shop", as: admin, #"{"name":"Two"}"#, more: first)
        #expect(late.status == 412 && late.error == ["version_conflict", nil])
        let said = try await ask(.patch, "\(path)/shop", as: admin, #"{"name":"Two","version":1}"#)
        #expect(said.status == 409 && said.error == ["version_conflict", "version"])
        #expect(try await ask(.delete, "\(path)/shop", as: admin, more: first).status == 412)
        #expect(try await ask(.get, "\(path)/shop", as: admin).json["name"] == "One")
    }

    @Test func aPictureIsServedAsWhatItIs() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        let png = ByteBuffer(bytes: Self.png)
        let given = try await ask(.put, "\(path)/shop/picture", as: admin, png, more: [.contentType: "text/html"])
        let address = try #require(given.json["picture_url"]?.stringValue)
        let picture = try await ask(.get, address, as: visitor)
        #expect(picture.status == 200 && picture.headers[.contentType] == "image/png")
        #expect(picture.headers[.cacheControl] == "private, max-age=31536000, immutable")
        #expect(picture.headers[.xContentTypeOptions] == "nosniff")
        let again: HTTPFields = [.ifNoneMatch: picture.headers[.eTag] ?? ""]
        #expect(try await ask(.get, "/a/shop/picture", as: visitor, more: again).status == 304)
        let script = try await ask(.put, "\(path)/shop/picture", as: admin, "<script>alert(1)</script>")
        #expect(script.status == 422 && script.error == ["invalid_parameter", "picture"])
        let huge = ByteBuffer(bytes: Self.png + Array(repeating: 0, count: 256 << 10))
        #expect(try await ask(.put, "\(path)/shop/picture", as: admin, huge).status == 413)
        #expect(try await ask(.delete, "\(path)/shop/picture", as: admin).json["picture_text"] == "TS")
        #expect(try await ask(.get, "/a/shop/picture", as: visitor).status == 404)
    }

    @Test func eachHasAPageWithItsOwnLook() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        let page = try await ask(.get, "/a/shop", as: visitor)
        #expect(page.status == 200 && page.text.contains("<title>The Shop</title>"))
        #expect(page.text.contains(#"dir="ltr" data-accent="violet">"#) && page.text.contains(">Welcome</p>"))
        #expect(page.text.contains(#"<a href="/a/shop" aria-current="page">"#) && page.text.contains(#"<a href="/a/helper">"#))
        #expect(!page.text.contains("/a/clerk"))
        let missing = try await ask(.get, "/a/clerk", as: visitor)
        #expect(missing.status == 404 && missing.text.contains("This assistant is not here"))
        #expect(try await ask(.get, "/a/clerk", as: admin).status == 200)
        // Where there is no choice, nothing is said of one.
        _ = try await ask(.delete, "\(path)/shop", as: admin)
        #expect(try await !ask(.get, "/", as: visitor).text.contains("class=\"cast\""))
    }

    @Test func aConversationOfADeletedOneOffersAnother() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        let opened = try await ask(.post, "/api/v1/conversations", as: member, #"{"assistant":"shop"}"#)
        let id = try #require(opened.json["id"]?.stringValue)
        #expect(try await ask(.get, "/c/\(id)", as: member).text.contains("<bdi class=\"whose\">The Shop</bdi>"))
        _ = try await ask(.delete, "\(path)/shop", as: admin)
        let page = try await ask(.get, "/c/\(id)", as: member)
        #expect(page.status == 200 && page.text.contains("The Shop is no longer here."))
        #expect(page.text.contains(#"<option value="helper">Helper</option>"#))
        let asked = try await ask(.post, "/api/v1/conversations/\(id)/messages", as: member, #"{"content":"Hi"}"#)
        #expect(asked.status == 409 && asked.error == ["assistant_gone", "assistant"])
        let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        #expect(try await ask(.post, "/c/\(id)/assistant", as: member, "assistant=clerk", more: form).status == 422)
        let chosen = try await ask(.post, "/c/\(id)/assistant", as: member, "assistant=helper", more: form)
        #expect(chosen.status == 303 && chosen.headers[.location] == "/c/\(id)")
        #expect(try await ask(.get, "/api/v1/conversations/\(id)", as: member).json["assistant"] == "helper")
        let back = try await ask(.patch, "/api/v1/conversations/\(id)", as: member, #"{"assistant":"shop"}"#)
        #expect(back.status == 422 && back.error == ["unknown_assistant", "assistant"])
    }

    @Test func programsFindItAsAModel() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        let key = try await parts.accounts.keys.create(
            name: "program", userID: nil, scopes: nil, granted: Scope.ofPlainKeys, expiresAt: nil, now: 0,
            requestsPerMinute: nil, visit: Visit())
        let bearer: HTTPFields = [.authorization: "Bearer \(key.plain.reveal)"]
        let models = try await ask(.get, "/v1/models", as: bearer)
        #expect(models.text.contains(#""id":"shop""#) && !models.text.contains(#""id":"clerk""#))
        #expect(try await ask(.get, "/v1/models/shop", as: bearer).status == 200)
        #expect(try await ask(.get, "/v1/models/clerk", as: bearer).status == 404)
        _ = try await ask(.delete, "\(path)/shop", as: admin)
        #expect(try await ask(.get, "/v1/models/shop", as: bearer).status == 404)
    }

    // MARK: The admin pages

    private func form(_ fields: KeyValuePairs<String, String>, file: [UInt8]? = nil) -> (ByteBuffer, HTTPFields) {
        var body = ByteBuffer()
        for (name, value) in fields {
            body.writeString("--x7\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
        }
        if let file {
            body.writeString("--x7\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p.png\"\r\n\r\n")
            body.writeBytes(file)
            body.writeString("\r\n")
        }
        body.writeString("--x7--\r\n")
        return (body, [.contentType: "multipart/form-data; boundary=x7"])
    }

    @Test func areForAdminsAlone() async throws {
        let sent = try await ask(.get, "/admin/assistants", as: visitor)
        #expect(sent.status == 303 && sent.headers[.location] == "/login?next=/admin/assistants")
        let refused = try await ask(.get, "/admin/assistants", as: member)
        #expect(refused.status == 403 && refused.text.contains("For admins only"))
        #expect(try await ask(.get, "/admin/assistants", as: admin).text.contains("Set in the configuration"))
        #expect(try await ask(.get, "/", as: admin).text.contains(#"href="/admin""#))
        #expect(try await !ask(.get, "/", as: member).text.contains(#"href="/admin/"#))
    }

    @Test func aFormMakesOneWithAPicture() async throws {
        let (body, type) = form(
            [
                "id": "shop", "name": "The Shop", "chain": "default", "suggestions": "One?\r\nTwo?", "audience": "everyone",
                "enabled": "on", "order": "7", "instructions": "Sell.\r\nBe kind.", "requests_per_minute": "",
            ], file: Self.png)
        let made = try await ask(.post, "/admin/assistants/new", as: admin, body, more: type)
        #expect(made.status == 303 && made.headers[.location] == "/admin/assistants?done=created&id=shop")
        let shop = try #require(parts.assistants.entry("shop")?.assistant)
        #expect(shop.suggestions == ["One?", "Two?"] && shop.order == 7 && shop.instructions == "Sell.\nBe kind.")
        guard case .image? = shop.picture else {
            Issue.record("no picture")
            return
        }
        #expect(try await ask(.get, "/admin/assistants?done=created&id=shop", as: admin).text.contains("The Shop is on stage."))
        #expect(try await ask(.get, "/admin/assistants/shop", as: admin).text.contains("name=\"keep_picture\" checked"))
    }

    @Test func aFormThatIsWrongComesBackAsItWasTyped() async throws {
        let (body, type) = form(["id": "shop", "name": "<b>", "chain": "none", "audience": "everyone", "enabled": "on"])
        let reply = try await ask(.post, "/admin/assistants/new", as: admin, body, more: type)
        #expect(reply.status == 422 && reply.text.contains("value=\"&lt;b&gt;\""))
        #expect(reply.text.contains("aria-describedby=\"mistake\" aria-invalid=\"true\" autofocus"))
        let (file, fileType) = form(
            ["id": "shop", "name": "S", "chain": "default", "audience": "everyone"], file: Array("<svg>".utf8))
        #expect(try await ask(.post, "/admin/assistants/new", as: admin, file, more: fileType).text.contains("PNG, JPEG or WebP"))
        let (taken, takenType) = form(["id": "helper", "name": "S", "chain": "default", "audience": "everyone"])
        #expect(try await ask(.post, "/admin/assistants/new", as: admin, taken, more: takenType).status == 409)
        #expect(try await ask(.post, "/admin/assistants/new", as: admin, "id=shop").error.first == "malformed_form")
    }

    @Test func whoeverIsLateIsToldAndLosesNothing() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        _ = try await ask(.patch, "\(path)/shop", as: admin, #"{"name":"Quicker"}"#)
        let fields: KeyValuePairs = ["version": "1", "name": "Late", "chain": "default", "audience": "everyone"]
        let (body, type) = form(fields)
        let late = try await ask(.post, "/admin/assistants/shop", as: admin, body, more: type)
        #expect(late.status == 409 && late.text.contains("it has version 2 now") && late.text.contains("value=\"Late\""))
        #expect(late.text.contains("name=\"version\" value=\"2\""))
        #expect(parts.assistants.name(of: "shop") == "Quicker")
    }

    @Test func versionsAreListedAndBroughtBack() async throws {
        _ = try await ask(.post, path, as: admin, shop)
        _ = try await ask(.patch, "\(path)/shop", as: admin, #"{"name":"Store"}"#)
        let page = try await ask(.get, "/admin/assistants/shop/versions", as: admin)
        #expect(page.text.contains("<bdi>ada</bdi>") && page.text.contains("<p class=\"quiet-text\">Name</p>"))
        let undone = try await ask(.post, "/admin/assistants/shop/versions/1", as: admin)
        #expect(undone.headers[.location] == "/admin/assistants?done=restored&id=shop")
        #expect(parts.assistants.name(of: "shop") == "The Shop")
        #expect(try await ask(.get, "/admin/assistants/shop/delete", as: admin).text.contains("Delete The Shop?"))
        #expect(try await ask(.post, "/admin/assistants/shop/delete", as: admin).status == 303)
        let list = try await ask(.get, "/admin/assistants?done=deleted&id=shop", as: admin)
        #expect(list.text.contains("The Shop is deleted.") && list.text.contains("Bring back"))
        #expect(list.text.contains("action=\"/admin/assistants/shop/versions/3\""))
    }

    private static let png: [UInt8] =
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
        ] + Array(repeating: 0, count: 40)
}
