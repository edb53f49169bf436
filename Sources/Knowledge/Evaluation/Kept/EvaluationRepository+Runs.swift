import Foundation
import LanguageModel
import Storage

/// Runs: one of all is under way at a time, whichever server it is on; the others wait.
extension EvaluationRepository {
    /// Seconds without a word after which whoever runs it is taken to be gone.
    private static let leaseSeconds = 120

    /// - Throws: ``EvaluationError/busy`` when one of the set is not finished; ``Storage/StorageError``.
    func start(_ id: String, of set: EvaluationSet, note: String, now: Double) async throws -> EvaluationRun {
        let moment = Timestamp(seconds: now)
        return try await database.write { session in
            guard try !session.query("SELECT id FROM evaluation_sets WHERE id = ?", [.text(set.id)]).isEmpty else {
                throw StorageError.notFound
            }
            let unfinished = try session.query(
                "SELECT id FROM evaluation_runs WHERE set_id = ? AND status IN ('queued', 'running')", [.text(set.id)])
            guard unfinished.isEmpty else { throw EvaluationError.busy }
            let number = try session.count("SELECT MAX(number) FROM evaluation_runs WHERE set_id = ?", [.text(set.id)]) + 1
            try session.execute(
                """
                INSERT INTO evaluation_runs (id, set_id, number, note, status, cancelled, done, total, created_at)
                VALUES (?, ?, ?, ?, 'queued', ?, 0, ?, ?)
                """,
                [
                    .text(id), .text(set.id), .integer(number), .text(note), .bool(false), .integer(set.questions),
                    .text(moment.description),
                ])
            return EvaluationRun(
                id: id, set: set.id, number: number, note: note, status: .queued, isCancelled: false, done: 0,
                total: set.questions, legs: [], createdAt: moment.seconds)
        }
    }

    /// Of a set, the newest first.
    func runs(of set: String) async throws -> [EvaluationRun] {
        try await database.read {
            try $0.query("SELECT * FROM evaluation_runs WHERE set_id = ? ORDER BY number DESC", [.text(set)])
                .map(EvaluationRun.init(row:))
        }
    }

    /// The newest of each set.
    func newestRuns() async throws -> [String: EvaluationRun] {
        let runs = try await database.read {
            try $0.query(
                """
                SELECT * FROM evaluation_runs r
                WHERE number = (SELECT MAX(number) FROM evaluation_runs o WHERE o.set_id = r.set_id)
                """
            ).map(EvaluationRun.init(row:))
        }
        return Dictionary(runs.map { ($0.set, $0) }) { first, _ in first }
    }

    /// nil when there is none of this id in the set.
    func run(_ id: String, of set: String) async throws -> EvaluationRun? {
        try await database.read {
            try $0.query("SELECT * FROM evaluation_runs WHERE id = ? AND set_id = ?", [.text(id), .text(set)]).first
                .map(EvaluationRun.init(row:))
        }
    }

    /// Has a run end; at once when nobody is at it.
    /// - Throws: ``EvaluationError/nothingToCancel``; ``Storage/StorageError``.
    func cancel(_ id: String, now: Double) async throws {
        try await database.write { session in
            let waiting = try session.execute(
                "UPDATE evaluation_runs SET status = 'cancelled', ended_at = ? WHERE id = ? AND status = 'queued'",
                [.text(Timestamp(seconds: now).description), .text(id)])
            guard waiting == 0 else { return }
            let running = try session.execute(
                "UPDATE evaluation_runs SET cancelled = ? WHERE id = ? AND status = 'running'", [.bool(true), .text(id)])
            guard running > 0 else { throw EvaluationError.nothingToCancel }
        }
    }

    /// - Throws: ``EvaluationError/busy`` while it is not finished; ``Storage/StorageError``, `notFound` when there is none.
    func delete(run id: String, of set: String) async throws {
        try await database.write(unhurried: true) { session in
            let rows = try session.query(
                "SELECT status FROM evaluation_runs WHERE id = ? AND set_id = ?", [.text(id), .text(set)])
            guard let status = rows.first?["status"].text else { throw StorageError.notFound }
            if EvaluationRun.Status(rawValue: status)?.isUnfinished == true { throw EvaluationError.busy }
            try session.execute("DELETE FROM evaluation_runs WHERE id = ?", [.text(id)])
        }
    }

    // MARK: Who runs them

