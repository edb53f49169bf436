import Accounts
import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ConversationRoutes``; those of import and export are in another file.
    static let conversations = APIArea(
        name: "Conversations",
        about: "What the chat page works with: the conversations of whoever asks.",
        schemas: ["Conversation": conversation, "Message": message, "ConversationFile": file],
        operations: [
            list, search, open, read, change, delete, fork, post, retry, stop, events, exportAll, exportOne, importFile,
        ])

    private static let list = APIOperation.get("/api/v1/conversations", id: "listConversations", "List one's conversations")
        .explained("Pinned ones first, then those that were used last.")
        .reading()
        .query("archived", "`true` for those in the archive instead.", .boolean)
        .query("cursor", "The `next_cursor` of the page before.", .string)
        .query("limit", "How many; 50 when missing.", .integer.with("minimum", 1).with("maximum", 200))
        .answering(
            .ok, "The conversations, without their messages.",
            .json(
                .object([
                    "conversations": .list(of: .ref("Conversation")),
                    "next_cursor": .string.optional.about("Not on the last page."),
                ]), example: ["conversations": [conversationExample]])
        )

    private static let search = APIOperation.get(
        "/api/v1/conversations/search", id: "searchConversations", "Search one's conversations"
    )
    .explained("By titles and messages of every path, archived ones too.")
    .reading()
    .query("q", "Words, or parts of them, that must all be there.", .string.optional, example: "rain")
    .answering(
        .ok, "Where it was found; nothing when there is nothing to look for.",
        .json(
            .object([
                "hits": .list(
                    of: .object([
                        "conversation": .ref("Conversation"),
                        "message_id": .string.optional.about("Missing when it is the title that was found."),
                        "snippet": .list(of: .object(["text": .string, "match": .boolean]))
                            .about("Pieces of the text around it; `match` marks what was looked for."),
                        "count": .integer.about("In how many messages it stands, the title among them."),
                    ]))
            ]),
            example: [
                "hits": [
                    [
                        "conversation": conversationExample, "count": 1,
                        "snippet": [["text": "Rain", "match": true], ["text": " in April", "match": false]],
                    ]
                ]
            ]))

    private static let open = APIOperation.post("/api/v1/conversations", id: "openConversation", "Open a conversation")
        .changing()
        .taking(
            .object([
                "assistant": .string.nullable.optional.about("Whom to talk to; the first assistant when it is missing."),
                "default_model_id": .string.nullable.optional.with("pattern", "^[^:]+:[^:]")
                    .about("The `provider:model` that leads in this conversation."),
                "temporary": .boolean.nullable.optional
                    .about("Whether nothing is to be kept of it: it is in memory alone, and in no list, search or export."),
            ]),
            examples: ["Example": [:]]
        )
        .answering(.created, "The new conversation.", .json(.ref("Conversation"), example: conversationExample))
        .failing(.unprocessableContent, "unknown_assistant", "There is no such assistant.")
        .choosingModel()

    private static let read = APIOperation.get("/api/v1/conversations/{id}", id: "readConversation", "Read a conversation")
        .reading().ofConversation()
        .answering(
            .ok, "The conversation with the messages of the path that is open, and whether an answer is under way.",
            .json(.ref("Conversation")))

    private static let change = APIOperation.patch(
        "/api/v1/conversations/{id}", id: "changeConversation", "Change a conversation"
    )
    .explained("What is missing stays as it is.")
    .changing().ofConversation()
    .taking(
        .object([
            "title": .string.nullable.optional.with("pattern", "\\S").with("minLength", 1).with("maxLength", 200)
                .about("1 to 200 characters, spaces around them not counted."),
            "pinned": .boolean.nullable.optional, "archived": .boolean.nullable.optional,
            "default_model_id": .string.nullable.optional.with("pattern", "^[^:]+:[^:]")
                .about("The `provider:model` that leads in this conversation; `null` takes it away."),
            "active_message_id": .string.nullable.optional.about("Opens the path on which this message stands."),
            "assistant": .string.nullable.optional.about("Who answers from now on."),
        ]), examples: ["Rename": ["title": "Rain in April"], "Pin": ["pinned": true], "Archive": ["archived": true]]
    )
    .answering(
        .ok, "The conversation as it is now, with its messages when another path was opened.",
        .json(.ref("Conversation"), example: conversationExample)
    )
    .choosingModel()
    .failing(.unprocessableContent, "unknown_message", "There is no such message in this conversation.")
    .failing(.unprocessableContent, "unknown_assistant", "There is no such assistant.")

    private static let delete = APIOperation.delete(
        "/api/v1/conversations/{id}", id: "deleteConversation", "Delete a conversation"
    )
    .explained("With all its messages, for good. An answer under way is stopped.")
    .changing().ofConversation()
    .answering(.noContent, "It is gone.")

    private static let fork = APIOperation.post(
        "/api/v1/conversations/{id}/fork", id: "forkConversation", "Go on from a message in a new conversation"
    )
    .explained("The path to the message is copied.")
    .changing().ofConversation()
    .taking(
        .object(["message_id": .string.about("The last message that is copied.")]), examples: ["Example": ["message_id": "m2"]]
    )
    .answering(.created, "The new conversation.", .json(.ref("Conversation"), example: conversationExample))
    .failing(.unprocessableContent, "unknown_message", "There is no such message in this conversation.")

    private static let post = APIOperation.post(
        "/api/v1/conversations/{id}/messages", id: "postMessage", "Say something and hear the answer"
    )
    .explained(
        """
        The answer is kept whether or not the caller stays to hear it; `GET …/events` picks it up again.
        """
    )
    .changing().ofConversation()
    .taking(
        .object([
            "content": .string.with("pattern", "\\S").about("Markdown, up to 256 KiB."),
            "parent_id": .string.nullable.optional
                .about("The message that this one follows; the last of the path that is open when it is missing."),
            "edits": .string.nullable.optional
                .about("The question of which this is another wording, to stand beside it; `parent_id` does not count then."),
            "model": .string.nullable.optional.with("pattern", "^[^:]+:[^:]")
                .about("The `provider:model` that goes on first for this message alone."),
            "selection": APISchema.object([
                "text": .string.with("pattern", "\\S").about("Up to 64 KiB."),
                "source_url": .string.nullable.optional.with("pattern", "^[Hh][Tt][Tt][Pp][Ss]?://"),
                "title": .string.nullable.optional, "document_id": .string.nullable.optional,
                "start": .integer.nullable.optional.with("minimum", 0).with("maximum", .integer(Selection.offsets.upperBound)),
                "end": .integer.nullable.optional.with("minimum", 0).with("maximum", .integer(Selection.offsets.upperBound)),
            ]).nullable.optional.about("The selected passage that it is about."),
        ]),
        examples: ["Example": ["content": "Hello, how are you?"]]
    )
    .answering(.ok, "The answer as it is made.", answerEvents)
    .choosingModel()
    .askingAssistant()
    .failing(.serviceUnavailable, "cloud_disabled", "Only local models may be asked, and there is none.")
    .failing(.unprocessableContent, "unknown_message", "There is no such message in this conversation.")
    .failing(.conflict, "already_answering", "An answer is already being made in this conversation.")
    .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")

    private static let retry = APIOperation.post(
        "/api/v1/conversations/{id}/retry", id: "retryAnswer", "Answer a question again"
    )
    .explained("The answer that is there is kept beside the new one.")
    .changing().ofConversation()
    .taking(
        .object([
            "message_id": .string.nullable.optional
                .about(
                    "The answer to give again, or its question; the last question of the path that is open when it is missing.")
        ]), examples: ["Example": [:]], optional: true
    )
    .answering(.ok, "The answer as it is made.", answerEvents)
    .failing(.unprocessableContent, "unknown_message", "There is no such message in this conversation.")
    .failing(.conflict, "already_answering", "An answer is already being made in this conversation.")
    .failing(.conflict, "nothing_to_retry", "Nothing has been asked yet.")
    .askingAssistant()
    .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")

    private static let stop = APIOperation.post("/api/v1/conversations/{id}/stop", id: "stopAnswer", "Stop the answer under way")
        .explained("What has arrived is kept. Nothing happens when no answer is under way.")
        .changing().ofConversation()
        .answering(.noContent, "No answer is under way any more.")

    private static let events = APIOperation.get(
        "/api/v1/conversations/{id}/events", id: "followAnswer", "Follow the answer under way"
    )
    .explained("From its first event on, however far it has come.")
    .reading().ofConversation()
    .query("message_id", "At the end of which message's path; of the one that is open when it is missing.", .string)
    .answering(.ok, "The answer as it is made.", answerEvents)
    .answering(.noContent, "No answer is under way.")

    // MARK: Shapes

    private static let conversation = APISchema.object([
        "id": .string, "title": .string.about("Empty until the first answer has given it one."),
        "assistant": .string.optional,
        "default_model_id": .string.optional.about("The `provider:model` that leads here."),
        "pinned": .boolean, "archived": .boolean,
        "active_message_id": .string.optional.about("The last message of the path that is open."),
        "created_at": .date, "updated_at": .date,
        "running": .boolean.optional.about("Whether an answer is under way; only where messages are."),
        "messages": .list(of: .ref("Message")).optional.about("Those of the path that is open."),
    ])

    private static let message = APISchema.object([
        "id": .string, "parent_id": .string.optional.about("The message that this one follows."),
        "sibling_ids": .list(of: .string).about("This one and those that stand beside it, in the order they were written in."),
        "role": .oneOf("system", "user", "assistant", "tool"), "content": .string.about("Markdown."),
        "html": .list(of: .string).optional.about("The blocks of an answer, rendered and safe."),
        "model": .string.optional.about("The `provider:model` that spoke last."), "model_name": .string.optional,
        "models": .list(of: .string).about("Every `provider:model` that spoke, in order."),
        "model_path": .list(of: .string).about("Their names for people."),
        "status": .oneOf("complete", "running", "stopped", "interrupted", "failed"),
        "error_code": .string.optional, "created_at": .date,
        "citations": .list(of: .ref("Citation")).optional.about("What an answer from documents cites; so are those below."),
        "sentences": .list(of: .ref("CitedSentence")).optional,
        "coverage": .oneOf("answered", "not_covered", "still_indexing").optional, "indexing": .integer.optional,
        "selection": .ref("Selection").optional,
    ])

    private static let conversationExample: JSONValue = [
        "id": "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55", "title": "Rain in April", "assistant": "nexus-core",
        "pinned": false, "archived": false,
        "created_at": "2026-11-21T09:00:00Z", "updated_at": "2026-11-21T09:05:00Z",
    ]

    private static let answerEvents = APIOperation.Content.events(
        """
        Events carry a number as `id`, a name and JSON:

        - `accepted` `{user_message_id?, message_id}`, first of all;
        - `started` `{model, model_name}`, with the first content;
        - `html` `{from, blocks}`: the rendered blocks of the answer from this index on are replaced;
        - `switched` `{from, from_name, to, to_name, reason}`: another model goes on;
        - `restarted` `{model, model_name}`: what was shown is void, the answer begins again;
        - `done` `{message_id, model, model_name, path, latency_ms, title?, sources?, grounding?}`, the last of a whole answer;
        - `failed` `{error, partial, retry_at?, retry_after_seconds?, models?}`, the last of any other.
        """,
        named: ["accepted", "started", "html", "switched", "restarted", "done", "failed"],
        example: """
            id: 1
            event: accepted
            data: {"message_id":"m2","user_message_id":"m1"}

            id: 2
            event: started
            data: {"model":"gemini:gemini-exp-1206","model_name":"Gemini Experimental"}

            id: 3
            event: html
            data: {"blocks":["<p>I am well, thank you.</p>"],"from":0}


            """)
}

