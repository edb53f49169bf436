import Crypto
import Foundation
import LanguageModel
import Storage

/// Vectors by model and text, in the database: nothing is asked for twice, whatever happened in between.
struct EmbeddingCache: Sendable {
    let database: any Database
    let time: any TimeSource

    /// Hashes of one look-up; always as many, so that one statement is prepared.
    private static let batch = 50
    private static let day = 86_400.0

    static func hash(_ text: String, of choice: EmbeddingChoice) -> String {
        var hash = SHA256()
        hash.update(data: Data("\(choice.model)\n\(choice.dimensions ?? 0)\n".utf8))
        hash.update(data: Data(text.utf8))
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Those of `hashes` that are known.
    func vectors(_ hashes: [String]) async throws -> [String: [Float]] {
        guard !hashes.isEmpty else { return [:] }
        let longAgo = time.wallClock - Self.day
        let (found, old) = try await database.read { session in
            var found: [String: [Float]] = [:]
            var old: [String] = []
            let marks = Array(repeating: "?", count: Self.batch).joined(separator: ", ")
            for piece in hashes.pieces(of: Self.batch) {
                let filled = Array(piece) + Array(repeating: "", count: Self.batch - piece.count)
                let rows = try session.query(
                    "SELECT hash, vector, COALESCE(used_at, created_at) AS used_at FROM embedding_cache WHERE hash IN (\(marks))",
                    filled.map(SQLValue.text))
                for row in rows {
                    let hash = try row.text("hash")
                    found[hash] = row["vector"].bytes.flatMap([Float].init(bytes:))
                    if try row.moment("used_at") < longAgo { old.append(hash) }
                }
            }
            return (found, old)
        }
        if !old.isEmpty { try await noteUse(of: old) }
        return found
    }

    private func noteUse(of hashes: [String]) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            for hash in hashes {
                try session.execute("UPDATE embedding_cache SET used_at = ? WHERE hash = ?", [.text(now), .text(hash)])
            }
        }
    }

    /// Throws away what was of no use for so long.
    /// - Returns: how many.
    @discardableResult
    func prune(unusedFor seconds: Double) async throws -> Int {
        let limit = Timestamp(seconds: time.wallClock - seconds).description
        return try await database.write {
            try $0.execute("DELETE FROM embedding_cache WHERE COALESCE(used_at, created_at) < ?", [.text(limit)])
        }
    }

    func keep(_ vectors: [(hash: String, vector: [Float])], of choice: EmbeddingChoice) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            for (hash, vector) in vectors {
                try session.execute(
                    """
                    INSERT INTO embedding_cache (hash, model, vector, created_at) VALUES (?, ?, ?, ?)
                    ON CONFLICT (hash) DO NOTHING
                    """, [.text(hash), .text(choice.model), .bytes(vector.bytes), .text(now)])
            }
        }
    }
}
