import Accounts
import HTTPTypes
import Hummingbird
import LanguageModel

/// `/admin/clients`: the providers, with `?show=` the models that one of them lists; plain forms.
struct ClientPageRoutes: Sendable {
    let clients: any ClientKeeping
    let siteName: String

    func add(to admin: RouterGroup<WebContext>) {
        admin.get("clients", use: show)
        admin.post("clients", use: change)
    }

    private struct Query: Decodable {
        var show: String?
        var connected: String?
        var keyed: String?
        var removed: String?
    }

    private struct Form: Decodable {
        var `do`: String
        var client: String?
        var model: String?
        var kind: String?
        var name: String?
        var key: String?
        var address: String?
        var models: String?
        var confirmed: String?
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let query: Query = try request.decodeQuery()
        let words = PageLanguage(of: request).stageWords
        var outcome: ClientsView.Outcome?
        if let client = query.show { outcome = try await listing(of: client, context, words) }
        var view = try await view(request)
        view.outcome = outcome
        let done = [
            query.connected.map { (words.connected, $0) }, query.keyed.map { (words.keyChanged, $0) },
            query.removed.map { (words.clientRemoved, $0) },
        ].compactMap(\.self).first
        view.notice = done.map { .init(text: Words.fill($0.0, ["client": $0.1]), isGood: true) }
        return PageRoutes.html(view.render())
    }

    private func view(_ request: Request) async throws -> ClientsView {
        ClientsView(language: PageLanguage(of: request), siteName: siteName, clients: try await clients.list())
    }

    private func listing(of client: String, _ context: WebContext, _ words: StageWords) async throws -> ClientsView.Outcome {
        let listing = try await clients.models(of: client, asker: context.principal?.owner)
        let milliseconds = String(Int(listing.milliseconds.rounded(.up)))
        if let failure = listing.failure {
            let values: KeyValuePairs = [
                "client": client, "reason": "\(words.reason(failure.kind)). \(failure.message)", "ms": milliseconds,
            ]
            return .init(client: client, text: Words.fill(words.listFailed, values), isGood: false)
        }
        let values: KeyValuePairs = ["client": client, "count": String(listing.models.count), "ms": milliseconds]
        return .init(client: client, text: Words.fill(words.listed, values), isGood: true, models: listing.models)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        let visit = Visit(request, context)
        let asker = context.principal?.owner
        do {
            switch form.do {
            case "test": return try await test(form, request, context)
            case "connect":
                let connected = try await clients.connect(try connection(form), asker: asker, visit: visit)
                return Self.done("connected=\(connected.provider.inQuery)")
            case "key":
                let client = try named(form.client)
                guard let key = form.key?.filled else { throw SetupError.keyMissing }
                try await clients.changeKey(
                    of: client, to: Secret(key.filter { !$0.isWhitespace }), asker: asker, visit: visit)
                return Self.done("keyed=\(client.inQuery)")
            case "remove":
                let client = try named(form.client)
                guard form.confirmed != nil else { return confirm(client, request) }
                try await clients.remove(client, visit: visit)
                return Self.done("removed=\(client.inQuery)")
            default: throw APIError.invalid("do", "is nothing that can be done here")
            }
        } catch let error as SetupError {
            var view = try await view(request)
            view.notice = .init(text: PageLanguage(of: request).stageWords.message(for: error))
            view.draft = .init(
                name: form.name ?? "", kind: form.kind.flatMap { ProviderKind(rawValue: $0) } ?? .openai,
                address: form.address ?? "", models: form.models ?? "")
            return PageRoutes.html(view.render(), status: APIError(error).status)
        }
    }

    private func test(_ form: Form, _ request: Request, _ context: WebContext) async throws -> Response {
        guard let model = form.model.flatMap({ ModelIdentifier($0) }) else {
            throw APIError.invalid("model", "must be of the form provider:model")
        }
        let test = try await clients.test(
            model, requestID: context.requestID, asker: try context.caller(), visit: Visit(request, context))
        var view = try await view(request)
        view.outcome = .init(
            client: model.provider, text: PageLanguage(of: request).stageWords.sentence(for: test), isGood: test.answer != nil)
        return PageRoutes.html(view.render())
    }

    private func connection(_ form: Form) throws -> ProviderConnectionRequest {
        guard let kind = form.kind.flatMap({ ProviderKind(rawValue: $0) }), kind != .builtin else {
            throw APIError.invalid("kind", "is not a kind of provider")
        }
        let key = form.key?.filter { !$0.isWhitespace }.filled
        return ProviderConnectionRequest(
            name: form.name?.filled, kind: kind, apiKey: key.map { Secret($0) }, baseURL: form.address?.filled,
            models: (form.models ?? "").split { $0 == "," || $0.isWhitespace }.map(String.init))
    }

    private func named(_ client: String?) throws -> String {
        guard let client else { throw APIError.invalid("client", "is required") }
        return client
    }

    private func confirm(_ client: String, _ request: Request) -> Response {
        let words = PageLanguage(of: request).stageWords
        let view = AdminConfirmView(
            language: PageLanguage(of: request), siteName: siteName, page: .clients, title: "\(words.removeClient): \(client)",
            text: Words.fill(words.removeClientText, ["client": client]), fields: [("do", "remove"), ("client", client)],
            button: words.removeClient, back: "/admin/clients")
        return PageRoutes.html(view.render())
    }

    private static func done(_ query: String) -> Response {
        Response(status: .seeOther, headers: [.location: "/admin/clients?\(query)", .cacheControl: "no-store"])
    }
}

extension StageWords {
    fileprivate func sentence(for test: ClientTest) -> String {
        let milliseconds = String(Int(test.milliseconds.rounded(.up)))
        if let answer = test.answer {
            let values: KeyValuePairs = [
                "model": test.model.description, "ms": milliseconds, "answer": String(answer.prefix(200)),
            ]
            return Words.fill(testWorked, values)
        }
        let reason = [test.failure.map(reason), test.message].compactMap(\.self).joined(separator: ". ")
        return test.wasNotAsked
            ? Words.fill(testHeldBack, ["model": test.model.description, "reason": reason])
            : Words.fill(testFailed, ["model": test.model.description, "ms": milliseconds, "reason": reason])
    }

    fileprivate func message(for error: SetupError) -> String {
        switch error {
        case .keyMissing: keyMissing
        case .badAddress: badAddress
        case .badName: badClientName
        case .nameTaken: clientNameTaken
        case .noModels: noChatModels
        case .cloudDisabled: cloudDisabled
        case .notFound: Words.fill(unknownClient, ["client": "?"])
        case .configured, .chainsFixed: fromConfiguration
        case .usedByChains(let chains): Words.fill(clientInUse, ["chains": chains.joined(separator: ", ")])
        case .refused(let failure) where failure.kind == .unauthorized: keyRefused
        case .refused(let failure): "\(reason(failure.kind)). \(failure.message)"
        }
    }
}
