import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``EmbeddingRoutes``, in the area of the OpenAI-compatible API.
    static let embed = APIOperation.post("/v1/embeddings", id: "createEmbeddings", "Turn texts into vectors")
        .explained("Vectors of two models do not compare, so the model that is named answers, or none does.")
        .needing(.key, .token).maying(.embeddings).spending()
        .taking(request, examples: ["Example": ["model": "gemini:text-embedding-004", "input": ["Hello", "Good day"]]])
        .answering(
            .ok, "A vector for each input, in their order.",
            .json(
                response,
                example: [
                    "object": "list", "model": "gemini:text-embedding-004",
                    "data": [["object": "embedding", "index": 0, "embedding": [0.12, -0.7, 0.33]]],
                    "usage": ["prompt_tokens": 3, "total_tokens": 3],
                ])
        )
        .failing(.badRequest, "model_ambiguous", "Several providers have a model of this name; the message names them.")
        .failing(.badRequest, "embeddings_not_supported", "The provider makes no embeddings.")
        .failing(.badRequest, "context_length_exceeded", "An input is too long for the model.")
        .failing(.badRequest, "invalid_request", "The model could not take the request.")
        .failing(.notFound, "model_not_found", "No such model; the message names the nearest.")
        .failing(.serviceUnavailable, "all_models_unavailable", "The model is out.")
        .failing(.serviceUnavailable, "ledger_unavailable", "The answer could not be put on record.")
        .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")
        .failing(.gatewayTimeout, "answer_timeout", "The model did not answer in time.")

    private static let text = APISchema.string.with("minLength", 1)
    private static let tokens = APISchema.list(of: .integer.with("minimum", 0).with("maximum", .integer(Int(Int32.max)))).with(
        "minItems", 1)

    private static let most = JSONValue.integer(EmbeddingBody.mostInputs)

    private static let request = APISchema.object([
        "model": text.about("A model's name, or `provider:model`."),
        "input": .any(
            of: text, .list(of: text).with("minItems", 1).with("maxItems", most), tokens.with("maxItems", most),
            .list(of: tokens).with("minItems", 1).with("maxItems", most)
        ).about("Texts, or lists of token ids."),
        "encoding_format": .oneOf("float", "base64").nullable.optional
            .about("`base64` is of 32-bit floats, the lowest byte first."),
        "dimensions": .integer.nullable.optional.with("minimum", 1)
            .with("maximum", .integer(EmbeddingBody.mostDimensions)),
    ])

    private static let response = APISchema.object([
        "object": .oneOf("list"), "model": .string.about("The `provider:model` that answered."),
        "data": .list(
            of: .object([
                "object": .oneOf("embedding"), "index": .integer, "embedding": .any(of: .list(of: .number), .string),
            ])),
        "usage": .object(["prompt_tokens": .integer, "total_tokens": .integer]),
    ])
}
