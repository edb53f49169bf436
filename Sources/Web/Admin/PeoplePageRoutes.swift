import Accounts
import HTTPTypes
import Hummingbird

/// `/admin/people`: the list of people, and with `?id=` one of them; plain forms. What cannot be undone is asked twice.
struct PeoplePageRoutes: Sendable {
    let users: UserDesk
    let siteName: String

    private static let pageSize = 50

    func add(to admin: RouterGroup<WebContext>) {
        admin.get("people", use: show)
        admin.post("people", use: change)
    }

    private struct Form: Decodable {
        var `do`: String
        var id: String?
        var username: String?
        var display_name: String?
        var email: String?
        var role: String?
        var password: String?
        var confirmed: String?
    }

    private struct Query: Decodable {
        var id: String?
        var done: String?
        var q: String?
        var after: String?
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let query: Query = try request.decodeQuery()
        guard let id = query.id else { return PageRoutes.html(try await list(request, query).render()) }
        let done = query.done.flatMap(words(request).done)
        return PageRoutes.html(try await person(id, request, notice: done.map { .init(text: $0, isGood: true) }).render())
    }

    private func list(_ request: Request, _ query: Query = Query()) async throws -> PeopleView {
        let found = try await users.list(after: query.after, matching: query.q?.filled, limit: Self.pageSize + 1)
        let page = Array(found.prefix(Self.pageSize))
        return PeopleView(
            language: PageLanguage(of: request), siteName: siteName, users: page, query: query.q ?? "",
            next: found.count > page.count ? page.last?.username : nil)
    }

    private func person(_ id: String, _ request: Request, notice: AdminFrame.Notice? = nil) async throws -> PersonView {
        PersonView(language: PageLanguage(of: request), siteName: siteName, user: try await users.user(id), notice: notice)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        let visit = Visit(request, context)
        guard form.do != "create" else { return try await create(form, request, visit) }
        guard let id = form.id else { throw APIError.invalid("id", "is required") }
        let user = try await users.user(id)
        do {
            switch form.do {
            case "details":
                _ = try await users.change(
                    id, UserChange(email: form.email?.filled, displayName: form.display_name?.filled), visit: visit)
            case "role":
                guard let role = form.role.flatMap({ UserRole(rawValue: $0) }) else {
                    throw AccountError.invalid(field: "role", reason: "must be admin, member or viewer")
                }
                _ = try await users.change(id, UserChange(role: role), visit: visit)
            case "disable", "enable":
                _ = try await users.change(id, UserChange(isDisabled: form.do == "disable"), visit: visit)
            case "password":
                return try await resetPassword(of: user, form, request, visit)
            case "sessions":
                guard form.confirmed != nil else { return confirm(form, user, request) }
                try await users.endSessions(of: id, visit: visit)
            default: throw APIError.invalid("do", "is nothing that can be done here")
            }
        } catch let error as AccountError {
            let view = try await person(id, request, notice: .init(text: message(error, request)))
            return PageRoutes.html(view.render(), status: APIError(error).status)
        }
        return Response(
            status: .seeOther, headers: [.location: "/admin/people?id=\(id.inQuery)&done=\(form.do)", .cacheControl: "no-store"])
    }

    private func create(_ form: Form, _ request: Request, _ visit: Visit) async throws -> Response {
        let role = form.role.flatMap { UserRole(rawValue: $0) } ?? .member
        let new = NewUser(
            username: form.username ?? "", email: form.email?.filled, displayName: form.display_name?.filled, role: role)
        let password = form.password?.filled ?? PasswordRule.random()
        do {
            let user = try await users.create(new, password: password, visit: visit)
            let text = Words.fill(words(request).personCreated, ["name": user.displayName])
            var view = try await person(user.id, request, notice: .init(text: text, isGood: true))
            if form.password?.filled == nil { view.secret = .init(label: words(request).newPassword, value: password) }
            return PageRoutes.html(view.render(), status: .created)
        } catch let error as AccountError {
            var view = try await list(request)
            view.notice = .init(text: message(error, request))
            view.draft = .init(
                username: form.username ?? "", displayName: form.display_name ?? "", email: form.email ?? "", role: role)
            return PageRoutes.html(view.render(), status: APIError(error).status)
        }
    }

    private func resetPassword(of user: User, _ form: Form, _ request: Request, _ visit: Visit) async throws -> Response {
        if let password = form.password?.filled { try PasswordRule.check(password) }
        guard form.confirmed != nil else { return confirm(form, user, request) }
        let password = try await users.resetPassword(of: user.id, to: form.password?.filled, visit: visit)
        var view = try await person(user.id, request, notice: .init(text: words(request).passwordReset, isGood: true))
        if form.password?.filled == nil { view.secret = .init(label: words(request).newPassword, value: password) }
        return PageRoutes.html(view.render())
    }

    private func confirm(_ form: Form, _ user: User, _ request: Request) -> Response {
        let words = words(request)
        let isPassword = form.do == "password"
        let title = isPassword ? words.resetPassword : words.endSessions
        let view = AdminConfirmView(
            language: PageLanguage(of: request), siteName: siteName, page: .people, title: title,
            text: Words.fill(isPassword ? words.resetPasswordText : words.endSessionsText, ["name": user.displayName]),
            fields: [("do", form.do), ("id", user.id)] + (isPassword ? [("password", form.password ?? "")] : []), button: title,
            back: "/admin/people?id=\(user.id)")
        return PageRoutes.html(view.render())
    }

    private func words(_ request: Request) -> AdminWords { PageLanguage(of: request).adminWords }

    private func message(_ error: AccountError, _ request: Request) -> String {
        words(request).message(for: error, in: PageLanguage(of: request))
    }
}

extension AdminWords {
    /// What the page says once `change` is done.
    fileprivate func done(_ change: String) -> String? {
        switch change {
        case "details": detailsSaved
        case "role": roleChanged
        case "disable": nowDisabled
        case "enable": nowEnabled
        case "sessions": sessionsEnded
        default: nil
        }
    }

    func message(for error: AccountError, in language: PageLanguage) -> String {
        let account = language.accountWords
        return switch error {
        case .invalid(field: "username", _): account.badUsername
        case .invalid(field: "email", _): account.badEmail
        case .invalid(field: "password", _): account.badPassword
        case .invalid(let field, _): Words.fill(badValue, ["field": label(of: field)])
        case .taken(let field): Words.fill(taken, ["field": label(of: field)])
        case .lastAdmin: lastAdmin
        case .scopeNotYours: scopeNotTheirs
        case .busy: account.busy
        default: Words.fill(refused, ["reason": error.description])
        }
    }

    /// A field by the name that the page gives it.
    private func label(of field: String) -> String {
        switch field {
        case "username": username
        case "email": email
        case "display_name": displayName
        case "role": role
        case "name": keyName
        case "scopes": scopes
        case "expires_at": ends
        case "requests_per_minute": limitField
        default: field
        }
    }
}

extension String {
    /// The text, unless there is nothing to read in it.
    var filled: String? { allSatisfy(\.isWhitespace) ? nil : self }
}
