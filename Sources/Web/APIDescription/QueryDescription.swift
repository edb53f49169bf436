import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``QueryRoutes``.
    static let queries = APIArea(
        name: "Answers from documents",
        about: """
            Questions that are answered from the documents that you may read, with citations that were checked. Without any \
            credential you are a visitor, and read what everybody may.
            """,
        schemas: [
            "Citation": citationShape, "CitedSentence": sentenceShape, "QueryAnswer": queryAnswer, "Selection": selectionShape,
        ],
        operations: [query, select])

    private static let query = APIOperation.post("/api/v1/chat/query", id: "queryDocuments", "Ask the documents")
        .explained(
            """
            The answer comes from the documents alone: where they do not contain it, no model is asked, and the answer says so. \
            Earlier questions of the session are its context.
            """
        )
        .asked()
        .taking(
            .object([
                "question": .string.with("pattern", "\\S").about("Up to 32 KiB."),
                "session_id": session, "collection": collection, "filter": filter, "assistant": assistant,
                "stream": .boolean.nullable.optional,
            ]),
            examples: [
                "Whole": ["question": "test", "session_id": "test-uuid"],
                "Of some documents": [
                    "question": "When are you open?", "session_id": "test-uuid", "filter": ["year": 2026, "kind": "notice"],
                ],
                "Streamed": ["question": "When are you open?", "session_id": "test-uuid", "stream": true],
            ]
        )
        .answeringFromDocuments()

    private static let select = APIOperation.post(
        "/api/v1/chat/selection", id: "askAboutSelection", "Ask about a selected passage"
    )
    .explained(
        """
        The passage is source `[1]`; others are found in the documents. It is cited as a part of a document only where you may \
        read that document and the passage stands at the place given.
        """
    )
    .asked()
    .taking(
        .object([
            "selected_text": .string.with("pattern", "\\S").about("Up to 64 KiB."),
            "question": .string.nullable.optional.with("pattern", "\\S")
                .about("What the passage means, when it is missing. Up to 32 KiB."),
            "session_id": session,
            "source_url": .string.nullable.optional.with("pattern", "^[Hh][Tt][Tt][Pp][Ss]?://").about(
                "The page that it stands on."),
            "title": .string.nullable.optional.about("That page's."),
            "document_id": .string.nullable.optional.about("The document that it stands in."),
            "start": .integer.nullable.optional.with("minimum", 0).with("maximum", .integer(Selection.offsets.upperBound))
                .about("Where it begins; in a document's text in Unicode scalars."),
            "end": .integer.nullable.optional.with("minimum", 0).with("maximum", .integer(Selection.offsets.upperBound)).about(
                "Behind its last character; not before `start`."),
            "collection": collection, "filter": filter, "assistant": assistant, "stream": .boolean.nullable.optional,
        ]),
        examples: [
            "Example": [
                "selected_text": "We are open from nine to five.", "question": "Also on Sundays?", "session_id": "test-uuid",
                "source_url": "https://example.com/hours",
            ]
        ]
    )
    .answeringFromDocuments()

    private static let session = APISchema.string.nullable.optional
        .about("Any name for the session, up to 512 bytes; a new one when it is missing.")
    private static let collection = APISchema.string.nullable.optional
        .about(
            "The identifier or name of the one collection to answer from; those of the assistant, or else all, when it is missing."
        )
    private static let filter = APISchema.map(of: .any(of: .string, .number, .boolean)).with("maxProperties", 16).nullable
        .optional
        .about(
            """
            Only documents whose `metadata` has each of these under the same name, or a list with it there; numbers are compared as \
            numbers. Up to 16 names and 16 KiB.
            """)
    private static let assistant = APISchema.string.nullable.optional.about(
        "Who answers; the first assistant when it is missing.")

    // MARK: Shapes

    private static let citationShape = APISchema.object([
        "index": .integer.about("The `n` of the `[n]` in the answer."),
        "document_id": .string.nullable.about("null for what is of no document."), "collection_id": .string.nullable,
        "title": .string, "url": .string.nullable.about("Where the document is from, if that is the web."),
        "headings": .list(of: .string).about("Those above the passage, outermost first."),
        "page": .integer.nullable, "quote": .string.about("What stands there, word for word."),
        "start": .integer.about("Where the quote begins in the document's text, in Unicode scalars."), "end": .integer,
        "score": .number.about("How near the passage is to the question: higher is nearer."),
        "verified": .boolean.about("Whether the quote's passage bears out every sentence that cites it, as far as words tell."),
    ])

    private static let sentenceShape = APISchema.object([
        "start": .integer.about("Where the sentence begins in the answer, in Unicode scalars."), "end": .integer,
        "citations": .list(of: .integer), "verified": .boolean.about("false, too, for a claim that cites nothing."),
    ])

    static let selectionShape = APISchema.object([
        "text": .string, "source_url": .string.optional, "title": .string.optional, "document_id": .string.optional,
        "collection_id": .string.optional, "start": .integer.optional, "end": .integer.optional,
    ])

    private static let queryAnswer = APISchema.object([
        "answer": .string.about("Markdown. Each `[n]` in it, but in code, is one of the citations."),
        "citations": .list(of: .ref("Citation")), "sentences": .list(of: .ref("CitedSentence")),
        "coverage": .oneOf("answered", "not_covered", "still_indexing"),
        "indexing": .integer.about("How many documents were still being read."),
        "model": .string.about("The `provider:model` that spoke; `builtin:documents` where none was asked."),
        "cached": .boolean, "latency_ms": .integer, "session_id": .string, "conversation_id": .string, "message_id": .string,
        "request_id": .string,
    ])

    static let queryAnswerExample: JSONValue = [
        "answer": "We are open from nine to five [1].",
        "citations": [
            [
                "index": 1, "document_id": "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55",
                "collection_id": "5d0f1f4c-8f0b-4b59-9a37-0a4e8dd0f3b1", "title": "Opening hours", "url": .null,
                "headings": ["Weekdays"], "page": .null, "quote": "Our shop is open from nine to five.", "start": 120, "end": 155,
                "score": 0.83, "verified": true,
            ]
        ],
        "sentences": [["start": 0, "end": 34, "citations": [1], "verified": true]], "coverage": "answered", "indexing": 0,
        "model": "openai:gpt-4o-mini", "cached": false, "latency_ms": 640, "session_id": "test-uuid",
        "conversation_id": "c0d7e1f2-6a5b-4c3d-8e9f-0a1b2c3d4e5f", "message_id": "f1e2d3c4-b5a6-4978-8a9b-0c1d2e3f4a5b",
        "request_id": "req_5f2b8a",
    ]
}

