import LanguageModel
import Storage

/// Where a feed is in the order of changes, as the database has it, and the word of one process that it tells at the moment.
struct FeedPlace: Sendable {
    struct State: Sendable, Hashable {
        /// The last change that was told; 0 for none.
        var seq: Int
        /// While it begins with the passages that are there: the last of them that was told.
        var toldUntil: Int64?
        /// Changes behind `seq` that are kept no longer.
        var isBehind: Bool
        /// How many changes there are behind `seq`.
        var pending: Int
        /// Whether nobody has written for an hour that this feed is at work.
        var isUnseen: Bool

        var hasWork: Bool { isBehind || toldUntil != nil || pending > 0 }
    }

    let database: any Database
    let name: String
    /// One for each process.
    let holder: String
    let time: any TimeSource
    /// Without a word after which it is anybody's.
    var leaseSeconds = 10

    /// What `knowledge_counters` calls the last change that was thrown away.
    static let pruned = "pruned_changes"

    func state() async throws -> State {
        let longAgo = time.wallClock - 3600
        return try await database.read { session in
            let row = try session.query("SELECT seq, told_until, seen_at FROM passage_cursors WHERE name = ?", [.text(name)])
                .first
            let seq = try row?.integer("seq") ?? 0
            let pruned = try session.count("SELECT value FROM knowledge_counters WHERE name = ?", [.text(Self.pruned)])
            let seen = row?["seen_at"].text.flatMap { Timestamp($0) }
            return State(
                seq: seq, toldUntil: row?["told_until"].integer.map(Int64.init), isBehind: seq < pruned,
                pending: try session.count("SELECT COUNT(*) FROM passage_changes WHERE seq > ?", [.integer(seq)]),
                isUnseen: (seen?.seconds ?? 0) < longAgo)
        }
    }

    /// Claims the feed for this process.
    /// - Returns: false while another one tells.
    func hold() async throws -> Bool {
        let now = Timestamp(seconds: time.wallClock).description
        return try await database.write { session in
            try session.execute(
                "INSERT INTO passage_cursors (name, seq) VALUES (?, 0) ON CONFLICT (name) DO NOTHING", [.text(name)])
            let moment = JobRepository.moment
            return try session.execute(
                """
                UPDATE passage_cursors SET holder = ?, hold_ends_at = \(moment(leaseSeconds, session)), seen_at = ?
                WHERE name = ? AND (holder IS NULL OR holder = ? OR hold_ends_at < \(moment(0, session)))
                """, [.text(holder), .text(now), .text(name), .text(holder)]) > 0
        }
    }

    /// - Returns: false when another process has it by now.
    func renew() async throws -> Bool {
        try await database.write { session in
            try session.execute(
                "UPDATE passage_cursors SET hold_ends_at = \(JobRepository.moment(leaseSeconds, session)) WHERE name = ? AND holder = ?",
                [.text(name), .text(holder)]) > 0
        }
    }

    func release() async throws {
        try await change("holder = NULL, hold_ends_at = NULL", [])
    }

    func advance(to seq: Int) async throws {
        try await change("seq = ?", [.integer(seq)])
    }

    /// Begins with the passages that are there: what changes from now on is told behind them.
    func beginWithPassages() async throws {
        try await change(
            "seq = COALESCE((SELECT value FROM knowledge_counters WHERE name = 'changes'), 0), told_until = 0", [])
    }

    /// - Parameter passage: the last that was told; nil when that was all.
    func told(until passage: Int64?) async throws {
        try await change("told_until = ?", [SQLValue(passage.map(Int.init))])
    }

    /// Back to the first change.
    func rewind() async throws {
        try await database.write {
            try $0.execute("UPDATE passage_cursors SET seq = 0, told_until = NULL WHERE name = ?", [.text(name)])
        }
    }

    /// Only what is this process's: whoever was overtaken changes nothing any more.
    private func change(_ what: String, _ values: [SQLValue]) async throws {
        try await database.write {
            try $0.execute(
                "UPDATE passage_cursors SET \(what) WHERE name = ? AND holder = ?", values + [.text(name), .text(holder)])
        }
    }
}
