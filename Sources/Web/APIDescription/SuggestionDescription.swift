import Accounts
import Chat
import HTTPTypes
import LanguageModel
import Storage

extension APIArea {
    /// ``SuggestRoutes``, ``SuggestionRoutes`` and ``SuggestionPageRoutes``.
    static let suggestions = APIArea(
        name: "Suggestions for tasks, events and notes",
        about: "What a model suggests, as structure that fits a JSON Schema, or a clear error; never a broken answer.",
        schemas: [
            "TaskSuggestions": fitted(.task), "EventSuggestions": fitted(.event), "NoteSuggestions": fitted(.note),
            "Suggestion": suggestion,
        ],
        operations: [
            suggest("/ai/tasks/suggest", id: "suggestForTask", "Suggest how to do a task", "TaskSuggestions", taskExample),
            suggest(
                "/ai/events/suggest", id: "suggestForEvent", "Suggest how to prepare an event", "EventSuggestions", eventExample),
            suggest("/ai/notes/suggest", id: "suggestForNote", "Suggest what to make of a note", "NoteSuggestions", noteExample),
            list, ask, change, delete,
        ]
            + Suggestion.Kind.allCases.flatMap { [page($0), form($0)] } + [decide, decideAll])

    // MARK: For programs

    private static func suggest(
        _ path: String, id: String, _ summary: String, _ schema: String, _ example: JSONValue
    ) -> APIOperation {
        APIOperation.post(path, id: id, summary)
            .explained(
                """
                The provider's own mode for structured output is used where it has one. A reply that does not fit the schema is sent \
                back once to the model that gave it; when that does not help, the next model of the chain is asked. `attempts` tells \
                every request that was made of a model, `invalid` those that came to nothing usable. Nothing is kept.
                """
            )
            .needing(.key, .token).maying(.chat)
            .taking(asked, examples: ["Example": askedExample])
            .answering(
                .ok, "The suggestions, and the model that made them.",
                .json(
                    .object([
                        "suggestions": .ref(schema), "model": .string.about("The `provider:model` that made them."),
                        "provider": .string, "calls": .integer.about("How many requests were made of models."),
                        "attempts": .list(
                            of: .object([
                                "model": .string, "outcome": .string.about("`success`, `invalid`, or how it failed."),
                                "latency_ms": .integer, "status": .integer.optional.about("The provider's own."),
                            ])),
                        "usage": .object([
                            "prompt_tokens": .integer, "completion_tokens": .integer, "total_tokens": .integer,
                            "estimated": .boolean,
                        ]),
                        "latency_ms": .integer, "request_id": .string,
                    ]),
                    example: [
                        "suggestions": example, "model": "openai:gpt-4o-mini", "provider": "openai", "calls": 1,
                        "attempts": [["model": "openai:gpt-4o-mini", "outcome": "success", "latency_ms": 900]],
                        "usage": ["prompt_tokens": 180, "completion_tokens": 90, "total_tokens": 270, "estimated": false],
                        "latency_ms": 900, "request_id": "req_0b6fba0e",
                    ])
            )
            .askingModels()
    }

    private static let asked = APISchema.object([
        "title": .string.with("pattern", "\\S").about("Up to 1000 bytes."),
        "description": .string.nullable.optional.about("Up to 32 KiB."),
        "model": .string.nullable.optional.about("The `provider:model` to ask first."),
    ])

    private static let askedExample: JSONValue = [
        "title": "Move the office", "description": "We leave on the last day of March.",
    ]

    // MARK: What is kept

    private static let list = APIOperation.get("/api/v1/suggestions", id: "listSuggestions", "List one's suggestions")
        .explained("The newest request first.")
        .reading()
        .query("kind", "Only these.", kind)
        .query("status", "Only these.", status)
        .query("limit", "How many; 200 when missing.", .integer.with("minimum", 1).with("maximum", 1000))
        .answering(
            .ok, "The suggestions.",
            .json(.object(["suggestions": .list(of: .ref("Suggestion"))]), example: ["suggestions": [suggestionExample]])
        )
        .failing(.unprocessableContent, "invalid_parameter", "A parameter of the query is wrong; `param` names it.")

