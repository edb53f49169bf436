import Accounts
import Chat
import Knowledge
import LanguageModel
import Logging
import Notices
import Storage
import Telemetry
import Usage

/// One setting: the loader, the checks, the environment names and docs/configuration.md all follow from this.
struct SettingDescription: Sendable {
    /// `*` stands for a name that the operator chooses.
    var path: SettingPath
    var type: SettingType
    /// As it would be written in the file; nil when there is none.
    var fallback: String?
    var summary: String

    init(_ path: SettingPath, _ type: SettingType, _ fallback: String? = nil, _ summary: String) {
        self.path = path
        self.type = type
        self.fallback = fallback
        self.summary = summary
    }

    func matches(_ path: SettingPath) -> Bool {
        self.path.keys.count == path.keys.count && zip(self.path.keys, path.keys).allSatisfy { $0 == "*" || $0 == $1 }
    }
}

/// Every setting there is, in the order of the reference.
enum SettingCatalogue {
    static let all: [SettingDescription] = general + knowledge

    private static let general: [SettingDescription] =
        [
            SettingDescription("server.host", .text, "127.0.0.1", "The address to listen on; `0.0.0.0` for every interface."),
            SettingDescription("server.port", .integer(0...65535), "8000", "The port; 0 takes a free one and prints it."),
            SettingDescription(
                "server.allowed_origins", .list, nil,
                "Origins of other sites whose pages may call the API, such as `https://example.com`; `*` for all."),
            SettingDescription(
                "server.trusted_proxies", .list, nil,
                "Addresses or networks, such as `10.0.0.0/8`, whose X-Forwarded-For is believed; proxies on this machine always are."
            ),
            SettingDescription("server.max_body_size", .size, "10MB", "The largest request body; larger ones get 413."),
            SettingDescription("server.request_timeout", .duration, "30s", "How long a request may take to arrive whole."),
            SettingDescription(
                "server.idle_timeout", .duration, "75s", "How long a connection may say nothing before it is closed."),
            SettingDescription("server.grace_period", .duration, "30s", "How long running answers may go on after SIGTERM."),
            SettingDescription("data", .path, "./understudy-data", "The folder of journal, database and keys."),
            SettingDescription("database", .database, "sqlite", "Where records are kept; `sqlite` is a file in `data`."),
            SettingDescription(
                "database_wait", .duration, "30s",
                "How long `understudy serve` waits for a database that does not answer yet; `0s` for not at all."),
            SettingDescription("postgres.pool_size", .integer(1...1000), "8", "The most connections to a PostgreSQL database."),
            SettingDescription("postgres.pool_timeout", .duration, "5s", "How long a call waits for one of them to be free."),
            SettingDescription(
                "postgres.statement_timeout", .duration, "30s", "How long a statement may run; migrations may take longer."),
            SettingDescription(
                "secret_key", .secret, nil,
                "Encrypts stored keys and signs sessions; without one the server makes one and keeps it in `data`."),
            SettingDescription(
                "log.level", .choice(Logger.Level.allCases.map(\.rawValue)), "info", "The least level that is written."),
            SettingDescription(
                "log.format", .choice(LogFormat.allCases.map(\.rawValue)), "text",
                "Readable lines, or one JSON object a line."),
            SettingDescription("log.file", .path, nil, "A file to write to instead of standard error; rotated."),
            SettingDescription("log.max_size", .size, "50MB", "The size at which the log file is set aside."),
            SettingDescription("log.keep", .integer(0...1000), "5", "How many log files set aside are kept."),
            SettingDescription("log.messages", .boolean, "false", "Whether what people and models say may be logged."),
            SettingDescription(
                "providers.*.kind", .choice(ProviderKind.allCases.map(\.rawValue)), nil,
                "The protocol the provider speaks. May be left out when the provider's name is a kind."),
            SettingDescription("providers.*.api_key", .secret, nil, "The provider's key."),
            SettingDescription("providers.*.base_url", .url, nil, "Where the provider lives. Default: the kind's own address."),
            SettingDescription(
                "providers.*.local", .boolean, nil,
                "Whether the provider counts as local where cloud providers are disabled. Default: what its address shows."),
            SettingDescription("models.*.name", .text, nil, "The model's name for people. Default: the model's own."),
            SettingDescription(
                "models.*.context_window", .integer(1...Int.max), nil, "How many tokens fit, prompt and answer together."),
            SettingDescription(
                "models.*.accepts_prefill", .boolean, nil,
                "Whether the model goes on from a conversation that ends with its own words. Default: what is known of the kind."),
            SettingDescription(
                "models.*.structured_output", .boolean, "true",
                "Whether the provider's own mode for structured output is used with the model; otherwise it is asked in words."),
        ] + deadlines(under: ["models", "*", "deadlines"], own: false) + deadlines(under: ["deadlines"], own: true) + prices + [
            SettingDescription(
                "chains.*", .models, nil,
                "Models in the order in which they stand in for one another. Without a chain `default` it is each provider's default model."
            ),
            SettingDescription("assistants.*.name", .text, nil, "The assistant's name for people. Default: its identifier."),
            SettingDescription("assistants.*.chain", .text, "default", "The chain that answers."),
            SettingDescription(
                "assistants.*.model_selection", .choice(Settings.Assistant.ModelSelection.allCases.map(\.rawValue)), "visible",
                "Whether people see models by name and choose among them; `hidden` leaves only the tooltip."),
            SettingDescription("assistants.*.instructions", .text, nil, "The system message."),
            SettingDescription("assistants.*.greeting", .text, nil, "What an empty conversation shows."),
            SettingDescription(
                "assistants.*.catalogue", .path, nil,
                "A JSON or CSV file of items to recommend, taken in when it has changed; see docs/catalogue.md."),
            SettingDescription(
                "assistants.*.knowledge", .list, nil,
                "The collections of documents that it answers from, by name; `*` is all that whoever asks may read."),
            SettingDescription("assistants.*.suggestions", .list, nil, "First questions to choose from."),
            SettingDescription(
                "assistants.*.picture", .text, nil, "An emoji, or one or two letters. Default: the initials of its name."),
            SettingDescription(
                "assistants.*.accent", .choice(Accent.allCases.map(\.rawValue)), nil, "The colour of its pages."),
            SettingDescription(
                "assistants.*.output_schema", .path, nil, "A file with the JSON Schema of its answers."),
            SettingDescription(
                "assistants.*.requests_per_minute", .integer(AssistantLimits.requestsPerMinute), nil,
                "How often each person may ask it."),
            SettingDescription(
                "assistants.*.audience", .choice(Audience.allCases.map(\.rawValue)), "everyone",
                "Who may use it: everyone, those with an account or key, or admins."),
            SettingDescription(
                "conversations.titles", .choice(Settings.Conversations.Titles.allCases.map(\.rawValue)), "model",
                "Who names a conversation that nobody has named: the assistant's chain, asked in the background after the first answer, or its first line."
            ),
            SettingDescription(
                "routing.cloud", .choice(["allowed", "disabled"]), "allowed",
                "Whether providers may be asked that are not local; `disabled` holds for everyone."),
            SettingDescription("routing.breaker.failures", .integer(1...1000), "3", "Failures in a row that take a model out."),
            SettingDescription("routing.breaker.first_cooldown", .duration, "1s", "How long a model is out the first time."),
            SettingDescription("routing.breaker.longest_cooldown", .duration, "30s", "The most to which that doubles."),
            SettingDescription(
                "routing.patience", .duration, "3s", "The longest Retry-After that is waited for on the same model."),
            SettingDescription(
                "routing.longest_outage_wait", .duration, "5m",
                "After this, a model that is out is tried again whatever it asked for."),
            SettingDescription(
                "routing.rescue", .boolean, "true", "Whether an answer that breaks off midway is continued by another model."),
            SettingDescription(
                "accounts.required", .boolean, "false",
                "Whether nobody may use the server without logging in; otherwise the page works for visitors too."),
            SettingDescription("accounts.session_lifetime", .duration, "720h", "How long a login lasts."),
            SettingDescription("accounts.token_lifetime", .duration, "15m", "How long an access token of the API is good."),
            SettingDescription(
                "accounts.oidc.issuer", .url, nil, "An OpenID Connect provider through which people may log in."),
            SettingDescription("accounts.oidc.client_id", .text, "understudy", "What the provider calls this server."),
            SettingDescription("accounts.oidc.client_secret", .secret, nil, "The secret that it gave for that, if any."),
            SettingDescription("accounts.oidc.label", .text, "OpenID", "What the login page calls the provider."),
            SettingDescription(
                "accounts.oidc.role", .choice(UserRole.allCases.map(\.rawValue)), "member",
                "What people become who come from there for the first time."),
        ] + limits + rates + cache + privacy + vectors + webhooks

