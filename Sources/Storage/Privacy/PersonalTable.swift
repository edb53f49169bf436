/// A table whose rows belong to people, and what becomes of a person's rows when the person goes.
///
/// A new table with an owner is one line in ``all``; a test fails until it is there.
package struct PersonalTable: Sendable, Hashable {
    package enum Fate: Sendable, Hashable {
        /// The rows go, and with them the rows of other tables that hang on them.
        case erased
        /// The rows stay, and say no more of the person than an identifier that leads to nobody any more.
        case kept(because: String)
    }

    package let name: String
    /// The column that says whose a row is.
    package let owner: String
    /// A column that tells one owner's rows apart, and orders them.
    package let key: String
    package let fate: Fate
    /// Columns that are in no export, because they open something.
    package let secrets: Set<String>

    /// What an export calls its rows.
    package var section: String { owner == "subject_id" ? "\(name)_subject" : name }

    private init(_ name: String, owner: String, key: String = "id", _ fate: Fate = .erased, secrets: Set<String> = []) {
        self.name = name
        self.owner = owner
        self.key = key
        self.fate = fate
        self.secrets = secrets
    }

    /// By name.
    package static let all = [
        PersonalTable("ai_usage_logs", owner: "user_id", .kept(because: "accounts must add up")),
        PersonalTable("api_keys", owner: "user_id", secrets: ["hash"]),
        PersonalTable("audit_log", owner: "actor_id", .kept(because: "what was done to accounts stays on record")),
        PersonalTable("audit_log", owner: "subject_id", .kept(because: "what was done to accounts stays on record")),
        PersonalTable(
            "assistant_versions", owner: "created_by", key: "version", .kept(because: "what was changed can be looked up")),
        PersonalTable("chain_versions", owner: "created_by", key: "version", .kept(because: "what was changed can be looked up")),
        PersonalTable("collections", owner: "owner_id"),
        PersonalTable("consents", owner: "owner_id", key: "text_version"),
        conversations,
        PersonalTable("customer_profiles", owner: "user_id", key: "user_id"),
        PersonalTable(
            "erased_owners", owner: "owner_id", key: "owner_id", .kept(because: "for a day, to take away what came late")),
        PersonalTable("model_prices", owner: "entered_by", .kept(because: "what answers were charged by can be looked up")),
        PersonalTable("owner_settings", owner: "owner_id", key: "owner_id"),
        PersonalTable("rentals", owner: "user_id"),
        PersonalTable("sessions", owner: "user_id", secrets: ["cookie_hash"]),
        PersonalTable("spending_limits", owner: "entered_by", .kept(because: "it holds for others")),
        PersonalTable("suggestions", owner: "user_id"),
        PersonalTable("user_identities", owner: "user_id", key: "subject"),
        PersonalTable("users", owner: "id", secrets: ["password_hash"]),
    ]

    /// Deleted in batches, for there may be many; exported as documents.
    static let conversations = PersonalTable("conversations", owner: "user_id")

    package static let erased = all.filter { $0.fate == .erased }

    /// What an export holds as rows: everything that tells of a person.
    package static let exported = all.filter { $0 != conversations && !apart.contains($0.name) }

    /// Of the server, and of a person only in that it says who changed it.
    private static let apart: Set<String> = [
        "assistant_versions", "chain_versions", "erased_owners", "model_prices", "spending_limits",
    ]
}
