import Accounts
import Chat
import Hummingbird

/// The pages under `/admin`. None of them is reached but through the ``AdminGate``; one line a page.
struct AdminRoutes: Sendable {
    private let parts: WebParts

    init(_ parts: WebParts) {
        self.parts = parts
    }

    func add(to group: RouterGroup<WebContext>) {
        let siteName = parts.siteName
        let users = parts.accounts.users
        let admin = group.add(middleware: SameOriginMiddleware()).add(middleware: AdminGate(siteName: siteName))
        admin.get { _, _ in Response(status: .found, headers: [.location: AdminPage.people.path, .cacheControl: "no-store"]) }
        PeoplePageRoutes(users: users, siteName: siteName).add(to: admin)
        KeyPageRoutes(
            keys: parts.accounts.keys, users: users, terms: PublicTermsReader(parts), time: parts.time, siteName: siteName
        ).add(to: admin)
        ClientPageRoutes(clients: parts.clients, siteName: siteName).add(to: admin)
        ChainPageRoutes(chains: parts.chains, clients: parts.clients, siteName: siteName).add(to: admin)
        AssistantAdminRoutes(parts).add(to: admin.group("assistants"))
        if let adviser = parts.desk.adviser {
            CatalogueAdminRoutes(
                editor: CatalogueEditor(shelf: adviser.shelf, audit: parts.accounts.audit), directory: parts.assistants,
                siteName: siteName
            ).add(to: admin)
        }
        if let evaluations = parts.evaluations {
            EvaluationPageRoutes(
                editor: EvaluationEditor(desk: evaluations, audit: parts.accounts.audit), directory: parts.assistants,
                siteName: siteName
            ).add(to: admin)
        }
        LimitPageRoutes(parts).add(to: admin)
        if let webhooks = parts.webhooks {
            WebhookPageRoutes(
                editor: WebhookEditor(desk: webhooks, audit: parts.accounts.audit), time: parts.time, siteName: siteName
            ).add(to: admin.group("webhooks"))
        }
        PricePageRoutes(parts).add(to: admin)
        if let cache = parts.cache { CachePageRoutes(cache: cache, audit: parts.accounts.audit).add(to: admin) }
        AuditPageRoutes(audit: parts.accounts.audit, users: users, siteName: siteName).add(to: admin)
    }
}
