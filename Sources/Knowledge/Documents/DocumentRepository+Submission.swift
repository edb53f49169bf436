import Crypto
import Foundation
import LanguageModel
import Parsing
import Storage

/// What became of a document that was handed in.
package struct Submission: Sendable, Hashable {
    package var document: SourceDocument
    /// Whether it is here already, as it is; nothing is done about it then.
    package var isUnchanged: Bool
}

extension DocumentRepository {
    /// Takes a document in, which then waits to be read. The same once more, unchanged, is only recognised; one that is too large
    /// fails at once.
    /// - Parameter file: where its bytes are; nil for one that must be fetched.
    /// - Throws: ``Storage/StorageError``, and what reading the file throws.
    package func submit(_ new: NewDocument, file: String?) async throws -> Submission {
        guard let file else { return Submission(document: try await put(new, Content()), isUnchanged: false) }
        do {
            let size = try FileHash.size(of: file)
            guard size <= fileLimit else { throw TooLarge(size: size) }
            let digest = try await onOwnThread { try FileHash(path: file) }
            if let known = try await document(new.key, in: new.collection), known.hash == digest.hash,
                known.status != .failed, known.givenTitle == new.title, known.metadata == new.metadata,
                known.mediaType == new.mediaType
            {
                if known.sourceState != new.sourceState { try await setState(new.sourceState, of: known.id) }
                return Submission(document: known, isUnchanged: true)
            }
            // What is kept counts, should somebody write to the file meanwhile.
            let (id, kept) = try await store(file: file)
            let content = Content(fileID: id, hash: kept.hash, size: kept.size)
            return Submission(document: try await put(new, content), isUnchanged: false)
        } catch let error as TooLarge {
            let refusal = ParseFailure(.tooLarge, "It has \(error.size) bytes, and \(fileLimit) is the limit.")
            return Submission(document: try await put(new, Content(size: error.size), refusal: refusal), isUnchanged: false)
        }
    }

    private struct TooLarge: Error {
        var size: Int
    }

    private struct Content: Sendable {
        var fileID: String?
        var hash: String?
        var size: Int?
    }

