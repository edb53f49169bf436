import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AIRoutes``.
    static let ai = APIArea(
        name: "Chat with a choice of model",
        about: "For programs: the caller may choose who answers, by conversation and by request.",
        schemas: ["AIModel": model, "AIAnswer": answer],
        operations: [models, chat])

    private static let models = APIOperation.get("/ai/models", id: "listAIModels", "List the models to choose from")
        .needing(.key, .token).maying(.models)
        .answering(
            .ok, "Every model, and who would be asked now.",
            .json(
                .object([
                    "models": .list(of: .ref("AIModel")), "provider": .string.optional.about("The current model's."),
                    "current_model": .string.optional.about("Who would be asked first now."),
                    "default_model_id": .string.optional.about("Who is asked first when nothing is out."),
                ]),
                example: [
                    "models": [["id": "openai:gpt-4o-mini", "name": "GPT-4o mini", "provider": "openai", "available": true]],
                    "provider": "openai", "current_model": "openai:gpt-4o-mini", "default_model_id": "openai:gpt-4o-mini",
                ]))

    private static let chat = APIOperation.post("/ai/chat", id: "chatWithAI", "Ask, with a model of choice")
        .explained(
            """
            The chosen model is asked first, and the assistant's chain stands in for it; `attempts` tells who was asked. Both messages \
            are kept in the conversation, which is made when none is given.
            """
        )
        .needing(.key, .token).maying(.chat)
        .spending()
        .taking(
            .object([
                "prompt": .string.with("pattern", "\\S").about("Up to 256 KiB."),
                "model": .string.nullable.optional.about("A `provider:model` of `GET /ai/models`."),
                "conversation_id": .string.nullable.optional.about("The conversation to go on with."),
                "stream": .boolean.nullable.optional,
            ]),
            examples: ["Whole": ["prompt": "Test message"], "Streamed": ["prompt": "Test message", "stream": true]]
        )
        .answering(
            .ok, "The answer, or with `stream` its events.", .json(.ref("AIAnswer"), example: answerExample),
            .events(
                """
                - `started` `{model, conversation_id, message_id}`, with the first content;
                - `delta` `{text}` for every piece;
                - `switched` `{from, to, reason}`: another model goes on where the one before broke off;
                - `done` with the whole answer's document, or `error` with an error envelope, last of all.
                """, named: ["started", "delta", "switched", "done", "error"],
                example: """
                    event: delta
                    data: {"text":"I am well"}


                    """)
        )
        .failing(.badRequest, "content_policy", "The model's content policy declined the request.")
        .failing(.badRequest, "context_length_exceeded", "The conversation is too long for every model that could answer.")
        .failing(.badRequest, "invalid_request", "The model could not take the request.")
        .failing(.notFound, "model_not_found", "No such model; the message names the nearest.")
        .failing(.notFound, "conversation_not_found", "There is no such conversation, or it is another person's.")
        .failing(.unprocessableContent, "model_selection_hidden", "The assistant leaves no choice of models.")
        .failing(.unprocessableContent, "cloud_disabled", "The model is not local, and only local ones may be asked.")
        .failing(.serviceUnavailable, "cloud_disabled", "Only local models may be asked, and none could answer.")
        .failing(.conflict, "already_answering", "An answer is already being made in this conversation.")
        .failing(.badGateway, "answer_interrupted", "The answer broke off and no model could finish it.")
        .failing(
            .badGateway, "invalid_structure", "The assistant has an output schema, and no model gave what fits it."
        )
        .failing(.serviceUnavailable, "all_models_unavailable", "Every model is out.")
        .failing(.serviceUnavailable, "ledger_unavailable", "The answer could not be put on record.")
        .failing(.serviceUnavailable, "no_language_model", "The assistant has an output schema, and no language model.")
        .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")
        .failing(.gatewayTimeout, "answer_timeout", "No model answered within the time that an answer may take.")

    // MARK: Shapes

    private static let model = APISchema.object([
        "id": .string.about("`provider:model`"), "name": .string, "provider": .string, "available": .boolean,
        "context_window": .integer.optional.about("Tokens that fit."), "reason": .string.optional.about("Why it is out."),
        "retry_at": .date.optional,
    ])

    private static let answer = APISchema.object([
        "response": .string, "model": .string.about("The `provider:model` that spoke."), "provider": .string,
        "conversation_id": .string, "message_id": .string,
        "usage": .object([
            "prompt_tokens": .integer, "completion_tokens": .integer, "total_tokens": .integer,
            "estimated": .boolean.about("Whether the provider counted nothing."),
        ]),
        "latency_ms": .integer,
        "attempts": .list(
            of: .object([
                "model": .string, "outcome": .string.about("`success`, `skipped` (known to be out), or how it failed."),
                "latency_ms": .integer, "status": .integer.optional.about("The provider's own."),
            ])),
        "citations": .list(of: .ref("Citation")).optional.about("Where it was answered from documents."),
        "cached": .boolean.optional.about("Whether that answer was given before; so says `x-understudy-cache`."),
    ])

    private static let answerExample: JSONValue = [
        "response": "I am well, thank you.", "model": "openai:gpt-4o-mini", "provider": "openai",
        "conversation_id": "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55", "message_id": "5d0f1f4c-8f0b-4b59-9a37-0a4e8dd0f3b1",
        "usage": ["prompt_tokens": 3, "completion_tokens": 6, "total_tokens": 9, "estimated": false], "latency_ms": 640,
        "attempts": [["model": "openai:gpt-4o-mini", "outcome": "success", "latency_ms": 640, "status": 200]],
    ]
}
