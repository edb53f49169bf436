package import LanguageModel

/// The table `chain_outages`: which chains are out, as whichever server noticed it.
package struct ChainOutageRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// The names of those that are out.
    package func chains() async throws -> Set<String> {
        try await database.read { session in
            Set(try session.query("SELECT chain FROM chain_outages").map { try $0.text("chain") })
        }
    }

    /// Notes that a chain is out or back, and keeps `event` with it; does nothing when that is known already.
    package func note(_ chain: String, isOut: Bool, telling event: WebhookEvent) async throws {
        let now = time.wallClock
        try await database.write { session in
            let changed =
                if isOut {
                    try session.execute(
                        "INSERT INTO chain_outages (chain, began_at) VALUES (?, ?) ON CONFLICT (chain) DO NOTHING",
                        [.text(chain), .text(Timestamp(seconds: event.happenedAt).description)])
                } else {
                    try session.execute("DELETE FROM chain_outages WHERE chain = ?", [.text(chain)])
                }
            if changed > 0 { try WebhookOutbox.write(event, at: now, in: session) }
        }
    }
}