extension APIOperation {
    func reading() -> APIOperation { needing(.session, .login, .key, .token).maying(.read) }

    func changing() -> APIOperation {
        let changing = needing(.session, .login, .key, .token).maying(.chat)
        guard method == .post, !path.hasSuffix("/stop") else { return changing }
        return changing.failing(
            .forbidden, "consent_required", "A browser's reader has not agreed to what `privacy.consent` demands.")
    }

    fileprivate func choosingModel() -> APIOperation {
        failing(.unprocessableContent, "model_not_found", "There is no such model; the message names the nearest.")
            .failing(.unprocessableContent, "model_selection_hidden", "The assistant leaves no choice.")
            .failing(.unprocessableContent, "cloud_disabled", "The model is not local, and only local ones may be asked.")
    }

    fileprivate func askingAssistant() -> APIOperation {
        failing(
            .conflict, "assistant_gone",
            "The conversation's assistant was deleted or disabled; give the conversation another one, and ask again."
        )
        .failing(.tooManyRequests, "rate_limit_exceeded", "The assistant has been asked as often as one may for now.")
    }

    func ofConversation() -> APIOperation {
        parameter("id", "Which conversation.", example: "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55")
            .failing(.notFound, "conversation_not_found", "There is no such conversation, or it is another person's.")
    }
}
