package import LanguageModel
package import Storage

/// What is put on record: what was done to accounts, and what admins changed.
package enum AuditEvent: String, Sendable, Hashable, Codable, CaseIterable {
    case loginSucceeded = "login.succeeded"
    case loginFailed = "login.failed"
    case loggedOut = "logout"
    case refreshReused = "refresh.reused"
    case userCreated = "user.created"
    case userChanged = "user.changed"
    case roleChanged = "user.role_changed"
    case userDisabled = "user.disabled"
    case userEnabled = "user.enabled"
    case passwordChanged = "password.changed"
    case passwordReset = "password.reset"
    case keyCreated = "key.created"
    case keyRevoked = "key.revoked"
    case sessionsEnded = "sessions.ended"
    case clientConnected = "client.connected"
    case clientKeyChanged = "client.key_changed"
    case clientRemoved = "client.removed"
    case chainChanged = "chain.changed"
    case chainTakenBack = "chain.taken_back"
    case breakerReset = "breaker.reset"
    // Written by the repository that changes them.
    case assistantCreated = "assistant.created"
    case assistantChanged = "assistant.changed"
    case assistantDeleted = "assistant.deleted"
    case assistantRestored = "assistant.restored"
    case limitEntered = "limit.entered"
    case limitChanged = "limit.changed"
    case limitRemoved = "limit.removed"
    case itemSaved = "catalogue.item_saved"
    case itemDeleted = "catalogue.item_deleted"
    case catalogueImported = "catalogue.imported"
    case evaluationCreated = "evaluation.created"
    case evaluationDeleted = "evaluation.deleted"
    case evaluationStarted = "evaluation.started"
    case priceEntered = "price.entered"
    case cacheCleared = "cache.cleared"
    case documentAccepted = "document.accepted"
    case userDeleted = "user.deleted"
    case dataExported = "data.exported"
    case dataPurged = "data.purged"
    case webhookCreated = "webhook.created"
    case webhookChanged = "webhook.changed"
    case webhookDeleted = "webhook.deleted"
    case webhookRotated = "webhook.secret_rotated"
    case webhookReplayed = "webhook.replayed"
    // Written by the repository that disables them.
    case webhookDisabled = "webhook.disabled"
}

package struct AuditEntry: Sendable, Hashable {
    package var id: Int
    /// Seconds since 1970.
    package var createdAt: Double
    /// ``AuditEvent``, or one of another version.
    package var event: String
    package var actorID: String?
    /// The user, key, provider, chain or model that it was done to.
    package var subjectID: String?
    package var detail: String?
    package var address: String?
    package var requestID: String?
}

/// The table `audit_log`, which is only ever added to.
package struct AuditLog: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// - Parameter detail: in few words; never a password, token or key.
    package func note(_ event: AuditEvent, visit: Visit, subject: String? = nil, detail: String? = nil) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try AuditRow(
                event: event.rawValue, actorID: visit.actorID, subjectID: subject, detail: detail, address: visit.address,
                requestID: visit.requestID
            ).insert(in: session, now: now)
        }
    }

    /// Newest first.
    /// - Parameters:
    ///   - before: an entry's number; only those before it.
    ///   - who: a user's or key's id; only what they did, or was done to them.
    ///   - since: seconds since 1970, as is `until`; only what was done from the one on and before the other.
    package func list(
        before: Int? = nil, event: String? = nil, who: String? = nil, since: Double? = nil, until: Double? = nil, limit: Int
    ) async throws -> [AuditEntry] {
        var conditions = "id < ?"
        var arguments: [SQLValue] = [.integer(before ?? Int.max)]
        func narrow(_ condition: String, _ values: SQLValue...) {
            conditions += " AND \(condition)"
            arguments += values
        }
        if let event { narrow("event = ?", .text(event)) }
        if let who { narrow("(actor_id = ? OR subject_id = ?)", .text(who), .text(who)) }
        if let since { narrow("created_at >= ?", .text(Timestamp(seconds: since).description)) }
        if let until { narrow("created_at < ?", .text(Timestamp(seconds: until).description)) }
        arguments.append(.integer(max(0, limit)))
        let (statement, values) = ("SELECT * FROM audit_log WHERE \(conditions) ORDER BY id DESC LIMIT ?", arguments)
        return try await database.read { session in
            try session.query(statement, values).map { row in
                AuditEntry(
                    id: try row.integer("id"), createdAt: try row.moment("created_at"), event: try row.text("event"),
                    actorID: row["actor_id"].text, subjectID: row["subject_id"].text, detail: row["detail"].text,
                    address: row["address"].text, requestID: row["request_id"].text)
            }
        }
    }
}
