/// The pages of the admin area, in the order of its nav. Adding one is a case, its name, and its routes.
enum AdminPage: String, CaseIterable, Sendable {
    case people
    case keys
    case clients
    case chains
    case assistants
    case catalogue
    case evaluations
    case prices
    case limits
    case webhooks
    case usage
    case audit

    /// Usage is for everybody, who see their own.
    var path: String { self == .usage ? "/usage" : "/admin/\(rawValue)" }

    func title(in language: PageLanguage) -> String {
        switch self {
        case .people: language.adminWords.people
        case .keys: language.adminWords.keys
        case .clients: language.stageWords.clients
        case .chains: language.stageWords.chains
        case .assistants: language.assistantAdminWords.title
        case .catalogue: language.catalogueWords.title
        case .evaluations: language.evaluationWords.title
        case .prices: language.usageWords.prices
        case .limits: language.limitWords.title
        case .webhooks: language.webhookWords.title
        case .usage: language.usageWords.title
        case .audit: language.adminWords.audit
        }
    }
}