    /// The run that has waited longest, which is this worker's then; nil when none waits, or one is under way.
    func claim(now: Double) async throws -> EvaluationRun? {
        let hasWork = try await database.read {
            try !$0.query("SELECT id FROM evaluation_runs WHERE status IN ('queued', 'running') LIMIT 1").isEmpty
        }
        guard hasWork else { return nil }
        return try await database.write { session in
            try Self.interrupt("lease_ends_at < \(JobRepository.moment(0, session))", [], now, session)
            guard try session.query("SELECT id FROM evaluation_runs WHERE status = 'running' LIMIT 1").isEmpty,
                let row = try session.query(
                    "SELECT * FROM evaluation_runs WHERE status = 'queued' ORDER BY created_at, id LIMIT 1"
                ).first
            else { return nil }
            var run = try EvaluationRun(row: row)
            try session.execute(
                """
                UPDATE evaluation_runs SET status = 'running', worker = ?,
                    lease_ends_at = \(JobRepository.moment(Self.leaseSeconds, session)) WHERE id = ?
                """, [.text(worker), .text(run.id)])
            run.status = .running
            return run
        }
    }

    /// At a start: what this worker had in hand when it went down.
    func interruptOwn(now: Double) async throws {
        try await database.write { try Self.interrupt("worker = ?", [.text(worker)], now, $0) }
    }

    func begin(_ id: String, on ground: EvaluationGround) async throws {
        let json = try Self.json(ground)
        try await database.write {
            try $0.execute("UPDATE evaluation_runs SET ground = ? WHERE id = ?", [.text(json), .text(id)])
        }
    }

    /// Keeps what was found, and says that the run is still under way.
    /// - Returns: false when it is not any more: cancelled, deleted, or taken for gone.
    func keep(_ results: [QuestionResult], of id: String, done: Int) async throws -> Bool {
        let rows = try results.map { ($0.ordinal, try Self.json($0.legs)) }
        return try await database.write { session in
            let held = try session.execute(
                """
                UPDATE evaluation_runs SET done = ?, lease_ends_at = \(JobRepository.moment(Self.leaseSeconds, session))
                WHERE id = ? AND worker = ? AND status = 'running' AND cancelled = ?
                """, [.integer(done), .text(id), .text(worker), .bool(false)])
            guard held > 0 else { return false }
            for (ordinal, legs) in rows {
                try session.execute(
                    "INSERT INTO evaluation_results (run_id, ordinal, content) VALUES (?, ?, ?)",
                    [.text(id), .integer(ordinal), .text(legs)])
            }
            return true
        }
    }

    /// - Parameters: nil figures for a run that has none; then its results go.
    func end(
        _ id: String, as status: EvaluationRun.Status, reason: String? = nil, ground: EvaluationGround? = nil,
        figures: [LegFigures]? = nil, now: Double
    ) async throws {
        let (groundJSON, figuresJSON) = (try ground.map { try Self.json($0) }, try figures.map { try Self.json($0) })
        try await database.write(unhurried: true) { session in
            try session.execute(
                """
                UPDATE evaluation_runs SET status = ?, reason = ?, ground = COALESCE(?, ground), figures = ?, ended_at = ?
                WHERE id = ? AND worker = ? AND status = 'running'
                """,
                [
                    .text(status.rawValue), SQLValue(reason), SQLValue(groundJSON), SQLValue(figuresJSON),
                    .text(Timestamp(seconds: now).description), .text(id), .text(worker),
                ])
            if figuresJSON == nil { try session.execute("DELETE FROM evaluation_results WHERE run_id = ?", [.text(id)]) }
        }
    }

    private static func interrupt(_ which: String, _ arguments: [SQLValue], _ now: Double, _ session: any SQLSession) throws {
        let rows = try session.query("SELECT id FROM evaluation_runs WHERE status = 'running' AND \(which)", arguments)
        for row in rows {
            let id = try row.text("id")
            try session.execute("DELETE FROM evaluation_results WHERE run_id = ?", [.text(id)])
            try session.execute(
                "UPDATE evaluation_runs SET status = 'interrupted', ended_at = ? WHERE id = ?",
                [.text(Timestamp(seconds: now).description), .text(id)])
        }
    }

    // MARK: Results

    /// What a run found, by question.
    func results(of run: String) async throws -> [Int: [LegAnswer]] {
        let rows = try await database.read {
            try $0.query("SELECT ordinal, content FROM evaluation_results WHERE run_id = ?", [.text(run)])
        }
        var results: [Int: [LegAnswer]] = [:]
        for row in rows {
            results[try row.integer("ordinal")] = Self.value([LegAnswer].self, try row.text("content")) ?? []
        }
        return results
    }
}

extension EvaluationRun {
    init(row: SQLRow) throws {
        self.init(
            id: try row.text("id"), set: try row.text("set_id"), number: try row.integer("number"), note: try row.text("note"),
            status: Status(rawValue: try row.text("status")) ?? .failed, reason: row["reason"].text,
            isCancelled: row["cancelled"].bool ?? false, done: try row.integer("done"), total: try row.integer("total"),
            ground: row["ground"].text.flatMap { EvaluationRepository.value(EvaluationGround.self, $0) },
            legs: row["figures"].text.flatMap { EvaluationRepository.value([LegFigures].self, $0) } ?? [],
            createdAt: try row.moment("created_at"), endedAt: row["ended_at"].text.flatMap(Timestamp.init)?.seconds)
    }
}