    private static let limits: [SettingDescription] = [
        SettingDescription(
            "limits.*.requests_per_minute", .integer(LimitValues.requestRange), nil,
            "Requests a minute. The name is `user:`, `key:`, `assistant:` or `role:` and a name; see docs/limits.md."),
        SettingDescription("limits.*.tokens_per_minute", .integer(LimitValues.tokenRange), nil, "Tokens a minute."),
        SettingDescription("limits.*.dollars_per_day", .money, nil, "Dollars a day of the calendar."),
        SettingDescription("limits.*.dollars_per_month", .money, nil, "Dollars a month of the calendar."),
        SettingDescription("budgets.time_zone", .text, "UTC", "Where days and months begin, such as `Europe/Berlin`."),
        SettingDescription(
            "budgets.unpriced", .choice(BudgetPolicy.Unpriced.allCases.map(\.rawValue)), "refuse",
            "What is done about a model without a price, where money is limited."),
        SettingDescription(
            "budgets.max_output_tokens", .integer(1...1_000_000), "4096",
            "The most tokens of an answer where a request does not say, and money or tokens are limited."),
        SettingDescription(
            "budgets.webhook.url", .url, nil, "Where a warning is posted to when four fifths of a budget are spent."),
        SettingDescription("budgets.webhook.secret", .secret, nil, "What signs it, by Standard Webhooks: `whsec_` and Base64."),
        SettingDescription("budgets.webhook.local", .boolean, "false", "Whether it may be on this machine or in its network."),
        SettingDescription("budgets.mail_to", .list, nil, "Who gets the warning by mail."),
        SettingDescription("mail.host", .text, nil, "The server that takes mail."),
        SettingDescription("mail.port", .integer(1...65535), "587", "Its port."),
        SettingDescription(
            "mail.security", .choice(MailServer.Security.allCases.map(\.rawValue)), "starttls",
            "Whether TLS begins after the greeting, at once, or never."),
        SettingDescription("mail.username", .text, nil, "Who logs in there; nobody when it is missing."),
        SettingDescription("mail.password", .secret, nil, "The password."),
        SettingDescription(
            "mail.ca_file", .path, nil, "A file of certificates to trust there, in place of the system's."),
        SettingDescription("mail.from", .text, nil, "The sender's address."),
    ]

