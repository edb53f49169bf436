import Crypto
package import LanguageModel

/// The tables of assistants. Each change adds a version and an entry in the audit log, in one transaction.
package struct AssistantRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// All assistants, the deleted ones too, by identifier.
    package func list() async throws -> [AssistantRow] {
        try await database.read { session in
            try session.query("SELECT * FROM assistants ORDER BY id").map(Self.row)
        }
    }

    /// A number that is another one after every change: versions only ever grow, and no row goes away.
    package func stamp() async throws -> Int {
        try await database.read { session in
            try session.count("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM assistants")
        }
    }

    /// Every version of an assistant, the newest first; none when there is no such assistant.
    package func versions(of id: String) async throws -> [AssistantVersionRow] {
        try await database.read { session in
            try session.query("SELECT * FROM assistant_versions WHERE assistant_id = ? ORDER BY version DESC", [.text(id)])
                .map(Self.version)
        }
    }

    package func version(_ number: Int, of id: String) async throws -> AssistantVersionRow? {
        try await database.read { session in
            try session.query(
                "SELECT * FROM assistant_versions WHERE assistant_id = ? AND version = ?", [.text(id), .integer(number)]
            ).first.map(Self.version)
        }
    }

    /// Adds an assistant, as version 1.
    /// - Throws: ``StorageError/rejected(_:)`` when there is one with its identifier, deleted or not.
    package func create(_ id: String, document: String, by author: ChangeAuthor) async throws -> AssistantRow {
        let now = time.wallClock
        return try await database.write { session in
            let moment = Timestamp(seconds: now).description
            let added = try session.execute(
                """
                INSERT INTO assistants (id, version, document, deleted, created_at, updated_at) VALUES (?, 1, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """,
                [.text(id), .text(document), .bool(false), .text(moment), .text(moment)])
            guard added > 0 else { throw StorageError.rejected("there is an assistant \(id)") }
            let row = AssistantRow(id: id, version: 1, document: document, isDeleted: false, updatedAt: now)
            try Self.note(row, .created, by: author, moment, in: session)
            return row
        }
    }

    /// Makes the next version of an assistant.
    /// - Parameter version: the one that it must have now.
    /// - Throws: ``StorageError/notFound`` when it has another, or is not there.
    package func change(
        _ id: String, from version: Int, to document: String, _ change: AssistantVersionRow.Change, by author: ChangeAuthor
    ) async throws -> AssistantRow {
        let now = time.wallClock
        return try await database.write { session in
            let moment = Timestamp(seconds: now).description
            let row = AssistantRow(
                id: id, version: version + 1, document: document, isDeleted: change == .deleted, updatedAt: now)
            let changed = try session.execute(
                "UPDATE assistants SET version = ?, document = ?, deleted = ?, updated_at = ? WHERE id = ? AND version = ?",
                [.integer(row.version), .text(document), .bool(row.isDeleted), .text(moment), .text(id), .integer(version)])
            guard changed > 0 else { throw StorageError.notFound }
            try Self.note(row, change, by: author, moment, in: session)
            return row
        }
    }

    /// Keeps a picture, and returns the digest by which it is found; nothing happens when it is there.
    package func keep(picture bytes: [UInt8]) async throws -> String {
        let id = SHA256.hash(data: bytes).prefix(16).hex
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                "INSERT INTO assistant_pictures (id, content, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                [.text(id), .bytes(bytes), .text(now)])
        }
        return id
    }

    /// The bytes of a picture; nil when there is none with this digest.
    package func picture(_ id: String) async throws -> [UInt8]? {
        try await database.read { session in
            try session.query("SELECT content FROM assistant_pictures WHERE id = ?", [.text(id)]).first?["content"].bytes
        }
    }

    private static func note(
        _ row: AssistantRow, _ change: AssistantVersionRow.Change, by author: ChangeAuthor, _ moment: String,
        in session: any SQLSession
    ) throws {
        try session.execute(
            """
            INSERT INTO assistant_versions (assistant_id, version, change, document, created_at, created_by)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            [
                .text(row.id), .integer(row.version), .text(change.rawValue), .text(row.document), .text(moment),
                SQLValue(author.id),
            ])
        try AuditRow(
            event: "assistant.\(change.rawValue)", actorID: author.id, subjectID: row.id, detail: "version \(row.version)",
            address: author.address, requestID: author.requestID
        ).insert(in: session, now: moment)
    }

    private static func row(_ row: SQLRow) throws -> AssistantRow {
        AssistantRow(
            id: try row.text("id"), version: try row.integer("version"), document: try row.text("document"),
            isDeleted: row["deleted"].bool ?? false, updatedAt: try row.moment("updated_at"))
    }

    private static func version(_ row: SQLRow) throws -> AssistantVersionRow {
        AssistantVersionRow(
            version: try row.integer("version"),
            change: AssistantVersionRow.Change(rawValue: try row.text("change")) ?? .changed,
            document: try row.text("document"), createdAt: try row.moment("created_at"), createdBy: row["created_by"].text)
    }
}
