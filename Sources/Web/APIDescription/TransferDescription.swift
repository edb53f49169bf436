import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``ConversationTransferRoutes``, in the area of the conversations.
    static let exportAll = APIOperation.get(
        "/api/v1/conversations/export", id: "exportConversations", "Take all one's conversations along"
    )
    .reading()
    .answering(.ok, "A file with every conversation, archived ones too.", .json(.ref("ConversationFile")))

    static let exportOne = APIOperation.get(
        "/api/v1/conversations/{id}/export", id: "exportConversation", "Take a conversation along"
    )
    .reading().ofConversation()
    .query("format", "`json` with everything, or `markdown` for reading.", .oneOf("json", "markdown"))
    .answering(
        .ok, "The file.", .json(.ref("ConversationFile")),
        .text("text/markdown", example: "# Rain in April\n\nWill it rain?\n")
    )

    static let importFile = APIOperation.post(
        "/api/v1/conversations/import", id: "importConversations", "Bring conversations along"
    )
    .explained("From a file of this server's export, or of ChatGPT's (`conversations.json`), up to 64 MiB.")
    .changing()
    .taking(.json(.anything, example: exampleFile))
    .answering(.ok, "What was taken in, and what was not.", .json(report, example: ["imported": ["c1"], "problems": []]))
    .answering(
        .unprocessableContent, "Nothing was taken in.",
        .json(
            report, example: ["imported": [], "problems": [["number": 1, "title": "Rain", "reason": "has no messages"]]])
    )
    .query("strict", "`true` takes in all or nothing; otherwise what can be read is taken in.", .boolean)

    /// What leaves the server and comes back.
    static let file = APISchema.object([
        "format": .oneOf("understudy.conversations"), "version": .integer,
        "conversations": .list(
            of: .object([
                "id": .string, "title": .string, "title_origin": .string.optional, "assistant": .string.optional,
                "default_model_id": .string.optional, "pinned": .boolean.optional, "archived": .boolean.optional,
                "active_message_id": .string.optional, "created_at": .date.optional, "updated_at": .date.optional,
                "messages": .list(
                    of: .object([
                        "id": .string, "parent_id": .string.optional, "role": .string, "content": .string,
                        "models": .list(of: .string).optional, "status": .string.optional, "error_code": .string.optional,
                        "request_id": .string.optional, "created_at": .date.optional,
                    ])
                ).about("The whole tree, every message after the one that it follows."),
            ])),
    ])

    private static let report = APISchema.object([
        "imported": .list(of: .string).about("The new conversations."),
        "problems": .list(
            of: .object([
                "number": .integer.about("1 for the file's first conversation."), "title": .string.optional, "reason": .string,
            ])),
    ])

    private static let exampleFile: JSONValue = [
        "format": "understudy.conversations", "version": 1,
        "conversations": [
            [
                "id": "c1", "title": "Rain in April",
                "messages": [
                    ["id": "m1", "role": "user", "content": "Will it rain?"],
                    ["id": "m2", "parent_id": "m1", "role": "assistant", "content": "It will."],
                ],
            ]
        ],
    ]
}
