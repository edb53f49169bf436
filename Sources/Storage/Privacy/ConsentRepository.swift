package import LanguageModel

/// That somebody agreed to a text.
package struct Consent: Sendable, Hashable {
    /// Which text, by its hash.
    package var version: String
    /// Seconds since 1970.
    package var givenAt: Double
    package var withdrawnAt: Double?
}

/// The table `consents`.
package struct ConsentRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// The owner's consent to that text, withdrawn or not; nil when they never agreed to it.
    package func consent(of owner: String, to version: String) async throws -> Consent? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM consents WHERE owner_id = ? AND text_version = ?", [.text(owner), .text(version)]
            ).first.map { row in
                Consent(
                    version: version, givenAt: try row.moment("given_at"),
                    withdrawnAt: row["withdrawn_at"].text.flatMap { Timestamp($0)?.seconds })
            }
        }
    }

    /// Agreeing again to what was withdrawn counts from now.
    package func give(_ version: String, owner: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO consents (owner_id, text_version, given_at) VALUES (?, ?, ?)
                ON CONFLICT (owner_id, text_version) DO UPDATE SET withdrawn_at = NULL,
                    given_at = CASE WHEN consents.withdrawn_at IS NULL THEN consents.given_at ELSE excluded.given_at END
                """, [.text(owner), .text(version), .text(now)])
        }
    }

    /// Withdraws all that the owner has agreed to.
    package func withdraw(owner: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                "UPDATE consents SET withdrawn_at = ? WHERE owner_id = ? AND withdrawn_at IS NULL", [.text(now), .text(owner)])
        }
    }

    /// Gives what a visitor agreed to over to the account that they have logged in to, where that has said nothing itself.
    package func adopt(from visitor: String, owner: String) async throws {
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO consents (owner_id, text_version, given_at, withdrawn_at)
                SELECT ?, text_version, given_at, withdrawn_at FROM consents WHERE owner_id = ? AND withdrawn_at IS NULL
                ON CONFLICT (owner_id, text_version) DO NOTHING
                """, [.text(owner), .text(visitor)])
            try session.execute("DELETE FROM consents WHERE owner_id = ?", [.text(visitor)])
        }
    }
}