extension APIOperation {
    /// Who may ask: anybody, where accounts are not required.
    fileprivate func asked() -> APIOperation {
        needing(.key, .token, .login, .session).knowing(.key, .token, .login, .session).maying(.chat).spending()
            .failing(.forbidden, "origin_missing", "A public key counts only in pages, whose browsers send an `Origin`.")
            .failing(.forbidden, "origin_not_allowed", "A public key counts only in pages of the sites that it lists.")
            .failing(.forbidden, "assistant_not_allowed", "A public key is for one assistant, and another one is named.")
    }

    fileprivate func answeringFromDocuments() -> APIOperation {
        answering(
            .ok, "The answer, or with `stream` its events.", .json(.ref("QueryAnswer"), example: APIArea.queryAnswerExample),
            .events(
                """
                - `started` `{model}`, with the first content;
                - `delta` `{text}` for every piece;
                - `switched` `{from, to}`: another model goes on where the one before broke off;
                - `restarted` `{model}`: what was said so far is void;
                - `done` with the whole answer's document, or `failed` with an error envelope, last of all.
                """, named: ["started", "delta", "switched", "restarted", "done", "failed"],
                example: """
                    event: delta
                    data: {"text":"We are open"}


                    """)
        )
        .failing(.badRequest, "content_policy", "The model's content policy declined the request.")
        .failing(.badRequest, "context_length_exceeded", "The session is too long for every model that could answer.")
        .failing(.badRequest, "invalid_request", "The model could not take the request.")
        .failing(.notFound, "collection_not_found", "There is no such collection, or none that you may read.")
        .failing(.unprocessableContent, "unknown_assistant", "There is no such assistant, or its answers have a form.")
        .failing(.forbidden, "consent_required", "Whoever asks has not agreed to what becomes of their words.")
        .failing(.serviceUnavailable, "cloud_disabled", "Only local models may be asked, and none could answer.")
        .failing(.conflict, "already_answering", "An answer is already being made in this session.")
        .failing(.badGateway, "answer_interrupted", "The answer broke off and no model could finish it.")
        .failing(.serviceUnavailable, "all_models_unavailable", "Every model is out.")
        .failing(.serviceUnavailable, "ledger_unavailable", "The answer could not be put on record.")
        .failing(.serviceUnavailable, "sources_unavailable", "The documents cannot be searched right now.")
        .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")
        .failing(.gatewayTimeout, "answer_timeout", "No model answered within the time that an answer may take.")
    }
}