    private func put(_ new: NewDocument, _ content: Content, refusal: ParseFailure? = nil) async throws -> SourceDocument {
        let id = makeID()
        let now = now
        let metadata = try new.metadata.json
        return try await database.write { session in
            let known = try Self.document(new.key, in: new.collection, session)
            if let old = known?.fileID { try session.execute("DELETE FROM document_files WHERE file_id = ?", [.text(old)]) }
            let state: [SQLValue] = [
                .text((refusal == nil ? SourceDocument.Status.queued : .failed).rawValue), SQLValue(refusal?.code.rawValue),
                SQLValue(refusal?.reason), .text(metadata), SQLValue(content.fileID), SQLValue(new.sourceState), .text(now),
            ]
            if let known {
                try session.execute(
                    """
                    UPDATE documents SET title = ?, given_title = ?, name = ?, media_type = ?, hash = ?, size = ?, status = ?,
                        reason_code = ?, reason = ?, metadata = ?, file_id = ?, source_state = ?, updated_at = ?
                    WHERE id = ?
                    """,
                    [
                        .text(new.title ?? known.title), SQLValue(new.title), .text(new.name), SQLValue(new.mediaType),
                        // Of what could not be read it must not be said, when it is fetched again, that it is what it was.
                        SQLValue(new.source == .url && known.status == .ready ? known.hash : content.hash),
                        .integer(content.size ?? known.size),
                    ] + state + [.text(known.id)])
            } else {
                try session.execute(
                    """
                    INSERT INTO documents (id, collection_id, source_key, title, given_title, name, source, address, media_type, hash,
                        size, passages, version, status, reason_code, reason, metadata, file_id, source_state, updated_at, created_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .text(id), .text(new.collection), .text(new.key), .text(new.title ?? new.name), SQLValue(new.title),
                        .text(new.name), .text(new.source.rawValue), SQLValue(new.address), SQLValue(new.mediaType),
                        SQLValue(content.hash), .integer(content.size ?? 0),
                    ] + state + [.text(now)])
            }
            if refusal == nil { return try Self.queue(known?.id ?? id, at: now, session) }
            try session.execute("DELETE FROM ingestion_jobs WHERE document_id = ?", [.text(known?.id ?? id)])
            guard let document = try DocumentRows.document(known?.id ?? id, session) else { throw StorageError.notFound }
            return document
        }
    }

    /// Has it read anew, and fetched anew when it is from the web.
    /// - Throws: ``KnowledgeError`` when its bytes are gone; ``Storage/StorageError``, `notFound` when there is none.
    package func readAgain(_ id: String) async throws -> SourceDocument {
        let now = now
        return try await database.write { session in
            guard let document = try DocumentRows.document(id, session) else { throw StorageError.notFound }
            if document.source == .url {
                if let old = document.fileID { try session.execute("DELETE FROM document_files WHERE file_id = ?", [.text(old)]) }
                try session.execute("UPDATE documents SET file_id = NULL, hash = NULL WHERE id = ?", [.text(id)])
            } else if document.fileID == nil {
                throw KnowledgeError.invalid(field: "document", reason: "must be handed in again: its file is gone")
            }
            try session.execute(
                "UPDATE documents SET status = 'queued', reason_code = NULL, reason = NULL, updated_at = ? WHERE id = ?",
                [.text(now), .text(id)])
            return try Self.queue(id, at: now, session)
        }
    }

    private static func queue(_ id: String, at now: String, _ session: any SQLSession) throws -> SourceDocument {
        // Whoever has the old version in work notices that it is old when done, and leaves the job to the next.
        try session.execute(
            """
            INSERT INTO ingestion_jobs (document_id, done, total, cancelled, attempts, created_at) VALUES (?, 0, 0, ?, 0, ?)
            ON CONFLICT (document_id) DO UPDATE SET done = 0, total = 0, cancelled = excluded.cancelled, attempts = 0
            """, [.text(id), .bool(false), .text(now)])
        guard let document = try DocumentRows.document(id, session) else { throw StorageError.notFound }
        return document
    }

    private func document(_ key: String, in collection: String) async throws -> SourceDocument? {
        try await database.read { try Self.document(key, in: collection, $0) }
    }

    private static func document(_ key: String, in collection: String, _ session: any SQLSession) throws -> SourceDocument? {
        try session.query(
            "SELECT * FROM documents WHERE collection_id = ? AND source_key = ?", [.text(collection), .text(key)]
        ).first.map(SourceDocument.init(row:))
    }

    private func setState(_ state: String?, of id: String) async throws {
        try await database.write {
            try $0.execute("UPDATE documents SET source_state = ? WHERE id = ?", [SQLValue(state), .text(id)])
        }
    }
}

// MARK: - Bytes

extension DocumentRepository {
    /// Bytes of a row.
    private static let piece = 384 * 1024

    /// Keeps a file's bytes, which any server of the database may then read.
    /// - Returns: their name, and what they are.
    func store(file path: String) async throws -> (id: String, content: FileHash) {
        let id = makeID()
        do {
            return (id, try await store(file: path, as: id))
        } catch {
            _ = try? await database.write { try $0.execute("DELETE FROM document_files WHERE file_id = ?", [.text(id)]) }
            throw error
        }
    }

    private func store(file path: String, as id: String) async throws -> FileHash {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var ordinal = 0
        var digest = SHA256()
        var size = 0
        while let bytes = try file.read(upToCount: Self.piece), !bytes.isEmpty {
            size += bytes.count
            guard size <= fileLimit else { throw TooLarge(size: size) }
            digest.update(data: bytes)
            let row: [SQLValue] = [.text(id), .integer(ordinal), .bytes(Array(bytes)), .text(now)]
            try await database.write {
                try $0.execute("INSERT INTO document_files (file_id, ordinal, content, created_at) VALUES (?, ?, ?, ?)", row)
            }
            ordinal += 1
        }
        return FileHash(digest.finalize(), size: size)
    }

    /// Hands out the bytes of a document as it was handed in or fetched, in their order, a few hundred thousand at a time; none when
    /// they are gone.
    package func forEachPiece(of document: SourceDocument, _ body: ([UInt8]) async throws -> Void) async throws {
        if let file = document.fileID { try await forEachPiece(of: file, body) }
    }

    private func forEachPiece(of id: String, _ body: ([UInt8]) async throws -> Void) async throws {
        var ordinal = 0
        while true {
            let row = try await database.read { [ordinal] session in
                try session.query(
                    "SELECT content FROM document_files WHERE file_id = ? AND ordinal = ?", [.text(id), .integer(ordinal)]
                ).first
            }
            guard let row else { return }
            guard let bytes = row["content"].bytes else { throw StorageError.unreadable("a document's bytes are damaged") }
            try await body(bytes)
            ordinal += 1
        }
    }

    /// Writes them to `path`, for the owner alone.
    /// - Returns: how many there are.
    func load(_ id: String, to path: String) async throws -> Int {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StorageError.unavailable("there is no room for a file at \(path)")
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var size = 0
        try await forEachPiece(of: id) { bytes in
            try file.write(contentsOf: bytes)
            size += bytes.count
        }
        return size
    }

    /// Takes away what was being handed in when a server went down.
    package func removeStrayFiles() async throws {
        let limit = Timestamp(seconds: time.wallClock - 86_400).description
        let unnamed = "file_id NOT IN (SELECT file_id FROM documents WHERE file_id IS NOT NULL)"
        // Nobody waits while it is looked for.
        let strays = try await database.read { session in
            try session.query(
                "SELECT DISTINCT file_id FROM document_files WHERE created_at < ? AND \(unnamed)", [.text(limit)]
            ).map { $0["file_id"] }
        }
        for stray in strays {
            try await database.write { try $0.execute("DELETE FROM document_files WHERE file_id = ? AND \(unnamed)", [stray]) }
        }
    }
}

/// What tells one file from another.
struct FileHash {
    /// SHA-256, hex.
    var hash: String
    /// Bytes.
    var size: Int

    static func size(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    init(path: String) throws {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var digest = SHA256()
        var size = 0
        while let bytes = try file.read(upToCount: 1 << 20), !bytes.isEmpty {
            digest.update(data: bytes)
            size += bytes.count
        }
        self.init(digest.finalize(), size: size)
    }

    init(_ digest: SHA256Digest, size: Int) {
        hash = digest.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
        self.size = size
    }
}
