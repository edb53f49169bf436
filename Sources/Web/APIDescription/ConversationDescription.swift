import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ConversationRoutes``.
    static let conversations = APIArea(
        name: "Conversations",
        about: "What the chat page works with: the conversations of whoever's session it is.",
        schemas: ["Conversation": conversation, "Message": message],
        operations: [list, open, read, rename, delete, post, retry, stop, events])

    private static let list = APIOperation.get("/api/v1/conversations", id: "listConversations", "List one's conversations")
        .explained("The 200 that were used last, the newest first.")
        .needing(.session)
        .answering(
            .ok, "The conversations, without their messages.",
            .json(
                .object(["conversations": .list(of: .ref("Conversation"))]), example: ["conversations": [conversationExample]]))

    private static let open = APIOperation.post("/api/v1/conversations", id: "openConversation", "Open a conversation")
        .needing(.session)
        .taking(
            .object(["assistant": .string.nullable.optional.about("Whom to talk to; the first assistant when it is missing.")]),
            examples: ["Example": [:]]
        )
        .answering(.created, "The new conversation.", .json(.ref("Conversation"), example: conversationExample))
        .failing(.unprocessableContent, "unknown_assistant", "There is no such assistant.")

    private static let read = APIOperation.get("/api/v1/conversations/{id}", id: "readConversation", "Read a conversation")
        .needing(.session).ofConversation()
        .answering(
            .ok, "The conversation with its messages, and whether an answer is under way.", .json(.ref("Conversation")))

    private static let rename = APIOperation.patch(
        "/api/v1/conversations/{id}", id: "renameConversation", "Rename a conversation"
    )
    .needing(.session).ofConversation()
    .taking(
        .object([
            "title": .string.with("pattern", "\\S").with("minLength", 1).with("maxLength", 200)
                .about("1 to 200 characters, spaces around them not counted.")
        ]), examples: ["Example": ["title": "Rain in April"]]
    )
    .answering(.ok, "The conversation under its new name.", .json(.ref("Conversation"), example: conversationExample))

    private static let delete = APIOperation.delete(
        "/api/v1/conversations/{id}", id: "deleteConversation", "Delete a conversation"
    )
    .explained("With all its messages, for good. An answer under way is stopped.")
    .needing(.session).ofConversation()
    .answering(.noContent, "It is gone.")

    private static let post = APIOperation.post(
        "/api/v1/conversations/{id}/messages", id: "postMessage", "Say something and hear the answer"
    )
    .explained(
        """
        The answer is kept whether or not the caller stays to hear it; `GET …/events` picks it up again.
        """
    )
    .needing(.session).ofConversation()
    .taking(
        .object(["content": .string.with("pattern", "\\S").about("Markdown, up to 256 KiB.")]),
        examples: ["Example": ["content": "Hello, how are you?"]]
    )
    .answering(.ok, "The answer as it is made.", answerEvents)
    .failing(.conflict, "already_answering", "An answer is already being made in this conversation.")
    .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")

    private static let retry = APIOperation.post(
        "/api/v1/conversations/{id}/retry", id: "retryAnswer", "Answer the last message again"
    )
    .explained("The answer that was there is replaced.")
    .needing(.session).ofConversation()
    .answering(.ok, "The answer as it is made.", answerEvents)
    .failing(.conflict, "already_answering", "An answer is already being made in this conversation.")
    .failing(.conflict, "nothing_to_retry", "Nothing has been asked yet.")
    .failing(.serviceUnavailable, "server_stopping", "The server is stopping.")

    private static let stop = APIOperation.post("/api/v1/conversations/{id}/stop", id: "stopAnswer", "Stop the answer under way")
        .explained("What has arrived is kept. Nothing happens when no answer is under way.")
        .needing(.session).ofConversation()
        .answering(.noContent, "No answer is under way any more.")

    private static let events = APIOperation.get(
        "/api/v1/conversations/{id}/events", id: "followAnswer", "Follow the answer under way"
    )
    .explained("From its first event on, however far it has come.")
    .needing(.session).ofConversation()
    .answering(.ok, "The answer as it is made.", answerEvents)
    .answering(.noContent, "No answer is under way.")

    // MARK: Shapes

    private static let conversation = APISchema.object([
        "id": .string, "title": .string.about("Empty until the first answer has given it one."),
        "assistant": .string.optional, "created_at": .date, "updated_at": .date,
        "running": .boolean.optional.about("Whether an answer is under way; only where messages are."),
        "messages": .list(of: .ref("Message")).optional,
    ])

    private static let message = APISchema.object([
        "id": .string, "role": .oneOf("system", "user", "assistant", "tool"), "content": .string.about("Markdown."),
        "html": .list(of: .string).optional.about("The blocks of an answer, rendered and safe."),
        "model": .string.optional.about("The `provider:model` that answered."), "model_name": .string.optional,
        "status": .oneOf("complete", "running", "stopped", "interrupted", "failed"),
        "error_code": .string.optional, "created_at": .date,
    ])

    private static let conversationExample: JSONValue = [
        "id": "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55", "title": "Rain in April", "assistant": "nexus-core",
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
        - `done` `{message_id, model, model_name, path, latency_ms, title?}`, the last of a whole answer;
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
    fileprivate func ofConversation() -> APIOperation {
        parameter("id", "Which conversation.", example: "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55")
            .failing(.notFound, "conversation_not_found", "There is no such conversation, or it is another person's.")
    }
}
