import Foundation
package import LanguageModel
import Parsing
package import Storage

/// Who reads which document. Several servers may share a database; each takes what nobody has, and says again and again that it
/// still has it. Moments are the database's own, for the clocks of servers may differ.
package struct JobRepository: Sendable {
    /// So often a document may take its reader down with it.
    static let mostAttempts = 3

    private let database: any Database
    /// The same after a restart.
    private let worker: String
    private let leaseSeconds: Int
    private let time: any TimeSource

    /// - Parameter leaseSeconds: without a word after which a job is anybody's.
    package init(database: any Database, worker: String, leaseSeconds: Int = 10, time: any TimeSource = SystemTime()) {
        self.database = database
        self.worker = worker
        self.leaseSeconds = leaseSeconds
        self.time = time
    }

    struct Job: Sendable, Hashable {
        var document: SourceDocument
        var attempts: Int
        var isCancelled: Bool
    }

    /// How far a document is.
    package struct Progress: Sendable, Hashable {
        package var done: Int
        /// 0 while it is not known.
        package var total: Int
        package var isCancelled: Bool
    }

    /// The oldest job that nobody has; nil when there is none.
    /// - Parameter documents: only these, when not nil.
    func claim(among documents: [String]? = nil) async throws -> Job? {
        try await database.write { session in
            let free = "(lease_ends_at IS NULL OR lease_ends_at < \(Self.moment(0, session)))"
            let only = documents.map { " AND document_id IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? ""
            let rows = try session.query(
                "SELECT * FROM ingestion_jobs WHERE \(free)\(only) ORDER BY created_at, document_id LIMIT 1",
                (documents ?? []).map(SQLValue.text))
            guard let row = rows.first else { return nil }
            let id = try row.text("document_id")
            guard let document = try DocumentRows.document(id, session) else { return nil }
            try session.execute(
                """
                UPDATE ingestion_jobs SET worker = ?, lease_ends_at = \(Self.moment(leaseSeconds, session)), attempts = attempts + 1
                WHERE document_id = ?
                """, [.text(worker), .text(id)])
            if document.status == .queued {
                try session.execute("UPDATE documents SET status = 'parsing' WHERE id = ?", [.text(id)])
            }
            return Job(
                document: document, attempts: try row.integer("attempts") + 1, isCancelled: row["cancelled"].bool ?? false)
        }
    }

    /// At a start: what this worker had when it went down is anybody's at once.
    package func giveBackAll() async throws {
        try await database.write {
            try $0.execute("UPDATE ingestion_jobs SET lease_ends_at = NULL WHERE worker = ?", [.text(worker)])
        }
    }

    /// Says that a job is still in work.
    /// - Returns: false when it is not any more: cancelled, taken away, or somebody else's.
    func renew(_ id: String) async throws -> Bool {
        try await database.write { session in
            try session.execute(
                """
                UPDATE ingestion_jobs SET lease_ends_at = \(Self.moment(leaseSeconds, session))
                WHERE document_id = ? AND worker = ? AND cancelled = ?
                """, [.text(id), .text(worker), .bool(false)]) > 0
        }
    }

    /// nil when nothing is to be done for the document.
    package func progress(of id: String) async throws -> Progress? {
        try await database.read { session in
            try session.query("SELECT done, total, cancelled FROM ingestion_jobs WHERE document_id = ?", [.text(id)]).first.map {
                Progress(
                    done: try $0.integer("done"), total: try $0.integer("total"), isCancelled: $0["cancelled"].bool ?? false)
            }
        }
    }

    /// Has a job end; at once when nobody is at it.
    /// - Returns: false when there is none.
    package func cancel(_ id: String) async throws -> Bool {
        try await database.write { session in
            let found = try session.execute(
                "UPDATE ingestion_jobs SET cancelled = ? WHERE document_id = ?", [.bool(true), .text(id)])
            guard found > 0 else { return false }
            let free = try session.query(
                """
                SELECT document_id FROM ingestion_jobs
                WHERE document_id = ? AND (lease_ends_at IS NULL OR lease_ends_at < \(Self.moment(0, session)))
                """, [.text(id)])
            if !free.isEmpty { try end(id, as: .cancelled, session) }
            return true
        }
    }

    /// Leaves a job to whoever comes next, after a while.
    func giveBack(_ id: String, after seconds: Int = 0, countsAsAttempt: Bool) async throws {
        try await database.write { session in
            try session.execute(
                """
                UPDATE ingestion_jobs SET lease_ends_at = \(seconds == 0 ? "NULL" : Self.moment(seconds, session)),
                    attempts = attempts - \(countsAsAttempt ? 0 : 1)
                WHERE document_id = ? AND worker = ?
                """, [.text(id), .text(worker)])
        }
    }

    /// Ends the job, unless the document has become another one meanwhile.
    /// - Parameter file: which bytes the job was about.
    func end(_ id: String, file: String?, as outcome: Outcome) async throws {
        try await database.write { session in
            guard let document = try DocumentRows.document(id, session) else { return }
            guard document.fileID == file, document.status.isUnfinished else {
                try session.execute("UPDATE ingestion_jobs SET lease_ends_at = NULL WHERE document_id = ?", [.text(id)])
                return
            }
            try end(id, as: outcome, session)
        }
    }

    enum Outcome: Sendable {
        case ready
        case failed(code: String, reason: String)

        static let cancelled = Outcome.failed(code: "cancelled", reason: "Somebody has cancelled it.")
    }

    private func end(_ id: String, as outcome: Outcome, _ session: any SQLSession) throws {
        switch outcome {
        case .ready:
            try session.execute(
                "UPDATE documents SET status = 'ready' WHERE id = ?", [.text(id)])
        case .failed(let code, let reason):
            try session.execute(
                "UPDATE documents SET status = 'failed', reason_code = ?, reason = ? WHERE id = ?",
                [.text(code), .text(reason), .text(id)])
        }
        try session.execute("DELETE FROM ingestion_jobs WHERE document_id = ?", [.text(id)])
        guard let document = try DocumentRows.document(id, session) else { return }
        try WebhookOutbox.write(
            WebhookEvent(ended: document, as: outcome, at: time.wallClock), at: time.wallClock, in: session)
    }

    /// So many seconds from now.
    static func moment(_ seconds: Int, _ session: any SQLSession) -> String {
        switch session.dialect {
        case .sqlite: "strftime('%Y-%m-%d %H:%M:%f', 'now', '+\(seconds) seconds')"
        case .postgresql: "clock_timestamp() + INTERVAL '\(seconds) seconds'"
        }
    }
}

extension WebhookEvent {
    /// What others are told of a document: never its title, its name or why exactly it could not be read, for it may be private.
    fileprivate init(ended document: SourceDocument, as outcome: JobRepository.Outcome, at moment: Double) {
        var data: [String: JSONValue] = [
            "document_id": .string(document.id), "collection_id": .string(document.collection),
            "document_version": .integer(document.version),
        ]
        switch outcome {
        case .ready:
            data["passages"] = .integer(document.passages)
            data["pages"] = document.pages.map { .integer($0) }
            data["language"] = document.language.map { .string($0) }
            if document.suspicion.isFlagged {
                data["flagged"] = .array(document.suspicion.verdict.reasons.map(\.rawValue).sorted().map(JSONValue.string))
            }
            self.init(.documentReady, happenedAt: moment, data: data)
        case .failed(let code, _):
            data["reason_code"] = .string(code)
            self.init(.documentFailed, happenedAt: moment, data: data)
        }
    }
}
