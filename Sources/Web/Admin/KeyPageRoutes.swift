import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import LanguageModel
import Storage

/// `/admin/keys`: everybody's keys; plain forms.
struct KeyPageRoutes: Sendable {
    let keys: KeyDesk
    let users: UserDesk
    let terms: PublicTermsReader
    let time: any TimeSource
    let siteName: String

    private static let pageSize = 200

    func add(to admin: RouterGroup<WebContext>) {
        admin.get("keys", use: show)
        admin.post("keys", use: change)
    }

    private struct Query: Decodable {
        var q: String?
        var ended: String?
        var done: String?
    }

    private struct Form: Decodable {
        var `do`: String
        var id: String?
        var name: String?
        var owner: String?
        var scopes: [String]?
        var ends: String?
        var per_minute: String?
        var confirmed: String?
        var public_name: String?
        var origins: String?
        var assistant: String?
        var collections: [String]?
        var public_ends: String?
        var public_per_minute: String?
        var per_visitor: String?
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let query: Query = try request.decodeQuery()
        var view = try await list(request, query)
        if query.done == "revoke" { view.notice = .init(text: view.language.adminWords.keyRevoked, isGood: true) }
        return PageRoutes.html(view.render())
    }

    private func list(_ request: Request, _ query: Query = Query()) async throws -> KeysView {
        let all = try await keys.list(userID: nil)
        let names = try await users.names(of: Set(all.compactMap(\.userID)))
        let now = time.wallClock
        let wanted = query.q?.filled?.lowercased()
        let found = all.reversed().filter { key in
            guard query.ended != nil || (key.revokedAt == nil && key.expiresAt ?? .infinity > now) else { return false }
            guard let wanted else { return true }
            let texts = [key.name, key.prefix, key.userID.flatMap { names[$0] } ?? ""]
            return texts.contains { $0.lowercased().contains(wanted) }
        }
        return KeysView(
            language: PageLanguage(of: request), siteName: siteName, keys: Array(found.prefix(Self.pageSize)), names: names,
            now: now,
            query: query.q ?? "", showsEnded: query.ended != nil, more: max(0, found.count - Self.pageSize),
            publicKey: PublicKeyView(language: PageLanguage(of: request), choices: try await terms.choices()))
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        switch form.do {
        case "create": return try await create(form, request, context)
        case "create_public": return try await createPublic(form, request, context)
        case "revoke":
            guard let id = form.id else { throw APIError.invalid("id", "is required") }
            guard form.confirmed != nil else { return confirm(form, id, request) }
            try await keys.revoke(id, userID: nil, visit: Visit(request, context))
            return Response(status: .seeOther, headers: [.location: "/admin/keys?done=revoke", .cacheControl: "no-store"])
        default: throw APIError.invalid("do", "is nothing that can be done here")
        }
    }

    private func confirm(_ form: Form, _ id: String, _ request: Request) -> Response {
        let words = PageLanguage(of: request).adminWords
        let view = AdminConfirmView(
            language: PageLanguage(of: request), siteName: siteName, page: .keys, title: words.revoke,
            text: Words.fill(words.revokeText, ["name": form.name ?? id]), fields: [("do", "revoke"), ("id", id)],
            button: words.revoke, back: "/admin/keys")
        return PageRoutes.html(view.render())
    }

    private func create(_ form: Form, _ request: Request, _ context: WebContext) async throws -> Response {
        let words = PageLanguage(of: request).adminWords
        let principal = try context.caller()
        let scopes = Set((form.scopes ?? []).compactMap { Scope(rawValue: $0) })
        do {
            var (owner, granted) = (principal.userID, principal.scopes)
            if let name = form.owner?.filled {
                let user = try await users.user(named: name)
                (owner, granted) = (user.id, user.role.scopes)
            }
            let made = try await keys.create(
                name: form.name ?? "", userID: owner, scopes: scopes, granted: granted,
                expiresAt: try form.ends?.filled.map(Self.endOfDay), now: time.wallClock,
                requestsPerMinute: try form.per_minute?.filled.map(Self.limit), visit: Visit(request, context))
            var view = try await list(request)
            view.secret = .init(label: words.keyCreated, value: made.plain.reveal)
            return PageRoutes.html(view.render(), status: .created)
        } catch let error as AccountError {
            var view = try await list(request)
            let text =
                error == .notFound ? words.unknownOwner : words.message(for: error, in: PageLanguage(of: request))
            view.notice = .init(text: text)
            view.draft = .init(
                name: form.name ?? "", owner: form.owner ?? "", scopes: scopes, ends: form.ends ?? "",
                perMinute: form.per_minute ?? "")
            return PageRoutes.html(view.render(), status: APIError(error).status)
        }
    }

    private func createPublic(_ form: Form, _ request: Request, _ context: WebContext) async throws -> Response {
        let language = PageLanguage(of: request)
        func refused(_ text: String, _ status: HTTPResponse.Status) async throws -> Response {
            var view = try await list(request)
            view.notice = .init(text: text)
            view.publicKey.draft = .init(
                name: form.public_name ?? "", origins: form.origins ?? "", assistant: form.assistant ?? "",
                collections: Set(form.collections ?? []), ends: form.public_ends ?? "", perMinute: form.public_per_minute ?? "",
                perVisitor: form.per_visitor ?? "")
            return PageRoutes.html(view.render(), status: status)
        }
        do {
            let made = try await keys.createPublic(
                name: form.public_name ?? "",
                terms: try await terms.terms(
                    origins: (form.origins ?? "").split(whereSeparator: \.isWhitespace).map(String.init),
                    assistant: form.assistant?.filled, collections: form.collections,
                    visitorRequestsPerMinute: try form.per_visitor?.filled.map(Self.limit)),
                userID: try context.caller().userID, expiresAt: try form.public_ends?.filled.map(Self.endOfDay),
                now: time.wallClock, requestsPerMinute: try form.public_per_minute?.filled.map(Self.limit),
                visit: Visit(request, context))
            var view = try await list(request)
            view.snippet = PublicKeyView.snippet(made.publicTerms?.key ?? "", server: Self.server(request), language: language)
            return PageRoutes.html(view.render(), status: .created)
        } catch let error as AccountError {
            let text =
                if case .invalid(field: "origins", _) = error {
                    "\(language.publicKeyWords.origins): \(language.publicKeyWords.originsHint)"
                } else {
                    language.adminWords.message(for: error, in: language)
                }
            return try await refused(text, APIError(error).status)
        } catch let error as APIError {
            return try await refused(error.message, error.status)
        }
    }

    /// Where this server is, as whoever asks wrote it.
    private static func server(_ request: Request) -> String {
        "\(LoginCookie.isSecure(request) ? "https" : "http")://\(request.head.authority ?? "")"
    }

    /// The last moment of a day such as 2026-11-21, in UTC.
    private static func endOfDay(_ text: String) throws(AccountError) -> Double {
        guard let day = Day.start(text) else { throw .invalid(field: "expires_at", reason: "must be a date") }
        return day + Day.seconds
    }

    private static func limit(_ text: String) throws(AccountError) -> Int {
        guard let limit = Int(text) else { throw .invalid(field: "requests_per_minute", reason: "must be a whole number") }
        return limit
    }
}

/// Days as a form's field for a date writes them, in UTC.
enum Day {
    static let seconds: Double = 86_400

    /// When a day such as 2026-11-21 begins, in seconds since 1970; nil for anything else.
    static func start(_ text: String) -> Double? {
        guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil,
            let date = try? Date("\(text)T00:00:00Z", strategy: .iso8601)
        else { return nil }
        return date.timeIntervalSince1970
    }
}
