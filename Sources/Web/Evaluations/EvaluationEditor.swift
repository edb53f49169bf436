import Accounts
import HTTPTypes
import Knowledge
import LanguageModel
import Storage

/// Makes, runs and deletes sets of questions for the API and the pages: what was done stands in the audit log.
struct EvaluationEditor: Sendable {
    let desk: EvaluationDesk
    let audit: AuditLog

    init(desk: EvaluationDesk, audit: AuditLog) {
        self.desk = desk
        self.audit = audit
    }

    /// - Throws: ``Knowledge/EvaluationError``; ``APIError`` 422 for a name that is none.
    func create(
        name: String, target: EvaluationSet.Target, _ file: QuestionFile, _ visit: Visit
    ) async throws -> EvaluationSet {
        let name = try Self.checked(name, "name", atLeast: 1)
        let set = try await desk.create(name: name, target: target, file)
        try await audit.note(.evaluationCreated, visit: visit, subject: set.id, detail: "\(set.questions) questions")
        return set
    }

    func start(_ id: String, note: String, _ visit: Visit) async throws -> EvaluationRun {
        let run = try await desk.start(id, note: try Self.checked(note, "note", atLeast: 0))
        try await audit.note(.evaluationStarted, visit: visit, subject: id, detail: "run \(run.number)")
        return run
    }

    func delete(_ id: String, _ visit: Visit) async throws {
        try await desk.delete(id)
        try await audit.note(.evaluationDeleted, visit: visit, subject: id)
    }

    func delete(run: String, of id: String, _ visit: Visit) async throws {
        let number = try await desk.run(run, of: id).number
        try await desk.delete(run: run, of: id)
        try await audit.note(.evaluationDeleted, visit: visit, subject: id, detail: "run \(number)")
    }

    /// A collection's or an assistant's id.
    static func target(collection: String?, assistant: String?) throws -> EvaluationSet.Target {
        switch (collection?.filled, assistant?.filled) {
        case (let id?, nil) where !id.utf8.contains(0): return .collection(id)
        case (nil, let id?) where !id.utf8.contains(0): return .assistant(id)
        case (_?, _?): throw APIError.invalid("assistant", "must not be given with collection_id")
        default: throw APIError.invalid("collection_id", "or assistant is required")
        }
    }

    private static func checked(_ text: String, _ field: String, atLeast: Int) throws -> String {
        let text = text.trimmingWhitespace
        guard text.utf8.count >= atLeast, text.utf8.count <= 200, !text.utf8.contains(0) else {
            throw APIError.invalid(field, "must have \(atLeast) to 200 bytes")
        }
        return text
    }
}

extension APIError {
    static let noEvaluation = APIError(.notFound, "evaluation_not_found", "There is no such evaluation, or no such run of it.")

    init(_ error: EvaluationError) {
        switch error {
        case .unusable(let problems, let count):
            let lines = problems.prefix(20).map { "line \($0.line): \($0.reason)" }.joined(separator: "; ")
            self.init(
                .unprocessableContent, "questions_unusable",
                "\(count) lines cannot be used, and nothing was taken in. \(lines)\(count > 20 ? "; …" : ".")", field: "questions"
            )
        case .unknownTarget:
            self.init(
                .unprocessableContent, "invalid_parameter",
                "There is no such collection, none that every admin may read, or an assistant that knows none.",
                field: "collection_id")
        case .busy:
            self.init(.conflict, "evaluation_running", "A run of it waits or is under way; cancel it, or wait for its end.")
        case .nothingToCancel: self.init(.conflict, "nothing_to_cancel", "The run has ended.")
        }
    }

    /// What went wrong with an evaluation, as callers are told.
    static func ofEvaluation<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as EvaluationError {
            throw APIError(error)
        } catch StorageError.notFound {
            throw noEvaluation
        }
    }
}
