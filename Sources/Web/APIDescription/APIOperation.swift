import HTTPTypes
import LanguageModel

/// One method at one path: what it takes and everything that it may answer.
///
///     .get("/api/v1/things/{id}", id: "readThing", "Read a thing")
///         .needing(.session)
///         .parameter("id", "Which thing.")
///         .answering(.ok, "The thing.", .json(.ref("Thing"), example: ["id": "t1"]))
///         .failing(.notFound, "thing_not_found", "There is no such thing.")
///
/// What every operation of its sort may answer (400, 413 and 422 for a body, 401 for a needed key) is added here.
struct APIOperation: Sendable {
    enum Credential: String, Sendable {
        /// An API key, as a bearer token.
        case key
        /// The access token of a login, as a bearer token.
        case token
        /// The cookie of a browser.
        case session
    }

    struct Parameter: Sendable {
        var name: String
        var isInPath: Bool
        var about: String
        var schema: APISchema
        var example: String?
    }

    /// A body in one media type.
    struct Content: Sendable {
        var mediaType: String
        var schema: APISchema
        var examples: [(name: String, value: JSONValue)]

        static func json(_ schema: APISchema, example: JSONValue? = nil) -> Content {
            Content(mediaType: "application/json", schema: schema, examples: example.map { [("Example", $0)] } ?? [])
        }

        /// Server-sent events; the schema is that of one event's fields.
        /// - Parameters:
        ///   - named: the names that events may have; those that have none are `message`.
        ///   - about: each event's name and data, in Markdown.
        static func events(_ about: String, named: [String] = ["message"], example: String) -> Content {
            let event = APISchema.object([
                "data": .string.with("contentMediaType", "application/json"), "id": .string.optional,
                "event": APISchema.string.optional.with("enum", .array(named.map(JSONValue.string))),
            ])
            return Content(
                mediaType: "text/event-stream", schema: event.about(about), examples: [("Example", .string(example))])
        }

        static func text(_ mediaType: String, example: String? = nil) -> Content {
            Content(mediaType: mediaType, schema: .string, examples: example.map { [("Example", .string($0))] } ?? [])
        }
    }

    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var about: String
        var contents: [Content]
        /// The codes of the error envelope that this status carries, with what each means.
        var errors: [(code: String, about: String)] = []
    }

    let method: HTTPRequest.Method
    let path: String
    /// Unique in the whole document; what generated clients call it, and its anchor on the API page.
    let id: String
    let summary: String
    private(set) var details = ""
    /// Any one of these is enough; none are needed when it is empty.
    private(set) var credentials: [Credential] = []
    private(set) var parameters: [Parameter] = []
    private(set) var body: Content?
    private(set) var answers: [Answer] = []

    private init(_ method: HTTPRequest.Method, _ path: String, _ id: String, _ summary: String) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
    }

    static func get(_ path: String, id: String, _ summary: String) -> APIOperation { .init(.get, path, id, summary) }
    static func post(_ path: String, id: String, _ summary: String) -> APIOperation { .init(.post, path, id, summary) }
    static func put(_ path: String, id: String, _ summary: String) -> APIOperation { .init(.put, path, id, summary) }
    static func patch(_ path: String, id: String, _ summary: String) -> APIOperation { .init(.patch, path, id, summary) }
    static func delete(_ path: String, id: String, _ summary: String) -> APIOperation { .init(.delete, path, id, summary) }

    /// What the summary does not say, in Markdown.
    func explained(_ details: String) -> APIOperation { changed { $0.details = details } }

    /// - Parameter credentials: any one of them is enough.
    func needing(_ credentials: Credential...) -> APIOperation {
        var needing = changed { $0.credentials = credentials }
        if credentials.contains(.key) {
            needing = needing.failing(.unauthorized, "missing_api_key", "No key was given.")
                .failing(.unauthorized, "invalid_api_key", "The key is not valid, or was revoked.")
        }
        if credentials.contains(.token) {
            needing = needing.failing(.unauthorized, "token_expired", "The token has expired; log in again, or refresh it.")
                .failing(.unauthorized, "invalid_token", "The token was not made by this server.")
        }
        if credentials.contains(.session) {
            needing = needing.failing(.unauthorized, "no_session", "The browser has not opened the page yet.")
            if method != .get { needing = needing.failing(.forbidden, "cross_origin", "Another site's page asked for it.") }
        }
        return needing
    }

    /// A parameter in the path when the path says `{name}`, else in the query.
    func parameter(_ name: String, _ about: String, _ schema: APISchema = .string, example: String? = nil) -> APIOperation {
        let isInPath = path.contains("{\(name)}")
        return changed {
            $0.parameters.append(Parameter(name: name, isInPath: isInPath, about: about, schema: schema, example: example))
        }
    }

    /// A JSON body.
    /// - Parameter examples: named, the first of them fills the editor of the API page.
    func taking(_ schema: APISchema, examples: KeyValuePairs<String, JSONValue>) -> APIOperation {
        changed {
            $0.body = Content(
                mediaType: "application/json", schema: schema, examples: examples.map { (name: $0.key, value: $0.value) })
        }
        .failing(.badRequest, "malformed_json", "The body is not JSON.")
        .failing(.contentTooLarge, "body_too_large", "The body is over the limit.")
        .failing(.unprocessableContent, "invalid_parameter", "A field is missing or has the wrong shape; `param` names it.")
    }

    func answering(_ status: HTTPResponse.Status, _ about: String, _ contents: Content...) -> APIOperation {
        changed { $0.answers.append(Answer(status: status, about: about, contents: contents)) }
    }

    /// An error envelope with this code; asked twice with one status, both codes are named.
    func failing(_ status: HTTPResponse.Status, _ code: String, _ about: String) -> APIOperation {
        changed { operation in
            if let index = operation.answers.firstIndex(where: { $0.status == status && !$0.errors.isEmpty }) {
                operation.answers[index].errors.append((code, about))
            } else {
                let schema = APISchema.ref(operation.path.hasPrefix("/v1/") ? "OpenAIError" : "Error")
                operation.answers.append(
                    Answer(status: status, about: "", contents: [.json(schema)], errors: [(code, about)]))
            }
        }
    }

    private func changed(_ change: (inout APIOperation) -> Void) -> APIOperation {
        var copy = self
        change(&copy)
        return copy
    }
}
