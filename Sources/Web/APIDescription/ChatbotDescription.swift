import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ChatbotRoutes``.
    static let chatbot = APIArea(
        name: "Chatbot",
        about: "Chat in sessions that the caller names, with recommendations from a catalogue.",
        schemas: ["Recommendation": recommendation, "SessionMessage": message],
        operations: [chat, history, forget, sessions, recommend, status])

    private static let chat = APIOperation.post("/api/chatbot/chat", id: "chatInSession", "Say something in a session")
        .explained(
            """
            The session begins with its first message. Recommendations are always items of the catalogue that are active and in stock: what \
            the model named first, then what the words find. When no model can answer and there is a catalogue, `model` is null, \
            `response` says so, and the recommendations are a plain search.
            """
        )
        .needing(.key, .token).maying(.chat)
        .spending()
        .taking(
            .object(["session_id": sessionName, "message": .string.with("pattern", "\\S").about("Up to 256 KiB.")]),
            examples: ["Example": ["session_id": "test1", "message": "Hello chatbot"]]
        )
        .answering(
            .ok, "The reply.",
            .json(
                .object([
                    "response": .string, "session_id": .string, "recommendations": .list(of: .ref("Recommendation")),
                    "dropped": dropped,
                    "model": .string.nullable.about("The `provider:model` that spoke."),
                    "retry_after_seconds": .integer.optional.about("When to ask again, where no model could answer."),
                    "citations": .list(of: .ref("Citation")).optional.about("Where it was answered from documents."),
                    "cached": .boolean.optional.about("Whether that answer was given before."),
                ]),
                example: [
                    "response": "Take the Willow Violin.", "session_id": "test1", "model": "local:llama2",
                    "recommendations": [recommendationExample], "dropped": ["out_of_stock": 1],
                ])
        )
        .failing(.badRequest, "content_policy", "The model's content policy declined the request.")
        .failing(.badRequest, "context_length_exceeded", "The session is too long for every model that could answer.")
        .failing(.badRequest, "invalid_request", "The model could not take the request.")
        .failing(.conflict, "already_answering", "An answer is already being made in this session.")
        .failing(.badGateway, "answer_interrupted", "The answer broke off, and there is no catalogue.")
        .failing(
            .badGateway, "invalid_structure", "The assistant has an output schema, and no model gave what fits it."
        )
        .failing(.serviceUnavailable, "no_language_model", "The assistant has an output schema, and no language model.")
        .failing(.serviceUnavailable, "all_models_unavailable", "Every model is out, and there is no catalogue.")
        .failing(.serviceUnavailable, "ledger_unavailable", "The answer could not be put on record.")
        .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")
        .failing(.gatewayTimeout, "answer_timeout", "No model answered in time, and there is no catalogue.")

    private static let history = APIOperation.get(
        "/api/chatbot/history/{session_id}", id: "readSession", "Read a session"
    )
    .needing(.key, .token).maying(.read).ofSession()
    .answering(
        .ok, "Its messages, the oldest first.",
        .json(
            .object(["session_id": .string, "messages": .list(of: .ref("SessionMessage"))]),
            example: ["session_id": "test1", "messages": [messageExample]]))

    private static let forget = APIOperation.delete(
        "/api/chatbot/history/{session_id}", id: "forgetSession", "Forget a session"
    )
    .explained("With all its messages, for good.")
    .needing(.key, .token).maying(.chat).ofSession()
    .answering(.noContent, "It is gone.")

    private static let sessions = APIOperation.get("/api/chatbot/sessions", id: "listSessions", "List one's sessions")
        .explained("The 200 that were used last, the newest first.")
        .needing(.key, .token).maying(.read)
        .answering(
            .ok, "The sessions.",
            .json(
                .object([
                    "sessions": .list(
                        of: .object([
                            "session_id": .string, "title": .string, "message_count": .integer, "created_at": .date,
                            "updated_at": .date,
                        ]))
                ]),
                example: [
                    "sessions": [
                        [
                            "session_id": "test1", "title": "Hello chatbot", "message_count": 2,
                            "created_at": "2026-11-21T09:00:00Z", "updated_at": "2026-11-21T09:05:00Z",
                        ]
                    ]
                ]))

    private static let recommend = APIOperation.get(
        "/api/chatbot/recommendations/{session_id}", id: "recommendForSession", "See what fits a session"
    )
    .needing(.key, .token).maying(.read).ofSession()
    .answering(
        .ok, "What came with the last answer that had recommendations, as it did then; nothing where there is no catalogue.",
        .json(
            .object(["session_id": .string, "recommendations": .list(of: .ref("Recommendation")), "dropped": dropped]),
            example: ["session_id": "test1", "recommendations": [recommendationExample], "dropped": [:]]))

    private static let status = APIOperation.get("/api/chatbot/status", id: "readChatbotStatus", "See who could answer")
        .explained("Asks the model servers whether they are there.")
        .needing(.key, .token).maying(.models)
        .answering(
            .ok, "Whether somebody could answer now.",
            .json(
                .object([
                    "status": .oneOf("ok", "degraded", "unavailable"),
                    "model_servers": .list(
                        of: .object([
                            "provider": .string, "answers": .boolean, "problem": .string.optional, "latency_ms": .integer,
                        ])),
                    "models": .list(
                        of: .object(["id": .string, "available": .boolean, "reason": .string.optional.about("Why it is out.")])),
                    "catalogue_items": .integer.optional,
                ]),
                example: [
                    "status": "ok", "model_servers": [["provider": "local", "answers": true, "latency_ms": 3]],
                    "models": [["id": "local:llama2", "available": true]], "catalogue_items": 48,
                ]))

    // MARK: Shapes

    fileprivate static let sessionName = APISchema.string.with("pattern", "^[^\\u0000]{1,200}$")
        .about("Any name of the caller's choice.")

    private static let recommendation = APISchema.object([
        "id": .string, "name": .string, "reason": .string.about("In plain words."), "category": .string.optional,
        "description": .string.optional, "price": .number.optional, "currency": .string.optional, "stock": .integer.optional,
        "picture_url": .string.optional,
    ])

    private static let dropped = APISchema.map(of: .integer).about(
        "How many items that the answer named were left out, by `unknown`, `inactive`, `out_of_stock` and `already_theirs`.")

    private static let message = APISchema.object([
        "id": .string, "role": .oneOf("system", "user", "assistant", "tool"), "content": .string,
        "model": .string.optional.about("The `provider:model` that answered."),
        "status": .oneOf("complete", "streaming", "stopped", "interrupted", "failed"), "created_at": .date,
    ])

    private static let recommendationExample: JSONValue = [
        "id": "VN-01", "name": "Willow Violin", "reason": "Named in the answer; 5 in stock.", "category": "Bowed strings",
        "price": 14, "currency": "EUR", "stock": 5,
    ]

    private static let messageExample: JSONValue = [
        "id": "m1", "role": "user", "content": "Hello chatbot", "status": "complete", "created_at": "2026-11-21T09:00:00Z",
    ]
}

extension APIOperation {
    fileprivate func ofSession() -> APIOperation {
        parameter("session_id", "The session's name, percent-encoded.", APIArea.sessionName, example: "test1")
            .failing(.notFound, "conversation_not_found", "There is no such session, or it is another person's.")
            .failing(.unprocessableContent, "invalid_parameter", "It is no session's name.")
    }
}
