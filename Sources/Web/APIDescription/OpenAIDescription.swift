import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``OpenAIRoutes`` and ``EmbeddingRoutes``.
    static let openAI = APIArea(
        name: "OpenAI-compatible",
        about: "For programs. Existing OpenAI clients work by changing their base URL to `/v1`.",
        schemas: [
            "ChatMessage": message, "ChatContent": content, "ChatContentPart": contentPart, "ChatToolCall": toolCall,
            "ChatTool": tool,
            "ChatCompletionRequest": completionRequest, "ChatCompletion": completion, "ChatUsage": usage,
            "ModelName": modelName,
        ],
        operations: [complete, embed, listModels, readModel])

    private static let complete = APIOperation.post("/v1/chat/completions", id: "createChatCompletion", "Answer a conversation")
        .explained(
            """
            `model` is an assistant, a chain, or one `provider:model`. When the model that leads fails, the next of its chain goes \
            on; `model` in the answer is the one that spoke. With `stream` the answer comes as server-sent events. Parameters not \
            listed here are passed on to providers that may know them.
            """
        )
        .needing(.key, .token).maying(.chat)
        .spending()
        .taking(
            .ref("ChatCompletionRequest"), examples: ["Whole": question(streamed: false), "Streamed": question(streamed: true)]
        )
        .answering(
            .ok, "The answer, or with `stream` its events.", .json(.ref("ChatCompletion"), example: completionExample),
            .events(
                """
                Each event is one `data:` line with a `chat.completion.chunk`: its `choices[0].delta` carries `role`, `content` or \
                `tool_calls`, and the last one a `finish_reason`. With `stream_options.include_usage` a chunk with `usage` and no \
                choices follows. `data: [DONE]` ends a whole answer. An answer that broke off and could not be rescued ends with an \
                error envelope in a `data:` line, and without `[DONE]`.
                """, example: streamExample)
        )
        .failing(.badRequest, "content_policy", "The model's content policy declined the request.")
        .failing(.badRequest, "context_length_exceeded", "The conversation is too long for every model that could answer.")
        .failing(.badRequest, "invalid_request", "The model could not take the request.")
        .failing(.notFound, "model_not_found", "No such assistant, chain or model; the message names the nearest.")
        .failing(.badGateway, "answer_interrupted", "The answer broke off and no model could finish it.")
        .failing(
            .badGateway, "invalid_structure", "The assistant has an output schema, and no model gave what fits it."
        )
        .failing(.serviceUnavailable, "all_models_unavailable", "Every model of the chain is out.")
        .failing(.serviceUnavailable, "ledger_unavailable", "The answer could not be put on record.")
        .failing(.serviceUnavailable, "no_language_model", "The assistant has an output schema, and no language model.")
        .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")
        .failing(.gatewayTimeout, "answer_timeout", "No model answered within the time that an answer may take.")

    private static let listModels = APIOperation.get("/v1/models", id: "listModels", "List what may stand as model")
        .explained("Assistants, chains, and every model of a chain.")
        .needing(.key, .token).maying(.models)
        .answering(
            .ok, "Every name.",
            .json(
                .object(["object": .oneOf("list"), "data": .list(of: .ref("ModelName"))]),
                example: ["object": "list", "data": [modelExample]]))

    private static let readModel = APIOperation.get("/v1/models/{id}", id: "readModel", "Look up one name")
        .needing(.key, .token).maying(.models)
        .parameter("id", "An assistant, a chain, or a `provider:model`; slashes in it escaped.", example: "default")
        .answering(.ok, "There is such a name.", .json(.ref("ModelName"), example: modelExample))
        .failing(.notFound, "model_not_found", "No such assistant, chain or model; the message names the nearest.")

    // MARK: Shapes

    private static let modelName = APISchema.object([
        "id": .string, "object": .oneOf("model"), "created": .integer,
        "owned_by": .string.about("The provider, or `understudy`."),
    ])

    private static let contentPart = APISchema.any(
        of: .object(["type": .oneOf("text"), "text": .string]),
        .object([
            "type": .oneOf("image_url"),
            "image_url": .object(["url": .string.about("An address, or a `data:` URL in base64.")]),
        ]),
        .object(["type": .oneOf("refusal"), "refusal": .string.about("What an assistant said instead.")]))

    private static let content = APISchema.any(
        of: .string.with("minLength", 1), .list(of: .ref("ChatContentPart")).with("minItems", 1))

    /// An assistant may have said nothing.
    private static let answered = APISchema.any(of: .string, .list(of: .ref("ChatContentPart")))

    private static let toolCall = APISchema.object([
        "id": .string, "type": .oneOf("function").optional,
        "function": .object(["name": .string, "arguments": .string.about("JSON.")]),
    ])

    private static let message = APISchema.any(
        of: .object(["role": .oneOf("system", "developer", "user"), "content": .ref("ChatContent")]),
        .object([
            "role": .oneOf("assistant"), "content": answered.nullable.optional,
            "tool_calls": .list(of: .ref("ChatToolCall")).nullable.optional,
        ]),
        .object(["role": .oneOf("tool"), "content": .ref("ChatContent"), "tool_call_id": .string]))

    private static let tool = APISchema.object([
        "type": .oneOf("function").optional,
        "function": .object([
            "name": .string, "description": .string.nullable.optional,
            "parameters": APISchema.object([:]).nullable.optional.about("A JSON Schema."),
        ]),
    ])

    private static let completionRequest = APISchema.object([
        "model": .string.with("minLength", 1).about("An assistant, a chain, or a `provider:model`."),
        "messages": .list(of: .ref("ChatMessage")).with("minItems", 1),
        "stream": .boolean.nullable.optional,
        "stream_options": .object(["include_usage": .boolean.nullable.optional]).nullable.optional,
        "temperature": .number.nullable.optional.with("minimum", 0).with("maximum", 2),
        "top_p": .number.nullable.optional.with("minimum", 0).with("maximum", 1),
        "max_completion_tokens": .integer.nullable.optional.with("minimum", 1).with("maximum", 10_000_000),
        "max_tokens": .integer.nullable.optional.with("minimum", 1).with("maximum", 10_000_000),
        "n": .integer.nullable.optional.with("minimum", 1).with("maximum", 1),
        "stop": .any(of: .string, .list(of: .string).with("maxItems", 16)).nullable.optional,
        "response_format": responseFormat.nullable.optional,
        "tools": .list(of: .ref("ChatTool")).nullable.optional,
        "tool_choice": .any(
            of: .oneOf("auto", "none", "required"),
            .object(["type": .oneOf("function").optional, "function": .object(["name": .string])])
        ).nullable.optional,
    ])

    /// An assistant with an output schema answers with that where a caller asks for no form.
    private static let responseFormat = APISchema.any(
        of: .object(["type": .oneOf("text", "json_object")]),
        .object([
            "type": .oneOf("json_schema"),
            "json_schema": .object([
                "name": .string.with("pattern", "^[A-Za-z0-9_-]{1,64}$"), "description": .string.nullable.optional,
                "strict": .boolean.nullable.optional.about("Whether the provider shall hold its model to every word of it."),
                "schema": .object([:]).nullable.optional.about("A JSON Schema. Whether the answer fits is the provider's word."),
            ]),
        ])
    ).about(
        """
        The form of the answer. It reaches providers that have a mode for it as theirs, others as an instruction. Without it, an \
        assistant with an output schema answers with one JSON value that is checked against that schema.
        """)

    private static let usage = APISchema.object([
        "prompt_tokens": .integer, "completion_tokens": .integer, "total_tokens": .integer,
        "prompt_tokens_details": .object(["cached_tokens": .integer]),
        "completion_tokens_details": .object(["reasoning_tokens": .integer]),
    ])

    private static let completion = APISchema.object([
        "id": .string, "object": .oneOf("chat.completion"), "created": .integer.about("Unix time in seconds."),
        "model": .string.about("The model that spoke."),
        "choices": .list(
            of: .object([
                "index": .integer,
                "message": .object([
                    "role": .oneOf("assistant"), "content": .string.nullable, "refusal": .string.nullable,
                    "tool_calls": .list(of: .ref("ChatToolCall")).optional,
                    "citations": .list(of: .ref("Citation")).optional
                        .about("Where the assistant answers from documents; in a stream they are in the last delta."),
                    "cached": .boolean.optional
                        .about(
                            "Whether that answer was given before; beside `citations`. So says `x-understudy-cache`: hit or miss."
                        ),
                ]),
                "finish_reason": .oneOf("stop", "length", "tool_calls", "content_filter"),
            ])),
        "usage": .ref("ChatUsage"),
    ])

    // MARK: Examples

    private static func question(streamed: Bool) -> JSONValue {
        ["model": "default", "messages": [["role": "user", "content": "Hello, how are you?"]], "stream": .bool(streamed)]
    }

    private static let modelExample: JSONValue = [
        "id": "default", "object": "model", "created": 0, "owned_by": "understudy",
    ]

    private static let completionExample: JSONValue = [
        "id": "chatcmpl-req_1", "object": "chat.completion", "created": 1_790_000_000, "model": "gemini:gemini-exp-1206",
        "choices": [
            [
                "index": 0, "finish_reason": "stop",
                "message": ["role": "assistant", "content": "I am well, thank you.", "refusal": nil],
            ]
        ],
        "usage": [
            "prompt_tokens": 12, "completion_tokens": 6, "total_tokens": 18, "prompt_tokens_details": ["cached_tokens": 0],
            "completion_tokens_details": ["reasoning_tokens": 0],
        ],
    ]

    private static let streamExample = """
        data: {"id":"chatcmpl-req_1","object":"chat.completion.chunk","created":1790000000,"model":"gemini:gemini-exp-1206",\
        "choices":[{"index":0,"delta":{"content":"I am"},"finish_reason":null}]}

        data: [DONE]


        """
}