    private static let webhooks: [SettingDescription] = [
        SettingDescription(
            "webhooks.allow_local", .boolean, "false",
            "Whether an endpoint of webhooks may be on this machine or in its network, and without TLS."),
        SettingDescription(
            "webhooks.keep", .duration, "720h", "How long it is kept what was sent to endpoints, and what came of it."),
    ]

    private static let privacy: [SettingDescription] =
        [
            SettingDescription(
                "privacy.consent", .choice(ConsentPolicy.Mode.allCases.map(\.rawValue)), "none",
                "Whether people are told on the page what becomes of their words (`notice`), or asked before any are taken (`required`)."
            ),
            SettingDescription(
                "privacy.consent_text", .text, nil, "What they are told, in Markdown; another text is asked about anew."),
            SettingDescription("privacy.consent_file", .path, nil, "A file with that text."),
            SettingDescription("privacy.consent_link", .url, nil, "Where they can read more."),
            SettingDescription(
                "privacy.store", .choice(Settings.Privacy.Store.allCases.map(\.rawValue)), "conversations",
                "Whether conversations are kept in the database, or nothing of them: then they are in memory until nobody uses them."
            ),
            SettingDescription(
                "privacy.temporary_lifetime", .duration, "1h",
                "How long a conversation that nothing is kept of stays in memory when nobody uses it."),
        ] + retention