    private static let ask = APIOperation.post(
        "/api/v1/suggestions", id: "askForSuggestions", "Ask for suggestions and keep them"
    )
    .explained("Each part of the answer becomes a suggestion of its own, to be accepted or dismissed.")
    .changing()
    .taking(
        .object([
            "kind": kind, "title": .string.with("pattern", "\\S"), "description": .string.nullable.optional,
            "model": .string.nullable.optional,
        ]), examples: ["Example": ["kind": "task", "title": "Move the office"]]
    )
    .answering(
        .created, "They are kept.",
        .json(
            .object(["suggestions": .list(of: .ref("Suggestion")), "request_id": .string]),
            example: ["suggestions": [suggestionExample], "request_id": "req_0b6fba0e"])
    )
    .askingModels()

    private static let change = APIOperation.patch(
        "/api/v1/suggestions/{id}", id: "changeSuggestion", "Accept, dismiss or reword a suggestion"
    )
    .explained("`due` stays a day, `priority` one of its words, `effort` and `duration` a number of minutes.")
    .changing().ofSuggestion()
    .taking(
        .object(["status": status.nullable.optional, "text": .string.nullable.optional.with("pattern", "\\S")]),
        examples: ["Accept": ["status": "accepted"], "Reword": ["text": "Ask three movers for a price"]]
    )
    .answering(.ok, "The suggestion as it is now.", .json(.ref("Suggestion"), example: suggestionExample))

    private static let delete = APIOperation.delete("/api/v1/suggestions/{id}", id: "deleteSuggestion", "Delete a suggestion")
        .changing().ofSuggestion()
        .answering(.noContent, "It is gone.")

    // MARK: Pages

    private static func page(_ kind: Suggestion.Kind) -> APIOperation {
        APIOperation.get(
            "/assistants/\(kind.path)", id: "\(kind.rawValue)AssistantPage", "The page of the assistant for \(kind.path)"
        )
        .answering(.ok, "The page.", .text("text/html"))
        .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
        .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }

    private static func form(_ kind: Suggestion.Kind) -> APIOperation {
        APIOperation.post(
            "/assistants/\(kind.path)", id: "\(kind.rawValue)AssistantForm", "Ask for suggestions from the page for \(kind.path)"
        )
        .sentFromPage(
            .object(["title": .string, "description": .string.optional, "model": .string.optional]),
            example: ["title": "Move the office"]
        )
        .answering(.badRequest, "The page, which says that the model declined; an error for what is no form.", html, .error)
        .answering(.notFound, "The page, when there is no such model.", html)
        .answering(.unprocessableContent, "The page, which says what is wrong; an error when a field is missing.", html, .error)
        .answering(.badGateway, "The page, which says that no model gave what can be used.", html)
        .answering(.serviceUnavailable, "The page, when no model can answer; an error when what is stored is out.", html, .error)
        .answering(.gatewayTimeout, "The page, when it took too long.", html)
    }

    private static let decide = APIOperation.post(
        "/assistants/suggestions/{id}", id: "decideOnPage", "Decide on a suggestion from the page"
    )
    .ofSuggestion()
    .sentFromPage(.object(["do": decision, "text": .string.optional]), example: ["do": "accept"])
    .failing(.badRequest, "malformed_form", "The form could not be read.")
    .failing(.unprocessableContent, "invalid_parameter", "A field is missing or wrong; `param` names it.")
    .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    private static let decideAll = APIOperation.post(
        "/assistants/suggestions", id: "decideAllOnPage", "Decide on all suggestions of a kind from the page"
    )
    .sentFromPage(.object(["do": .oneOf("accept", "dismiss"), "kind": kind]), example: ["do": "accept", "kind": "task"])
    .failing(.badRequest, "malformed_form", "The form could not be read.")
    .failing(.unprocessableContent, "invalid_parameter", "A field is missing or wrong; `param` names it.")
    .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")

