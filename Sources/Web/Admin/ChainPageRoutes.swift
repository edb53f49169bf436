import Accounts
import HTTPTypes
import Hummingbird
import LanguageModel

/// `/admin/chains`: the chains, with `?edit=` one of them as a draft that its buttons change; plain forms.
struct ChainPageRoutes: Sendable {
    let chains: any ChainKeeping
    let clients: any ClientKeeping
    let siteName: String

    func add(to admin: RouterGroup<WebContext>) {
        admin.get("chains", use: show)
        admin.post("chains", use: change)
    }

    /// The query of the list and of the draft, and the form that saves it.
    private struct Form: Decodable {
        var `do`: String?
        var edit: String?
        var version: Int?
        var models: [String]?
        /// The text for another model.
        var add: String?
        /// A listed model that was chosen.
        var pick: String?
        var up: String?
        var down: String?
        var out: String?
        /// The provider whose models are asked for.
        var list: String?
        var number: Int?
        var model: String?
        // What was just done, and to which chain or model.
        var saved: String?
        var configured: String?
        var deleted: String?
        var reset: String?
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let form: Form = try request.decodeQuery()
        let words = PageLanguage(of: request).stageWords
        if let name = form.edit {
            let view = try await editing(name, form, request, context)
            guard view.chain == nil, !EditableChain.isName(name) else { return PageRoutes.html(view.render()) }
            let notice = AdminFrame.Notice(text: words.badChainName)
            return PageRoutes.html(try await list(request, notice).render(), status: .unprocessableContent)
        }
        let done = [
            form.saved.map { (words.chainSaved, $0) }, form.configured.map { (words.isBackToConfiguration, $0) },
            form.deleted.map { (words.chainDeleted, $0) }, form.reset.map { (words.breakerReset, $0) },
        ].compactMap(\.self).first
        let notice = done.map { AdminFrame.Notice(text: Words.fill($0.0, ["name": $0.1, "model": $0.1]), isGood: true) }
        return PageRoutes.html(try await list(request, notice).render())
    }

    private func list(_ request: Request, _ notice: AdminFrame.Notice?) async throws -> ChainsView {
        ChainsView(
            language: PageLanguage(of: request), siteName: siteName, chains: try await chains.list(), notice: notice)
    }

    /// The draft as the form has it, after the button that was pressed.
    private func editing(_ name: String, _ form: Form, _ request: Request, _ context: WebContext) async throws -> ChainEditView {
        let language = PageLanguage(of: request)
        let all = try await chains.list()
        let chain = all.first { $0.name == name }
        let isDraft = form.version != nil
        let clients = try await clients.list()
        let models = isDraft ? form.models ?? [] : chain?.models.map(\.id.description) ?? []
        let states = clients.flatMap(\.models).reduce(into: [:]) { $0[$1.id.description] = $1.state }
        var view = ChainEditView(
            language: language, siteName: siteName, name: name, chain: chain, version: form.version ?? chain?.version ?? 0,
            models: models, states: states, versions: try await chains.versions(of: name), clients: clients.map(\.name),
            known: clients.flatMap(\.models).map(\.id.description).filter { !models.contains($0) },
            typed: form.do == "add" ? "" : form.add ?? "")
        try press(form, on: &view)
        if let client = form.list {
            view.listed = client
            view.listing = try await self.clients.models(of: client, asker: context.principal?.owner)
        }
        return view
    }

    private func press(_ form: Form, on view: inout ChainEditView) throws {
        if let model = form.up, let index = view.models.firstIndex(of: model), index > 0 {
            view.models.swapAt(index, index - 1)
            view.pressed = (model, index == 1 ? "down" : "up")
        } else if let model = form.down, let index = view.models.firstIndex(of: model), index < view.models.count - 1 {
            view.models.swapAt(index, index + 1)
            view.pressed = (model, index == view.models.count - 2 ? "up" : "down")
        } else if let model = form.out {
            view.models.removeAll { $0 == model }
        } else if let model = form.pick ?? (form.do == "add" ? form.add?.filled?.filter { !$0.isWhitespace } : nil) {
            do throws(ChainEditError) {
                try check(view.models + [model])
                view.models.append(model)
            } catch {
                view.notice = .init(text: view.language.stageWords.message(for: error))
                view.typed = model
            }
        }
    }

    private func check(_ models: [String]) throws(ChainEditError) {
        _ = try chains.check(models)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let form: Form = try await request.decodeForm()
        let visit = Visit(request, context)
        if form.do == "reset" {
            guard let model = form.model.flatMap({ ModelIdentifier($0) }) else {
                throw APIError.invalid("model", "must be of the form provider:model")
            }
            try await clients.resetBreaker(of: model, visit: visit)
            return Self.done("reset=\(model.description.inQuery)")
        }
        guard let name = form.edit, let version = form.version else {
            throw APIError.invalid("edit", "is required, as is version")
        }
        do {
            switch form.do {
            case "save":
                let typed = form.add?.filled.map { [$0.filter { !$0.isWhitespace }] } ?? []
                _ = try await chains.save(name, models: (form.models ?? []) + typed, version: version, visit: visit)
                return Self.done("saved=\(name.inQuery)")
            case "take_back":
                let isConfigured = try await chains.chain(name).isConfigured
                try await chains.takeBack(name, version: version, visit: visit)
                return Self.done("\(isConfigured ? "configured" : "deleted")=\(name.inQuery)")
            case "restore":
                _ = try await chains.restore(name, number: form.number ?? 0, version: version, visit: visit)
                return Self.done("saved=\(name.inQuery)")
            default: throw APIError.invalid("do", "is nothing that can be done here")
            }
        } catch let error as ChainEditError {
            var draft = form
            // A draft stays as it was; what was restored or taken back had none.
            if form.do != "save" { (draft.version, draft.models) = (nil, nil) }
            draft.do = nil
            var view = try await editing(name, draft, request, context)
            view.notice = .init(text: view.language.stageWords.message(for: error))
            view.isOutdated = error == .changedMeanwhile && form.do == "save"
            return PageRoutes.html(view.render(), status: APIError(error).status)
        }
    }

    private static func done(_ query: String) -> Response {
        Response(status: .seeOther, headers: [.location: "/admin/chains?\(query)", .cacheControl: "no-store"])
    }
}

extension StageWords {
    func message(for error: ChainEditError) -> String {
        switch error {
        case .notFound: missingChain
        case .badName: badChainName
        case .empty: emptyChain
        case .tooLong(let limit): Words.fill(tooLongChain, ["count": String(limit)])
        case .badModel(let model): Words.fill(badModel, ["model": model])
        case .unknownProvider(let client, let nearest):
            [Words.fill(unknownClient, ["client": client]), nearest.map { Words.fill(didYouMean, ["client": $0]) }]
                .compactMap(\.self).joined(separator: " ")
        case .twice(let model): Words.fill(twice, ["model": model])
        case .changedMeanwhile: changedMeanwhile
        case .usedBy(let assistants): Words.fill(chainInUse, ["names": assistants.joined(separator: ", ")])
        case .nothingToTakeBack: nothingToTakeBack
        case .noSuchVersion(let number): "\(version) \(number)?"
        }
    }
}