    private static let retention: [SettingDescription] = RetentionGroup.allCases.map { group in
        SettingDescription(
            SettingPath(["privacy", "retention", group.rawValue]), .duration, nil,
            "How long conversations of \(group.plural) are kept, such as `30d`, from their last use. Default: for good.")
    }

    private static let knowledge: [SettingDescription] = [
        SettingDescription(
            "knowledge.watch.*", .path, nil,
            "A folder whose documents are kept in step with the shared collection of this name; see docs/documents.md."),
        SettingDescription(
            "knowledge.chunks.size", .integer(ChunkSettings.sizes), "1200",
            "How long a passage should be: characters, of which Chinese, Japanese and Korean ones count as two."),
        SettingDescription("knowledge.chunks.overlap", .integer(0...10_000), "150", "What two passages of a section may share."),
        SettingDescription("knowledge.workers", .integer(1...16), "1", "How many documents are read at the same time."),
        SettingDescription("knowledge.max_file_size", .size, "100MB", "The largest document."),
        SettingDescription("knowledge.max_text", .size, "20MB", "The most text of a document."),
        SettingDescription("knowledge.max_pages", .integer(1...1_000_000), "5000", "The most pages of a document."),
        SettingDescription("knowledge.parse_timeout", .duration, "120s", "How long the reading of a document may take."),
        SettingDescription("knowledge.parse_memory", .size, "1GiB", "How much memory it may take."),
        SettingDescription("knowledge.fetch_timeout", .duration, "60s", "How long the fetching of a document may take."),
        SettingDescription(
            "knowledge.inside_hosts", .list, nil,
            "Hosts inside your own network from which documents may be fetched; all others must be on the internet."),
    ]

    private static let prices: [SettingDescription] = [
        (TokenClass.input, "Prompt tokens."),
        (.cachedInput, "Prompt tokens read from the provider's cache."),
        (.cacheWrite, "Prompt tokens written to the provider's cache."),
        (.output, "Tokens of the answer."),
        (.reasoning, "Tokens spent on thinking; most providers charge them like the answer's."),
        (.audioInput, "Prompt tokens of sound."),
        (.audioOutput, "Tokens of the answer that are sound."),
    ].map { tokens, summary in
        SettingDescription(
            SettingPath(["prices", "*", tokens.rawValue]), .price, nil,
            "\(summary) Dollars a million. Without it the cost of answers with such tokens is unknown.")
    }

    private static func deadlines(under parent: [String], own: Bool) -> [SettingDescription] {
        [
            ("connect", "5s", "To a connection."),
            ("first_content", "10s", "To the first content, while another model waits in the wings."),
            ("last_first_content", "60s", "To the first content of a chain's last model."),
            ("idle", "10s", "Between two pieces of content."),
            ("total", "10m", "For a whole answer."),
        ].map { key, fallback, summary in
            SettingDescription(
                SettingPath(parent + [key]), .duration, own ? fallback : nil,
                own ? summary : "\(summary) Default: `deadlines.\(key)`.")
        }
    }

    static func description(of path: SettingPath) -> SettingDescription? {
        all.first { $0.matches(path) }
    }

    /// The keys that may stand below `path`; nil when nothing may, an element `*` when any name may.
    static func keys(below path: SettingPath) -> [String]? {
        var found: [String] = []
        for setting in all where setting.path.keys.count > path.keys.count {
            let head = SettingPath(Array(setting.path.keys.prefix(path.keys.count)))
            guard zip(head.keys, path.keys).allSatisfy({ $0 == "*" || $0 == $1 }) else { continue }
            let next = setting.path.keys[path.keys.count]
            if !found.contains(next) { found.append(next) }
        }
        return found.isEmpty ? nil : found
    }
}

extension RetentionGroup {
    fileprivate var plural: String {
        switch self {
        case .visitor: "visitors who have not logged in"
        case .member, .viewer, .admin: "people with the role `\(rawValue)`"
        }
    }
}
