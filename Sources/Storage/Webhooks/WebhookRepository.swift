package import LanguageModel

/// The table `webhook_endpoints`; secrets are sealed.
package struct WebhookRepository: Sendable {
    package let database: any Database
    private let box: SecretBox
    private let time: any TimeSource

    package init(database: any Database, box: SecretBox, time: any TimeSource) {
        self.database = database
        self.box = box
        self.time = time
    }

    package func create(_ draft: WebhookDraft, id: String, secret: Secret) async throws -> WebhookEndpoint {
        let now = Timestamp(seconds: time.wallClock).description
        let sealed = try box.seal(secret, of: id)
        let events = try WebhookRows.json(draft.events)
        return try await database.write { session in
            try session.execute(
                """
                INSERT INTO webhook_endpoints (id, url, description, events, secret, allows_local, enabled, disabled_reason,
                    created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(id), .text(draft.url), .text(draft.description), .text(events), .text(sealed), .bool(draft.allowsLocal),
                    .bool(draft.isEnabled), SQLValue(draft.isEnabled ? nil : WebhookEndpoint.Disabled.byAdmin.rawValue),
                    .text(now), .text(now),
                ])
            return try Self.found(id, session)
        }
    }

    /// In the order in which they came.
    package func list() async throws -> [WebhookEndpoint] {
        try await database.read { session in
            try session.query("SELECT * FROM webhook_endpoints ORDER BY created_at, id").map(WebhookRows.endpoint)
        }
    }

    /// - Throws: ``StorageError/notFound``.
    package func endpoint(_ id: String) async throws -> WebhookEndpoint {
        try await database.read { try Self.found(id, $0) }
    }

    /// Changes what an admin says of it. Enabled anew, it has not failed yet, and what waited for it goes on.
    /// - Throws: ``StorageError/notFound``.
    package func change(_ id: String, to draft: WebhookDraft) async throws -> WebhookEndpoint {
        let now = Timestamp(seconds: time.wallClock).description
        let events = try WebhookRows.json(draft.events)
        return try await database.write { session in
            let before = try Self.found(id, session)
            let reason = draft.isEnabled ? nil : before.disabled ?? .byAdmin
            try session.execute(
                """
                UPDATE webhook_endpoints SET url = ?, description = ?, events = ?, allows_local = ?, enabled = ?,
                    disabled_reason = ?, updated_at = ? WHERE id = ?
                """,
                [
                    .text(draft.url), .text(draft.description), .text(events), .bool(draft.allowsLocal), .bool(draft.isEnabled),
                    SQLValue(reason?.rawValue), .text(now), .text(id),
                ])
            if draft.isEnabled, !before.isEnabled {
                try session.execute("UPDATE webhook_endpoints SET first_failed_at = NULL WHERE id = ?", [.text(id)])
            }
            return try Self.found(id, session)
        }
    }

    /// With all that was to be delivered there.
    /// - Throws: ``StorageError/notFound``.
    package func delete(_ id: String) async throws {
        try await database.write { session in
            guard try session.execute("DELETE FROM webhook_endpoints WHERE id = ?", [.text(id)]) > 0 else {
                throw StorageError.notFound
            }
        }
    }

    /// Gives it another secret; the one of before signs as well until `until` (seconds since 1970).
    /// - Throws: ``StorageError/notFound``.
    package func rotate(_ id: String, to secret: Secret, previousUntil until: Double) async throws -> WebhookEndpoint {
        let now = Timestamp(seconds: time.wallClock).description
        let sealed = try box.seal(secret, of: id)
        return try await database.write { session in
            try session.execute(
                """
                UPDATE webhook_endpoints SET previous_secret = secret, previous_ends_at = ?, secret = ?, updated_at = ?
                WHERE id = ?
                """, [.text(Timestamp(seconds: until).description), .text(sealed), .text(now), .text(id)])
            return try Self.found(id, session)
        }
    }

    /// What signs now: the secret, and the one of before while that holds.
    /// - Throws: ``StorageError/notFound``, ``StorageError/sealedSecret(_:)``.
    package func secrets(of id: String) async throws -> [Secret] {
        let now = time.wallClock
        let sealed = try await database.read { session -> [String] in
            let row = try session.query(
                "SELECT secret, previous_secret, previous_ends_at FROM webhook_endpoints WHERE id = ?", [.text(id)]
            ).first
            guard let row else { throw StorageError.notFound }
            let holds = WebhookRows.moment(row, "previous_ends_at").map { $0 > now } ?? false
            return [try row.text("secret")] + (holds ? [row["previous_secret"].text].compactMap(\.self) : [])
        }
        return try sealed.map { try box.open($0, of: id) }
    }

    private static func found(_ id: String, _ session: any SQLSession) throws -> WebhookEndpoint {
        let row = try session.query("SELECT * FROM webhook_endpoints WHERE id = ?", [.text(id)]).first
        guard let endpoint = try row.map(WebhookRows.endpoint) else { throw StorageError.notFound }
        return endpoint
    }
}
