import Accounts
import Chat
import HTTPTypes
package import Hummingbird
import LanguageModel
import NIOCore
import Storage

/// `/settings`: the page on which people choose for themselves, and the forms on it.
package struct SettingsPageRoutes: Sendable {
    private let parts: WebParts

    package init(_ parts: WebParts) {
        self.parts = parts
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get("settings", use: show)
        group.group("settings").add(middleware: SameOriginMiddleware()).post(use: change)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let owner = context.principal?.owner
        let own = try await owner.asyncMap { try await parts.settings.settings(of: $0) }
        let models = parts.choices.models(for: owner)
        let offered = parts.assistants.all(for: context.standing).contains { parts.choices.areOffered(by: $0) }
        var page = SettingsPage(
            language: PageRoutes.language(of: request), assistantName: parts.siteName,
            models: offered ? models.map(ModelSelector.Option.init) : [], defaultModel: own?.defaultModel?.description,
            cloudDisabled: parts.choices.reach(of: owner) == .localOnly, isSetByServer: parts.settings.rules.server == .localOnly,
            hasLocalModel: models.contains(where: \.isLocal),
            saved: request.uri.queryParameters.get("saved").flatMap { .init(rawValue: $0) })
        page.privacy = try await parts.privacy(of: context.principal)
        page.privacy?.done = request.uri.queryParameters.get("privacy").flatMap { .init(rawValue: $0) }
        return PageRoutes.withSession(PageRoutes.html(SettingsPageView(page: page).render()), request, context)
    }

    private struct Form: Decodable {
        var change: String
        var model: String?
        var disabled: String?
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        let owner = try context.caller(maying: .chat).owner
        var request = request
        let form: Form = try await request.decodeForm()
        switch SettingsPage.Saved(rawValue: form.change) {
        case .cloud where parts.settings.rules.server == .anywhere:
            try await parts.settings.setCloudDisabled(form.disabled != "false", of: owner)
        case .model:
            // A default that cannot be chosen now is shown, not sent, and stays.
            if let name = form.model {
                let model = name.isEmpty ? nil : try parts.choices.check(name, assistant: nil, owner: owner)
                try await parts.settings.setDefaultModel(model, of: owner)
            }
        case .reset:
            try await parts.settings.reset(owner)
        case .cloud, nil:
            throw APIError.invalid("change", "is nothing that can be changed here")
        }
        return Response(status: .seeOther, headers: [.location: "/settings?saved=\(form.change)"])
    }
}
