import Accounts
import App
import ArgumentParser
import Foundation
import Knowledge
import LanguageModel
import Storage

/// `understudy key …`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, list and revoke keys for the API.",
        subcommands: [KeyCreate.self, KeyList.self, KeyRevoke.self])
}

struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key; it is shown this once.",
        discussion: """
            With --public it is one for the chat on other sites' pages: it may only ask, and counts only in pages of the origins that
            are given.
            """)

    private struct Created: Encodable {
        var id: String
        var name: String
        var key: String
        /// Only of a public one.
        var origins: [String]?
    }

    @Option(help: "What the key is for.")
    var name: String
    @Option(
        name: .customLong("scopes"),
        help: "What it may do, with commas between: chat, models, embeddings, read, admin. All but admin when left out.")
    var scopeNames: String?
    @Option(help: "When it ends: after so long (90d, 12h) or at a moment (2027-01-31T00:00:00Z). Never when left out.")
    var expires: String?
    @Option(help: "Whose it is, by username or e-mail address; it can do what its owner can, and no more.")
    var user: String?
    @Option(
        name: [.customLong("limit"), .customLong("requests-per-minute")], help: "How many requests it may make in a minute.")
    var limit: Int?
    @Flag(name: .customLong("public"), help: "Make one that stands in the pages of other sites.")
    var isPublic = false
    @Option(name: .customLong("origin"), help: "With --public: a site, such as https://shop.example; may be repeated.")
    var origins: [String] = []
    @Option(help: "With --public: who answers, by identifier. Whoever is first when left out.")
    var assistant: String?
    @Option(
        name: .customLong("collection"),
        help:
            "With --public: what it may ask of, by name or identifier; may be repeated. All that everybody may read when left out."
    )
    var collections: [String] = []
    @Option(help: "With --public: how many requests each visitor may make in a minute; 20 when left out.")
    var visitorRequestsPerMinute: Int?

    @OptionGroup var options: AccountOptions

    func validate() throws {
        if isPublic, scopeNames != nil { throw ValidationError("--public goes without --scopes: a public key may only ask") }
        if isPublic, origins.isEmpty { throw ValidationError("--public needs --origin, such as --origin https://shop.example") }
        let takesPublic = !origins.isEmpty || assistant != nil || !collections.isEmpty || visitorRequestsPerMinute != nil
        if !isPublic, takesPublic {
            throw ValidationError("--origin, --assistant, --collection and --visitor-requests-per-minute go with --public")
        }
    }

    func run() async throws {
        if isPublic { return try await makePublic() }
        let scopes = try scopeNames.map(Self.scopes)
        let now = SystemTime().wallClock
        let expiresAt = try expires.map { try Self.moment($0, after: now) }
        let (key, plain) = try await options.withAccounts { accounts in
            let owner = try await user.asyncMap { try await accounts.users.user(named: $0) }
            return try await accounts.keys.create(
                name: name, userID: owner?.id, scopes: scopes, granted: owner?.role.scopes ?? Set(Scope.allCases),
                expiresAt: expiresAt, now: now, requestsPerMinute: limit, visit: options.visit)
        }
        if options.json {
            try printJSON(Created(id: key.id, name: key.name, key: plain.reveal))
        } else {
            print(plain.reveal)
            print("Keep it now: it cannot be shown again. Its id is \(key.id).")
        }
    }

    private func makePublic() async throws {
        let now = SystemTime().wallClock
        let expiresAt = try expires.map { try Self.moment($0, after: now) }
        let settings = try options.store.settings()
        let key = try await options.withAccounts { accounts, database in
            let owner = try await user.asyncMap { try await accounts.users.user(named: $0) }
            if let assistant, settings.assistant(assistant) == nil {
                let stored = try await AssistantRepository(database: database, time: SystemTime()).list()
                guard stored.contains(where: { $0.id == assistant && !$0.isDeleted }) else {
                    throw ValidationError("there is no assistant \(assistant)")
                }
            }
            let shelf = CollectionRepository(database: database, time: SystemTime(), makeID: { UUID().uuidString.lowercased() })
            var terms = PublicKeyTerms(origins: origins, assistantID: assistant)
            if !collections.isEmpty { terms.collectionIDs = try await shelf.open(named: collections).map(\.id) }
            if let visitorRequestsPerMinute { terms.visitorRequestsPerMinute = visitorRequestsPerMinute }
            return try await accounts.keys.createPublic(
                name: name, terms: terms, userID: owner?.id, expiresAt: expiresAt, now: now, requestsPerMinute: limit,
                visit: options.visit)
        }
        let plain = key.publicTerms?.key ?? ""
        if options.json {
            try printJSON(Created(id: key.id, name: key.name, key: plain, origins: key.publicTerms?.origins))
        } else {
            print(plain)
            print(
                "Put this into the site's pages, with this server's address; docs/widget.md says more. The key's id is \(key.id)."
            )
            print("<script src=\"https://THIS-SERVER/widget.js\" data-key=\"\(plain)\" async></script>")
        }
    }

    private static func scopes(_ names: String) throws -> Set<Scope> {
        Set(
            try names.split(separator: ",").map { name in
                guard let scope = Scope(rawValue: name.trimmingCharacters(in: .whitespaces)) else {
                    let hint = nearest(to: String(name), in: Scope.allCases.map(\.rawValue)).map { "; did you mean \($0)?" } ?? ""
                    throw ValidationError("there is no scope \(name)\(hint)")
                }
                return scope
            })
    }

    private static func moment(_ text: String, after now: Double) throws -> Double {
        let units: [Character: Double] = ["d": 86_400, "h": 3600, "m": 60]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), count > 0 {
            return now + Double(count) * unit
        }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw ValidationError("--expires takes 90d, 12h, 30m or a moment such as 2027-01-31T00:00:00Z")
        }
        return date.timeIntervalSince1970
    }
}

extension Optional {
    fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all keys.")

    @OptionGroup var options: AccountOptions

    func run() async throws {
        let keys = try await options.withAccounts { try await $0.keys.list(userID: nil) }
        if options.json { return try printJSON(keys) }
        if keys.isEmpty { print("No keys yet: understudy key create --name NAME") }
        for key in keys {
            let created = Timestamp(seconds: key.createdAt).description.prefix(16)
            let used = key.lastUsedAt.map { "last used \(Timestamp(seconds: $0).description.prefix(16))" } ?? "never used"
            let isOver = key.expiresAt.map { $0 <= SystemTime().wallClock } ?? false
            let state = key.revokedAt != nil ? "revoked" : isOver ? "expired" : used
            let scopes = key.scopes?.joined(separator: ",") ?? "plain"
            let shown = key.publicTerms?.key ?? "\(key.prefix)…"
            let what = key.publicTerms.map { "public \($0.origins.joined(separator: ","))" } ?? scopes
            print("\(key.id)  \(shown)  \(created)  \(state)  \(what)  \(key.name)")
        }
    }
}

struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a key at once.")

    private struct Revoked: Encodable {
        var id: String
        var revoked = true
    }

    @Argument(help: "The key's id, as `key list` shows it.")
    var id: String

    @OptionGroup var options: AccountOptions

    func run() async throws {
        try await options.withAccounts { accounts in
            do {
                try await accounts.keys.revoke(id, userID: nil, visit: options.visit)
            } catch AccountError.notFound {
                throw ValidationError("there is no key \(id)")
            }
        }
        if options.json { try printJSON(Revoked(id: id)) } else { print("Revoked \(id).") }
    }
}
