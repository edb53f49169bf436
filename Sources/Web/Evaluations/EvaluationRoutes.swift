import Accounts
import HTTPTypes
import Hummingbird
import Knowledge
import Storage

/// `/api/v1/evaluations`: questions with the documents that are known to answer them, and how well the search finds these. For
/// admins.
struct EvaluationRoutes: Sendable {
    let editor: EvaluationEditor
    private var desk: EvaluationDesk { editor.desk }

    /// Bytes of a set of questions.
    static let limit = 16 << 20

    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.get("{evaluation}", use: show)
        group.delete("{evaluation}", use: delete)
        group.post("{evaluation}/runs", use: start)
        group.get("{evaluation}/runs/{run}", use: showRun)
        group.delete("{evaluation}/runs/{run}", use: deleteRun)
        group.post("{evaluation}/runs/{run}/cancel", use: cancel)
    }

    private struct CreateBody: Decodable {
        struct Question: Decodable {
            var question: String
            var expected: [String]
        }

        var name: String
        var collection_id: String?
        var assistant: String?
        var questions: [Question]
    }

    private struct RunBody: Decodable {
        var note: String?
    }

    private struct SetDocument: Encodable {
        var evaluation: EvaluationDocument
        var runs: [EvaluationRunDocument]
    }

    private struct FindingsDocument: Encodable {
        var run: EvaluationRunDocument
        var against: EvaluationRunDocument?
        var leg: String
        var wins: [EvaluationQuestionDocument]
        var losses: [EvaluationQuestionDocument]
        var win_count: Int
        var loss_count: Int
        var same_count: Int
        var missed: [EvaluationQuestionDocument]
        var missed_count: Int
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        return try .json(["evaluations": try await desk.sets().map { EvaluationDocument($0.set, newest: $0.newest) }])
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        var request = request
        let body: CreateBody = try await request.decodeJSON(limit: Self.limit)
        var file = QuestionFile()
        for (place, entry) in body.questions.enumerated() {
            file.add(entry.question, expected: entry.expected, line: place + 1)
        }
        let target = try EvaluationEditor.target(collection: body.collection_id, assistant: body.assistant)
        let visit = Visit(request, context)
        let made = try await APIError.ofEvaluation { [file] in
            try await editor.create(name: body.name, target: target, file, visit)
        }
        return try .json(EvaluationDocument(made, newest: nil), status: .created)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let id = try context.identifier("evaluation")
        let (set, runs) = try await APIError.ofEvaluation { (try await desk.set(id), try await desk.runs(of: id)) }
        return try .json(
            SetDocument(
                evaluation: EvaluationDocument(set, newest: runs.first), runs: runs.map(EvaluationRunDocument.init)))
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let id = try context.identifier("evaluation")
        try await APIError.ofEvaluation { try await editor.delete(id, Visit(request, context)) }
        return Response(status: .noContent)
    }

    @Sendable private func start(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let id = try context.identifier("evaluation")
        var request = request
        let body: RunBody = try await request.decodeJSON(limit: 16 * 1024)
        let visit = Visit(request, context)
        let run = try await APIError.ofEvaluation { try await editor.start(id, note: body.note ?? "", visit) }
        return try .json(EvaluationRunDocument(run), status: .accepted)
    }

    @Sendable private func showRun(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let (id, run) = (try context.identifier("evaluation"), try context.identifier("run"))
        let against = try request.queryText("against")?.replacing("\0", with: "")
        let leg = try request.queryText("leg")
        guard leg == nil || leg.map(EvaluationFindings.legs.contains) == true else {
            throw APIError.invalid("leg", "must be keywords, vectors or fused")
        }
        let found = try await APIError.ofEvaluation {
            try await EvaluationFindings(of: run, against: against, leg: leg, in: id, desk)
        }
        func documents(_ entries: [EvaluationFindings.Entry]) -> [EvaluationQuestionDocument] {
            entries.map { EvaluationQuestionDocument($0.question, before: $0.before, after: $0.after, titles: found.titles) }
        }
        return try .json(
            FindingsDocument(
                run: EvaluationRunDocument(found.run), against: found.against.map(EvaluationRunDocument.init), leg: found.leg,
                wins: documents(found.wins), losses: documents(found.losses), win_count: found.winCount,
                loss_count: found.lossCount, same_count: found.same, missed: documents(found.missed),
                missed_count: found.missedCount))
    }

    @Sendable private func deleteRun(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let (id, run) = (try context.identifier("evaluation"), try context.identifier("run"))
        try await APIError.ofEvaluation { try await editor.delete(run: run, of: id, Visit(request, context)) }
        return Response(status: .noContent)
    }

    @Sendable private func cancel(request: Request, context: WebContext) async throws -> Response {
        try context.admin()
        let (id, run) = (try context.identifier("evaluation"), try context.identifier("run"))
        let cancelled = try await APIError.ofEvaluation { try await desk.cancel(run, of: id) }
        return try .json(EvaluationRunDocument(cancelled), status: .accepted)
    }
}

extension WebContext {
    /// What stands in the path; no identifier holds a zero byte, which PostgreSQL refuses.
    func identifier(_ name: String) throws -> String {
        try parameters.require(name).replacing("\0", with: "")
    }
}
