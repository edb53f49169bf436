import Foundation
import LanguageModel
package import Storage

/// Sets of questions, and the runs of each, as they are kept.
package struct EvaluationRepository: Sendable {
    let database: any Database
    /// Who takes runs up, the same after a restart.
    let worker: String

    package init(database: any Database, worker: String) {
        self.database = database
        self.worker = worker
    }

    // MARK: Sets

    func add(_ set: EvaluationSet, _ questions: [EvaluationQuestion]) async throws {
        let rows = try questions.map { ($0.ordinal, $0.text, try Self.json($0.expected)) }
        try await database.write(unhurried: true) { session in
            try session.execute(
                "INSERT INTO evaluation_sets (id, name, target, questions, created_at) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(set.id), .text(set.name), .text(set.target.text), .integer(set.questions),
                    .text(Timestamp(seconds: set.createdAt).description),
                ])
            for (ordinal, text, expected) in rows {
                try session.execute(
                    "INSERT INTO evaluation_questions (set_id, ordinal, question, expected) VALUES (?, ?, ?, ?)",
                    [.text(set.id), .integer(ordinal), .text(text), .text(expected)])
            }
        }
    }

    /// The newest first.
    func sets() async throws -> [EvaluationSet] {
        try await database.read {
            try $0.query("SELECT * FROM evaluation_sets ORDER BY created_at DESC, id").map(EvaluationSet.init(row:))
        }
    }

    func set(_ id: String) async throws -> EvaluationSet? {
        try await database.read {
            try $0.query("SELECT * FROM evaluation_sets WHERE id = ?", [.text(id)]).first.map(EvaluationSet.init(row:))
        }
    }

    /// - Throws: ``Storage/StorageError``, `notFound` when there is none.
    func delete(_ id: String) async throws {
        try await database.write(unhurried: true) { session in
            guard try session.execute("DELETE FROM evaluation_sets WHERE id = ?", [.text(id)]) > 0 else {
                throw StorageError.notFound
            }
        }
    }

    /// In their order.
    func questions(of set: String) async throws -> [EvaluationQuestion] {
        let rows = try await database.read {
            try $0.query("SELECT * FROM evaluation_questions WHERE set_id = ? ORDER BY ordinal", [.text(set)])
        }
        return try rows.map { row in
            EvaluationQuestion(
                ordinal: try row.integer("ordinal"), text: try row.text("question"),
                expected: Self.value([EvaluationQuestion.Expected].self, try row.text("expected")) ?? [])
        }
    }

    // MARK: Documents

    /// What the documents of `collections` may be called.
    func documentNames(in collections: [String]) async throws -> DocumentNames {
        guard !collections.isEmpty else { return DocumentNames() }
        let marks = collections.map { _ in "?" }.joined(separator: ", ")
        let rows = try await database.read { session in
            try session.query(
                "SELECT id, title, name, address FROM documents WHERE collection_id IN (\(marks))",
                collections.map(SQLValue.text))
        }
        var names = DocumentNames()
        for row in rows {
            names.add(
                id: try row.text("id"), files: Array(Set([try row.text("name"), row["address"].text ?? ""]).subtracting([""])),
                title: try row.text("title"))
        }
        return names
    }

    /// Which documents passages are of; those that are gone are missing.
    func documents(ofPassages ids: [Int64]) async throws -> [Int64: String] {
        guard !ids.isEmpty else { return [:] }
        return try await database.read { session in
            var found: [Int64: String] = [:]
            for piece in ids.pieces(of: 100) {
                let marks = piece.map { _ in "?" }.joined(separator: ", ")
                let rows = try session.query(
                    "SELECT id, document_id FROM passages WHERE id IN (\(marks))", piece.map { .integer(Int($0)) })
                for row in rows { found[Int64(try row.integer("id"))] = try row.text("document_id") }
            }
            return found
        }
    }

    /// Titles and collections of those of `ids` that there are.
    func documents(_ ids: [String]) async throws -> [String: (title: String, collection: String)] {
        let rows = try await database.read { session in
            try ids.pieces(of: 100).flatMap { piece in
                let marks = piece.map { _ in "?" }.joined(separator: ", ")
                return try session.query(
                    "SELECT id, title, collection_id FROM documents WHERE id IN (\(marks))", piece.map(SQLValue.text))
            }
        }
        var found: [String: (title: String, collection: String)] = [:]
        for row in rows { found[try row.text("id")] = (try row.text("title"), try row.text("collection_id")) }
        return found
    }

    // MARK: JSON

    static func json(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ json: String) -> Value? {
        try? JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }
}

extension EvaluationSet {
    init(row: SQLRow) throws {
        guard let target = Target(text: try row.text("target")) else {
            throw StorageError.unreadable("column target holds no target")
        }
        self.init(
            id: try row.text("id"), name: try row.text("name"), target: target, questions: try row.integer("questions"),
            createdAt: try row.moment("created_at"))
    }
}