    fileprivate static let html = APIOperation.Content.text("text/html")
    private static let decision = APISchema.oneOf("accept", "dismiss", "restore", "save")

    // MARK: Shapes

    private static let kind = APISchema.oneOf("event", "note", "task")
    private static let status = APISchema.oneOf("pending", "accepted", "dismissed")

    private static func fitted(_ kind: Suggestion.Kind) -> APISchema { APISchema(schema: SuggestionDesk.schema(of: kind)) }

    private static let suggestion = APISchema.object([
        "id": .string, "kind": kind, "source_title": .string.about("The title that it was asked for with."),
        "field": .string.about("Which part it is: `subtask`, `priority`, `agenda`, …"), "text": .string,
        "detail": .string.optional, "minutes": .integer.optional, "status": status,
        "model": .string.about("The `provider:model` that made it."), "request_id": .string, "created_at": .date,
        "updated_at": .date,
    ])

    private static let suggestionExample: JSONValue = [
        "id": "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55", "kind": "task", "source_title": "Move the office", "field": "subtask",
        "text": "Ask three movers for a price", "minutes": 45, "status": "accepted", "model": "openai:gpt-4o-mini",
        "request_id": "req_0b6fba0e", "created_at": "2026-11-21T08:17:38Z", "updated_at": "2026-11-21T08:20:02Z",
    ]

    private static let taskExample: JSONValue = [
        "subtasks": [["title": "Ask three movers for a price", "minutes": 45]], "labels": ["office", "move"], "priority": "high",
        "due": "2026-03-31", "effort_minutes": 960,
    ]

    private static let eventExample: JSONValue = [
        "agenda": [["topic": "What went well", "minutes": 20]], "duration_minutes": 60,
        "attendees": [["role": "Team lead", "reason": "Decides what is changed"]],
        "reminders": [["text": "Collect topics", "minutes_before": 1440]],
    ]

    private static let noteExample: JSONValue = [
        "summary": "The lease ends in March; a mover is still to be found.", "tags": ["office"],
        "outline": [["heading": "The move", "points": ["Lease ends on March 31"]]],
        "follow_ups": ["Ask three movers for a price"],
    ]
}

extension APIOperation {
    /// All that may come of asking a chain for structure.
    fileprivate func askingModels() -> APIOperation {
        failing(.badRequest, "content_policy", "The model declined.")
            .failing(.badRequest, "context_length_exceeded", "It is too long for every model that could answer.")
            .failing(.badRequest, "invalid_request", "The model could not take the request.")
            .failing(.notFound, "model_not_found", "There is no such model.")
            .failing(.badGateway, "answer_interrupted", "The answer broke off and no model could finish it.")
            .failing(.badGateway, "invalid_structure", "Models answered, and none with what fits; `calls` says how often.")
            .failing(.serviceUnavailable, "all_models_unavailable", "Every model is out.")
            .failing(.serviceUnavailable, "no_language_model", "No language model is connected.")
            .failing(.serviceUnavailable, "cancelled", "The answer was stopped.")
            .failing(.serviceUnavailable, "ledger_unavailable", "The answer could not be put on record.")
            .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")
            .failing(.gatewayTimeout, "answer_timeout", "It took longer than it may.")
    }

    fileprivate func ofSuggestion() -> APIOperation {
        parameter("id", "Which suggestion.", example: "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55")
            .failing(.notFound, "suggestion_not_found", "There is no such suggestion, or it is another person's.")
    }

    /// A form of the page, after which the browser goes on to the page.
    fileprivate func sentFromPage(_ schema: APISchema, example: JSONValue) -> APIOperation {
        taking(.form(schema, example: example)).fromOwnPages()
            .answering(.seeOther, "To the page.")
            .answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .failing(.unauthorized, "no_session", "The browser has not opened the page yet.")
            .failing(.forbidden, "not_allowed", "This needs the permission `chat`.")
    }
}
