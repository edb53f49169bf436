import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``EvaluationRoutes``; the pages are with those of all admins.
    static let evaluations = APIArea(
        name: "Evaluations",
        about: "Questions with the documents that are known to answer them, and how well the search finds these.",
        schemas: ["Evaluation": evaluation, "EvaluationRun": run, "EvaluationQuestion": question],
        operations: [list, create, read, delete, start, readRun, deleteRun, cancel])

    private static let list = APIOperation.get("/api/v1/evaluations", id: "listEvaluations", "List the evaluations")
        .explained("The newest first, each with its newest run.")
        .forAdmins()
        .answering(
            .ok, "The evaluations.",
            .json(.object(["evaluations": .list(of: .ref("Evaluation"))]), example: ["evaluations": [evaluationExample]]))

    private static let create = APIOperation.post("/api/v1/evaluations", id: "createEvaluation", "Take questions in")
        .explained(
            """
            For `collection_id`, or for what an `assistant` knows. Documents are named by their file's name, title or id. All \
            questions are taken in, or none: the answer then names the entries that cannot be used, counted from 1. Only what every \
            admin may read can be searched.
            """
        )
        .forAdmins()
        .taking(
            .object([
                "name": .string.with("pattern", "\\S").about("Up to 200 bytes."),
                "collection_id": .string.nullable.optional, "assistant": .string.nullable.optional,
                "questions": .list(
                    of: .object(["question": .string.about("Up to 2000 characters."), "expected": .list(of: .string)])
                ).about("Up to 10,000; one that is there twice counts as one."),
            ]),
            examples: [
                "Example": [
                    "name": "Support", "collection_id": "0d6c",
                    "questions": [["question": "When do you open?", "expected": ["hours.md"]]],
                ]
            ]
        )
        .answering(.created, "The evaluation.", .json(.ref("Evaluation"), example: evaluationExample))
        .failing(.unprocessableContent, "questions_unusable", "Entries cannot be used; the message names the first of them.")

    private static let read = APIOperation.get(
        "/api/v1/evaluations/{evaluation}", id: "readEvaluation", "Read an evaluation and its runs"
    )
    .forAdmins().ofEvaluation()
    .answering(
        .ok, "The evaluation, and its runs, the newest first.",
        .json(
            .object(["evaluation": .ref("Evaluation"), "runs": .list(of: .ref("EvaluationRun"))]),
            example: ["evaluation": evaluationExample, "runs": [runExample]]))

    private static let delete = APIOperation.delete(
        "/api/v1/evaluations/{evaluation}", id: "deleteEvaluation", "Delete an evaluation with its runs"
    )
    .forAdmins().ofEvaluation()
    .answering(.noContent, "It is gone.")

    private static let start = APIOperation.post(
        "/api/v1/evaluations/{evaluation}/runs", id: "runEvaluation", "Ask the questions"
    )
    .explained("One run of all is under way at a time; the others wait. Reading the run tells how far it is.")
    .forAdmins().ofEvaluation()
    .taking(
        .object(["note": .string.nullable.optional.about("What has changed since the last run; up to 200 bytes.")]),
        examples: ["Example": ["note": "smaller passages"]]
    )
    .answering(.accepted, "The run, which waits for its turn.", .json(.ref("EvaluationRun"), example: runExample))
    .failing(.conflict, "evaluation_running", "A run of it waits or is under way.")

    private static let readRun = APIOperation.get(
        "/api/v1/evaluations/{evaluation}/runs/{run}", id: "readEvaluationRun", "Read a run, or compare it with another"
    )
    .explained("With `against` the questions that are answered better or worse than then, without it those that are missed.")
    .forAdmins().ofEvaluationRun()
    .query("against", "The run before.", .string)
    .query("leg", "By which search; the best that both runs have when missing.", legName)
    .answering(
        .ok, "The run, and up to 100 questions of each kind.",
        .json(
            .object([
                "run": .ref("EvaluationRun"), "against": APISchema.ref("EvaluationRun").optional, "leg": legName,
                "wins": .list(of: .ref("EvaluationQuestion")), "losses": .list(of: .ref("EvaluationQuestion")),
                "win_count": .integer, "loss_count": .integer, "same_count": .integer,
                "missed": .list(of: .ref("EvaluationQuestion")), "missed_count": .integer,
            ]),
            example: [
                "run": runExample, "leg": "fused", "wins": [], "losses": [], "win_count": 0, "loss_count": 0, "same_count": 0,
                "missed": [questionExample], "missed_count": 1,
            ]))

    private static let deleteRun = APIOperation.delete(
        "/api/v1/evaluations/{evaluation}/runs/{run}", id: "deleteEvaluationRun", "Delete a run"
    )
    .forAdmins().ofEvaluationRun()
    .answering(.noContent, "It is gone.")
    .failing(.conflict, "evaluation_running", "It waits or is under way.")

    private static let cancel = APIOperation.post(
        "/api/v1/evaluations/{evaluation}/runs/{run}/cancel", id: "cancelEvaluationRun", "Cancel a run"
    )
    .forAdmins().ofEvaluationRun()
    .answering(.accepted, "The run, which ends soon.", .json(.ref("EvaluationRun"), example: runExample))
    .failing(.conflict, "nothing_to_cancel", "The run has ended.")

    // MARK: Pages

    static let evaluationPages: [APIOperation] = [
        APIOperation.get("/admin/evaluations", id: "evaluationsPage", "The page of evaluations")
            .query("done", "What was just done, which the page then says.", .string).pageForAdmins(),
        APIOperation.post("/admin/evaluations", id: "createEvaluationOnPage", "Take a file of questions in on the page")
            .explained("A form with `name`, `target` (`collection:` or `assistant:` and an id) and `file`.")
            .taking(.text("multipart/form-data"))
            .behindTheGate()
            .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .answering(.unprocessableContent, "The page, which names the lines that cannot be used.", .text("text/html"))
            .failing(.badRequest, "malformed_form", "The form could not be read."),
        APIOperation.get("/admin/evaluations/{evaluation}", id: "evaluationPage", "The page of one evaluation")
            .query("done", "What was just done, which the page then says.", .string).pageForAdmins().ofEvaluation(),
        APIOperation.post(
            "/admin/evaluations/{evaluation}", id: "changeEvaluationOnPage", "Run or delete it, cancel or delete a run"
        )
        .formForAdmins(
            [
                "do": .oneOf("run", "cancel", "remove", "delete"), "run": .string.optional.about("With `cancel` and `remove`."),
                "note": .string.optional.about("With `run`."),
                "confirmed": .string.optional.about("With `delete`, once it is meant."),
            ], example: ["do": "run", "note": "smaller passages"]
        )
        .ofEvaluation(),
        APIOperation.get(
            "/admin/evaluations/{evaluation}/runs/{run}", id: "evaluationRunPage", "The page of a run, beside another one"
        )
        .query("against", "The run before.", .string).query("leg", "By which search.", .string).pageForAdmins()
        .ofEvaluationRun(),
    ]

    // MARK: Shapes

    private static let legName = APISchema.oneOf("keywords", "vectors", "fused")

    private static let evaluation = APISchema.object([
        "id": .string, "name": .string, "collection_id": .string.optional, "assistant": .string.optional,
        "questions": .integer, "created_at": .date, "newest": APISchema.ref("EvaluationRun").optional.about("Its newest run."),
    ])

    private static let run = APISchema.object([
        "id": .string, "number": .integer.about("Counts the runs of an evaluation."), "note": .string,
        "status": .oneOf("queued", "running", "done", "failed", "cancelled", "interrupted"),
        "reason": .string.optional.about("Why it failed."), "done": .integer.about("Questions."), "total": .integer,
        "ground": APISchema.object([
            "collections": .list(
                of: .object([
                    "id": .string, "name": .string, "version": .integer, "documents": .integer,
                    "indexing": .integer.about("Not ready then."), "chunk_size": .integer, "chunk_overlap": .integer,
                ])), "embedding_model": .string.optional, "program_version": .string,
            "changed_meanwhile": .boolean.about("Whether the documents changed while it ran."),
        ]).optional.about("What it was made on."),
        "legs": .list(
            of: .object([
                "name": legName, "ndcg_10": .number, "recall_10": .number, "mrr": .number,
                "p50_ms": .number.about("Milliseconds a question, the median."), "p95_ms": .number,
            ])
        ).about("Empty until it is done."), "created_at": .date, "ended_at": .date.optional,
    ])

    private static let answer = APISchema.object([
        "ndcg_10": .number, "recall_10": .number, "reciprocal_rank": .number, "ms": .number,
        "found": .list(of: .object(["document_id": .string, "title": .string.optional, "expected": .boolean]))
            .about("The first ten documents."),
    ])

    private static let question = APISchema.object([
        "question": .string, "expected": .list(of: .string), "before": answer.optional, "after": answer,
    ])

    private static let runExample: JSONValue = [
        "id": "r1", "number": 1, "note": "smaller passages", "status": "done", "done": 1, "total": 1,
        "ground": [
            "collections": [
                [
                    "id": "0d6c", "name": "Handbook", "version": 12, "documents": 12, "indexing": 0, "chunk_size": 1200,
                    "chunk_overlap": 150,
                ]
            ], "program_version": "0.1.0", "changed_meanwhile": false,
        ],
        "legs": [["name": "keywords", "ndcg_10": 0.91, "recall_10": 1, "mrr": 0.9, "p50_ms": 1.2, "p95_ms": 3.4]],
        "created_at": "2026-11-21T08:17:38Z", "ended_at": "2026-11-21T08:17:40Z",
    ]
    private static let evaluationExample: JSONValue = [
        "id": "e1", "name": "Support", "collection_id": "0d6c", "questions": 1, "created_at": "2026-11-21T08:17:38Z",
    ]
    private static let questionExample: JSONValue = [
        "question": "When do you open?", "expected": ["hours.md"],
        "after": ["ndcg_10": 0, "recall_10": 0, "reciprocal_rank": 0, "ms": 1.2, "found": []],
    ]
}

extension APIOperation {
    fileprivate func ofEvaluation() -> APIOperation {
        parameter("evaluation", "Which evaluation.", example: "e1")
            .failing(.notFound, "evaluation_not_found", "There is no such evaluation, or no such run of it.")
    }

    fileprivate func ofEvaluationRun() -> APIOperation {
        ofEvaluation().parameter("run", "Which run.", example: "r1")
    }
}
