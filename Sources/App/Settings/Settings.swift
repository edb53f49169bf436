package import Accounts
package import Chat
package import Foundation
package import Knowledge
package import LanguageModel
package import Logging
package import Notices
package import Telemetry
package import Usage
package import Web

/// Everything an operator can choose, checked and complete: a value of this type names no unknown provider, chain or
/// model, and nothing in it needs another look at the environment.
package struct Settings: Sendable, Hashable {
    package var server: Server
    /// The folder of journal, database and keys.
    package var data: String
    package var database: Database
    /// How long the server waits for it at its start.
    package var databaseWait: Duration
    package var postgres: Postgres
    /// Encrypts stored keys and signs sessions; nil means that the server makes one and keeps it in ``data``.
    package var secretKey: Secret?
    package var log: Log
    /// In the order of the configuration. `builtin` is not in it unless configured, and always there to be named.
    package var providers: [Provider]
    /// What is configured about single models; ``model(_:)`` completes it.
    package var models: [Model]
    /// What models' tokens cost, as the configuration has it.
    package var prices: [ModelIdentifier: TokenPrices]
    /// What holds for models that say nothing else.
    package var deadlines: Deadlines
    /// Never empty, and `default` is among them.
    package var chains: [Chain]
    /// True when nobody wrote the chain `default` and it was put together from the providers: whoever composes the
    /// server may then add models that a provider lists, such as those of a local Ollama.
    package var defaultChainIsDerived: Bool
    /// Never empty; the first one is what the page opens with.
    package var assistants: [Assistant]
    package var conversations: Conversations
    package var knowledge: Knowledge
    package var routing: Routing
    package var accounts: Accounts
    /// What the configuration limits; admins may enter more.
    package var limits: [LimitRule]
    package var budgets: Budgets
    /// How many requests a minute each may make.
    package var rates: RequestRates
    package var cache: AnswerCache.Policy
    package var privacy: Privacy
    package var vectors: Vectors
    package var webhooks: Webhooks

    package struct Webhooks: Sendable, Hashable {
        /// Whether an endpoint may be on this machine or in its network.
        package var allowsLocal: Bool
        /// How long it is kept what was sent.
        package var keep: Duration
    }

    package struct Server: Sendable, Hashable {
        package var host: String
        /// 0 takes any free port.
        package var port: Int
        /// Origins of other sites whose pages may call the API; `*` alone is all of them.
        package var allowedOrigins: [String]
        /// Whose word is taken for where a request came from.
        package var trustedProxies: TrustedProxies
        /// Bytes.
        package var maxBodySize: Int
        /// How long a request may take to arrive whole.
        package var requestTimeout: Duration
        /// How long a connection may say nothing.
        package var idleTimeout: Duration
        /// How long running answers may go on after SIGTERM.
        package var gracePeriod: Duration
    }

    package enum Database: Sendable, Hashable {
        /// One file in ``Settings/data``.
        case sqlite
        /// A `postgres://` address; secret because it holds a password.
        case postgres(Secret)
    }

    /// How a PostgreSQL database is used.
    package struct Postgres: Sendable, Hashable {
        /// The most connections.
        package var poolSize: Int
        /// How long a call waits for one of them.
        package var poolTimeout: Duration
        package var statementTimeout: Duration
    }

    package struct Log: Sendable, Hashable {
        package var level: Logger.Level
        package var format: LogFormat
        /// nil is standard error.
        package var file: String?
        /// Bytes.
        package var maxSize: Int
        package var keep: Int
        /// Whether what people and models say may be logged.
        package var messages: Bool
    }

    package struct Provider: Sendable, Hashable {
        /// The first half of its models' identifiers.
        package var name: String
        package var kind: ProviderKind
        package var apiKey: Secret?
        /// Without a slash at the end; nil only for ``ProviderKind/builtin``.
        package var baseURL: String?
        /// Whether the operator says that it is on this machine or in its network; nil leaves it to the address.
        package var isLocal: Bool?
    }

    package struct Model: Sendable, Hashable {
        package var id: ModelIdentifier
        /// The name for people.
        package var name: String
        /// Tokens; nil when unknown.
        package var contextWindow: Int?
        /// Overrides what the provider is known to do; nil leaves it to the provider.
        package var acceptsPrefill: Bool?
        /// Whether the provider's own mode for structured output is used.
        package var structuredOutput = true
        package var deadlines: Deadlines
    }

    package struct Deadlines: Sendable, Hashable {
        package var connect: Duration
        /// To the first content, while another model waits in the wings.
        package var firstContent: Duration
        /// To the first content of the last model of a chain.
        package var lastFirstContent: Duration
        /// Between two pieces of content.
        package var idle: Duration
        /// For a whole answer.
        package var total: Duration
    }

    package struct Chain: Sendable, Hashable {
        package var name: String
        /// Never empty, no model twice.
        package var models: [ModelIdentifier]
    }

    package struct Assistant: Sendable, Hashable {
        package enum ModelSelection: String, Sendable, Hashable, CaseIterable {
            /// People see who answered only when they ask.
            case hidden
            case visible
        }

        package var id: String
        package var name: String
        package var chain: String
        package var modelSelection: ModelSelection
        /// The system message.
        package var instructions: String?
        package var greeting: String?
        package var suggestions: [String]
        /// The file of items to recommend from.
        package var catalogue: String?
        /// The collections of documents that it answers from, by identifier or name.
        package var knowledge: [String]?
        /// An emoji or letters.
        package var picture: String?
        package var accent: Accent?
        /// The file with the JSON Schema of its answers.
        package var outputSchema: String?
        package var requestsPerMinute: Int?
        package var audience = Audience.everyone
    }

    package struct Conversations: Sendable, Hashable {
        package enum Titles: String, Sendable, Hashable, CaseIterable {
            /// A model is asked in the background after the first answer.
            case model
            case firstLine = "first_line"
        }

        package var titles: Titles
    }

    /// How documents are taken in.
    package struct Knowledge: Sendable, Hashable {
        package struct Watch: Sendable, Hashable {
            /// A collection's name.
            package var collection: String
            package var path: String
        }

        package var watches: [Watch]
        package var chunks: ChunkSettings
        /// How many documents are read at the same time.
        package var workers: Int
        /// Bytes, as are those that follow.
        package var maxFileSize: Int
        package var maxText: Int
        package var maxPages: Int
        package var parseTimeout: Duration
        package var parseMemory: Int
        package var fetchTimeout: Duration
        /// In small letters.
        package var insideHosts: [String]
    }

    package struct Accounts: Sendable, Hashable {
        /// Whether nobody may use the server without logging in.
        package var isRequired: Bool
        /// How long a login lasts.
        package var sessionLifetime: Duration
        /// How long an access token is good.
        package var tokenLifetime: Duration
        /// Who else vouches for people.
        package var openID: OpenIDProvider?
    }

    package struct Budgets: Sendable, Hashable {
        package var timeZone: TimeZone
        package var unpriced: BudgetPolicy.Unpriced
        package var maxOutputTokens: Int
        /// Who is told of budgets that are nearly spent.
        package var webhook: Webhook?
        package var mailServer: MailServer?
        package var mailTo: [String]
    }

    package struct Privacy: Sendable, Hashable {
        package enum Store: String, Sendable, Hashable, CaseIterable {
            case conversations
            /// Nothing of what people say or are answered.
            case none
        }

        package var consent: ConsentPolicy
        package var store: Store
        /// How long what is not kept stays in memory unused.
        package var temporaryLifetime: Duration
        package var retention: RetentionPolicy
    }

    package struct Routing: Sendable, Hashable {
        package struct Breaker: Sendable, Hashable {
            /// Failures in a row that open it.
            package var failures: Int
            package var firstCooldown: Duration
            package var longestCooldown: Duration
        }

        package var breaker: Breaker
        /// The longest Retry-After that is waited for instead of moving on.
        package var patience: Duration
        /// After this, a model that is out is probed whatever it asked for.
        package var longestOutageWait: Duration
        /// Whether a stream that breaks off after content is continued by another model.
        package var rescue: Bool
        /// How far requests may travel, for everyone.
        package var reach: Reach
    }
}

extension Settings {
    /// What is known of `id`, configured or not. An unconfigured model's name for people is its own.
    package func model(_ id: ModelIdentifier) -> Model {
        models.first { $0.id == id } ?? Model(id: id, name: id.model, deadlines: deadlines)
    }

    package func chain(named name: String) -> Chain? {
        chains.first { $0.name == name }
    }

    package func assistant(_ id: String) -> Assistant? {
        assistants.first { $0.id == id }
    }
}
