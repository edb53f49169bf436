/// How one route with an identifier in its path is tried by somebody whom that identifier is none of.
struct IsolationCase: Sendable {
    /// Whose identifiers are put into the path, in its order.
    enum Thing: Sendable {
        case collection
        case conversation
        case document
        case key
        case suggestion
        case user
        /// Something that belongs to nobody, such as a model's name: there is nothing to keep apart.
        case everybodys(String)
    }

    var things: [Thing]
    /// A body that would be right if the thing were one's own.
    var body = "{}"
    /// 404 for what could be one's own; 403 for what only an admin may touch.
    var status = 404

    /// Every route whose path holds an identifier: a new one does not pass until it stands here.
    static let all: [String: IsolationCase] = [
        "GET /api/v1/conversations/{id}": .init(things: [.conversation]),
        "PATCH /api/v1/conversations/{id}": .init(things: [.conversation], body: #"{"title":"stolen"}"#),
        "DELETE /api/v1/conversations/{id}": .init(things: [.conversation]),
        "POST /api/v1/conversations/{id}/messages": .init(things: [.conversation], body: #"{"content":"stolen"}"#),
        "POST /api/v1/conversations/{id}/retry": .init(things: [.conversation]),
        "POST /api/v1/conversations/{id}/stop": .init(things: [.conversation]),
        "GET /api/v1/conversations/{id}/events": .init(things: [.conversation]),
        "POST /api/v1/conversations/{id}/fork": .init(things: [.conversation], body: #"{"message_id":"a-message-of-adas"}"#),
        "GET /api/v1/conversations/{id}/export": .init(things: [.conversation]),
        "POST /c/{id}/end": .init(things: [.conversation]),
        "GET /c/{id}": .init(things: [.conversation]),
        "GET /c/{id}/earlier": .init(things: [.conversation]),
        "PATCH /api/v1/suggestions/{id}": .init(things: [.suggestion], body: #"{"text":"stolen","status":"dismissed"}"#),
        "DELETE /api/v1/suggestions/{id}": .init(things: [.suggestion]),
        "POST /assistants/suggestions/{id}": .init(things: [.suggestion], body: "do=dismiss&text=stolen"),
        "DELETE /api/v1/keys/{id}": .init(things: [.key]),
        "GET /api/v1/users/{id}": .init(things: [.user], status: 403),
        "PATCH /api/v1/users/{id}": .init(things: [.user], body: #"{"display_name":"stolen"}"#, status: 403),
        "PATCH /api/v1/limits/{id}": .init(things: [.everybodys("1")], body: #"{"dollars_per_day":1000}"#, status: 403),
        "DELETE /api/v1/limits/{id}": .init(things: [.everybodys("1")], status: 403),
        "GET /admin/limits/{id}": .init(things: [.everybodys("1")], status: 403),
        "GET /admin/limits/{id}/delete": .init(things: [.everybodys("1")], status: 403),
        "POST /admin/limits/{id}": .init(things: [.everybodys("1")], body: "dollars_per_day=1000", status: 403),
        "POST /admin/limits/{id}/delete": .init(things: [.everybodys("1")], status: 403),
        "GET /api/v1/webhooks/{id}": .init(things: [.everybodys("whk_1")], status: 403),
        "PATCH /api/v1/webhooks/{id}": .init(things: [.everybodys("whk_1")], body: #"{"enabled":false}"#, status: 403),
        "DELETE /api/v1/webhooks/{id}": .init(things: [.everybodys("whk_1")], status: 403),
        "POST /api/v1/webhooks/{id}/secret": .init(things: [.everybodys("whk_1")], status: 403),
        "POST /api/v1/webhooks/{id}/test": .init(things: [.everybodys("whk_1")], status: 403),
        "POST /api/v1/webhooks/{id}/replay": .init(things: [.everybodys("whk_1")], status: 403),
        "GET /api/v1/webhooks/{id}/deliveries": .init(things: [.everybodys("whk_1")], status: 403),
        "GET /api/v1/webhooks/{id}/deliveries/{delivery}": .init(
            things: [.everybodys("whk_1"), .everybodys("dlv_1")], status: 403),
        "POST /api/v1/webhooks/{id}/deliveries/{delivery}/replay": .init(
            things: [.everybodys("whk_1"), .everybodys("dlv_1")], status: 403),
        "POST /api/v1/users/{id}/password": .init(things: [.user], body: #"{"password":"stolen, all of it"}"#, status: 403),
        "GET /api/v1/users/{id}/export": .init(things: [.user], status: 403),
        "DELETE /api/v1/users/{id}": .init(things: [.user], status: 403),
        "GET /api/v1/collections/{collection}": .init(things: [.collection]),
        "PATCH /api/v1/collections/{collection}": .init(things: [.collection], body: #"{"name":"stolen"}"#),
        "DELETE /api/v1/collections/{collection}": .init(things: [.collection]),
        "GET /api/v1/collections/{collection}/documents": .init(things: [.collection]),
        "POST /api/v1/collections/{collection}/documents": .init(things: [.collection], body: #"{"text":"stolen"}"#),
        "GET /documents/{collection}": .init(things: [.collection]),
        "POST /documents/{collection}/files": .init(things: [.collection]),
        "POST /documents/{collection}/address": .init(things: [.collection], body: "url=http%3A%2F%2Fa.example"),
        "GET /documents/{collection}/{document}": .init(things: [.collection, .document]),
        "POST /documents/{collection}/{document}": .init(things: [.collection, .document], body: "do=delete"),
        "GET /api/v1/documents/{document}": .init(things: [.document]),
        "DELETE /api/v1/documents/{document}": .init(things: [.document]),
        "GET /api/v1/documents/{document}/text": .init(things: [.document]),
        "GET /api/v1/documents/{document}/events": .init(things: [.document]),
        // Evaluations are for admins, and belong to nobody.
        "GET /api/v1/evaluations/{evaluation}": .init(things: [.everybodys("1")], status: 403),
        "DELETE /api/v1/evaluations/{evaluation}": .init(things: [.everybodys("1")], status: 403),
        "POST /api/v1/evaluations/{evaluation}/runs": .init(things: [.everybodys("1")], status: 403),
        "GET /api/v1/evaluations/{evaluation}/runs/{run}": .init(things: [.everybodys("1"), .everybodys("1")], status: 403),
        "DELETE /api/v1/evaluations/{evaluation}/runs/{run}": .init(
            things: [.everybodys("1"), .everybodys("1")], status: 403),
        "POST /api/v1/evaluations/{evaluation}/runs/{run}/cancel": .init(
            things: [.everybodys("1"), .everybodys("1")], status: 403),
        "GET /admin/evaluations/{evaluation}": .init(things: [.everybodys("1")], status: 403),
        "POST /admin/evaluations/{evaluation}": .init(things: [.everybodys("1")], body: "do=delete", status: 403),
        "GET /admin/evaluations/{evaluation}/runs/{run}": .init(things: [.everybodys("1"), .everybodys("1")], status: 403),
        "POST /api/v1/documents/{document}/cancel": .init(things: [.document]),
        "POST /api/v1/documents/{document}/ingest": .init(things: [.document]),
        "POST /api/v1/documents/{document}/accept": .init(things: [.document]),
        // Catalogues are everybody's to read and an admin's to change.
        "GET /api/v1/catalogues/{catalogue}/items": .init(things: [.everybodys("understudy")], status: 200),
        "GET /api/v1/catalogues/{catalogue}/items/{item}": .init(things: [.everybodys("understudy"), .everybodys("1")]),
        "PUT /api/v1/catalogues/{catalogue}/items/{item}": .init(
            things: [.everybodys("understudy"), .everybodys("1")], body: #"{"name":"stolen"}"#, status: 403),
        "PATCH /api/v1/catalogues/{catalogue}/items/{item}": .init(
            things: [.everybodys("understudy"), .everybodys("1")], body: #"{"name":"stolen"}"#, status: 403),
        "DELETE /api/v1/catalogues/{catalogue}/items/{item}": .init(
            things: [.everybodys("understudy"), .everybodys("1")], status: 403),
        "POST /api/v1/catalogues/{catalogue}/import": .init(
            things: [.everybodys("understudy")], body: #"[{"id":"1","name":"stolen"}]"#, status: 403),
        "GET /api/v1/chains/{name}": .init(things: [.everybodys("default")], status: 403),
        "PUT /api/v1/chains/{name}": .init(
            things: [.everybodys("default")], body: #"{"models":["builtin:stolen"],"version":0}"#, status: 403),
        "DELETE /api/v1/chains/{name}": .init(things: [.everybodys("default")], status: 403),
        "POST /api/v1/chains/{name}/restore": .init(
            things: [.everybodys("default")], body: #"{"number":1,"version":1}"#, status: 403),
        "PATCH /api/v1/clients/{name}": .init(things: [.everybodys("builtin")], body: #"{"api_key":"stolen"}"#, status: 403),
        "DELETE /api/v1/clients/{name}": .init(things: [.everybodys("builtin")], status: 403),
        "GET /api/v1/clients/{name}/models": .init(things: [.everybodys("builtin")], status: 403),
        "POST /api/v1/clients/{name}/test": .init(
            things: [.everybodys("builtin")], body: #"{"model":"documents"}"#, status: 403),
        "POST /api/v1/clients/{name}/reset": .init(
            things: [.everybodys("builtin")], body: #"{"model":"documents"}"#, status: 403),
        "POST /c/{id}/assistant": .init(things: [.conversation], body: "assistant=understudy"),
        // Assistants belong to nobody; changing them is for admins.
        "GET /a/{id}": .init(things: [.everybodys("understudy")], status: 200),
        "GET /a/{id}/picture": .init(things: [.everybodys("understudy")]),
        "GET /api/v1/assistants/{id}": .init(things: [.everybodys("understudy")], status: 200),
        "PATCH /api/v1/assistants/{id}": .init(things: [.everybodys("understudy")], body: #"{"name":"stolen"}"#, status: 403),
        "DELETE /api/v1/assistants/{id}": .init(things: [.everybodys("understudy")], status: 403),
        "PUT /api/v1/assistants/{id}/picture": .init(things: [.everybodys("understudy")], status: 403),
        "DELETE /api/v1/assistants/{id}/picture": .init(things: [.everybodys("understudy")], status: 403),
        "GET /api/v1/assistants/{id}/versions": .init(things: [.everybodys("understudy")], status: 403),
        "POST /api/v1/assistants/{id}/versions/{version}/restore": .init(
            things: [.everybodys("understudy"), .everybodys("1")], status: 403),
        "GET /admin/assistants/{id}": .init(things: [.everybodys("understudy")], status: 403),
        "POST /admin/assistants/{id}": .init(things: [.everybodys("understudy")], status: 403),
        "GET /admin/assistants/{id}/versions": .init(things: [.everybodys("understudy")], status: 403),
        "POST /admin/assistants/{id}/versions/{version}": .init(
            things: [.everybodys("understudy"), .everybodys("1")], status: 403),
        "GET /admin/assistants/{id}/delete": .init(things: [.everybodys("understudy")], status: 403),
        "POST /admin/assistants/{id}/delete": .init(things: [.everybodys("understudy")], status: 403),
        // A session's name is its owner's own: these take bearer tokens only, and Tests/Program tries the name with another's.
        "GET /api/chatbot/history/{session_id}": .init(things: [.everybodys("test1")], status: 401),
        "DELETE /api/chatbot/history/{session_id}": .init(things: [.everybodys("test1")], status: 401),
        "GET /api/chatbot/recommendations/{session_id}": .init(things: [.everybodys("test1")], status: 401),
        "GET /v1/models/{id}": .init(things: [.everybodys("default")], status: 401),
        "GET /assets/{version}/{name}": .init(things: [.everybodys("1"), .everybodys("base.css")], status: 200),
    ]
}
