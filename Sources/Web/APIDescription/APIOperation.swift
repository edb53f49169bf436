import Accounts
import HTTPTypes
import LanguageModel

/// One method at one path: what it takes and everything that it may answer.
///
///     .get("/api/v1/things/{id}", id: "readThing", "Read a thing")
///         .needing(.key, .token).maying(.read)
///         .parameter("id", "Which thing.")
///         .answering(.ok, "The thing.", .json(.ref("Thing"), example: ["id": "t1"]))
///         .failing(.notFound, "thing_not_found", "There is no such thing.")
///
/// What every operation of its sort may answer (400, 413 and 422 for a body, 401 for a needed key, 403 for a permission) is
/// added here.
struct APIOperation: Sendable {
    enum Credential: String, Sendable {
        /// An API key, as a bearer token.
        case key
        /// The access token of a login, as a bearer token.
        case token
        /// The cookie of a browser in which nobody has logged in.
        case session
        /// The cookie of a login in a browser.
        case login
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

        /// A form as browsers send one.
        static func form(_ schema: APISchema, example: JSONValue) -> Content {
            Content(
                mediaType: "application/x-www-form-urlencoded", schema: schema, examples: [("Example", example)])
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

        /// Its JSON may be of this shape as well.
        mutating func mayBe(_ schema: APISchema) {
            for index in contents.indices where contents[index].mediaType == "application/json" {
                contents[index].schema = .any(of: contents[index].schema, schema)
            }
        }
    }

    let method: HTTPRequest.Method
    let path: String
    /// Unique in the whole document; what generated clients call it, and its anchor on the API page.
    let id: String
    let summary: String
    private(set) var details = ""
    /// Any one of these is enough; none are needed when it is empty.
    private(set) var credentials: [Credential] = []
    /// Whether none of them are needed, and those that are shown count.
    private(set) var isOpen = false
    private(set) var parameters: [Parameter] = []
    private(set) var body: Content?
    private(set) var needsBody = true
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
                .failing(.tooManyRequests, "rate_limit_exceeded", "The key has made all its requests for now.")
        }
        if credentials.contains(.token) {
            needing = needing.failing(.unauthorized, "token_expired", "The token has expired; log in again, or refresh it.")
                .failing(.unauthorized, "invalid_token", "The token was not made by this server.")
                .failing(.unauthorized, "malformed_token", "The token cannot be read.")
                .failing(.unauthorized, "token_revoked", "The login that the token is from is over.")
        }
        if credentials.contains(.session) {
            needing = needing.failing(.unauthorized, "no_session", "The browser has not opened the page yet.")
        } else if credentials.contains(.login) {
            needing = needing.failing(.unauthorized, "login_required", "This is for people who have logged in.")
                .failing(.unauthorized, "no_session", "Nobody has logged in.")
        }
        if credentials.contains(.session) || credentials.contains(.login), method != .get { needing = needing.fromOwnPages() }
        return needing.failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }

    /// - Parameter credentials: what tells who asks; whoever shows none is answered too.
    func knowing(_ credentials: Credential...) -> APIOperation {
        changed {
            $0.credentials = credentials
            $0.isOpen = true
        }
    }

    /// Not from other sites' pages.
    func fromOwnPages() -> APIOperation { failing(.forbidden, "cross_origin", "Another site's page asked for it.") }

    /// - Parameter scope: what whoever asks must be allowed.
    func maying(_ scope: Scope) -> APIOperation {
        failing(.forbidden, "not_allowed", "This needs the permission `\(scope.rawValue)`.")
    }

    /// A parameter in the path when the path says `{name}`, else in the query.
    func parameter(_ name: String, _ about: String, _ schema: APISchema = .string, example: String? = nil) -> APIOperation {
        let isInPath = path.contains("{\(name)}")
        return changed {
            $0.parameters.append(Parameter(name: name, isInPath: isInPath, about: about, schema: schema, example: example))
        }
    }

    /// An optional parameter of the query that is refused when it is wrong, or there more than once.
    func query(_ name: String, _ about: String, _ schema: APISchema = .string, example: String? = nil) -> APIOperation {
        let adding = parameter(name, about, schema.optional, example: example)
        let isSaid = adding.answers.contains { $0.errors.contains { $0.code == "invalid_parameter" } }
        return isSaid
            ? adding : adding.failing(.unprocessableContent, "invalid_parameter", "A parameter is wrong; `param` names it.")
    }

    /// A JSON body.
    /// - Parameters:
    ///   - examples: named, the first of them fills the editor of the API page.
    ///   - optional: whether there may be no body at all.
    func taking(
        _ schema: APISchema, examples: KeyValuePairs<String, JSONValue>, optional: Bool = false
    ) -> APIOperation {
        taking(
            Content(
                mediaType: "application/json", schema: schema, examples: examples.map { (name: $0.key, value: $0.value) }),
            optional: optional
        )
        .failing(.badRequest, "malformed_json", "The body is not JSON.")
        .failing(.unprocessableContent, "invalid_parameter", "A field is missing or has the wrong shape; `param` names it.")
    }

    /// A body of any media type.
    func taking(_ content: Content, optional: Bool = false) -> APIOperation {
        changed {
            $0.body = content
            $0.needsBody = !optional
        }
        .failing(.contentTooLarge, "body_too_large", "The body is over the limit.")
    }

    func answering(_ status: HTTPResponse.Status, _ about: String, _ contents: Content...) -> APIOperation {
        changed { $0.answers.append(Answer(status: status, about: about, contents: contents)) }
    }

    /// An error envelope with this code; asked twice with one status, both codes are named.
    func failing(_ status: HTTPResponse.Status, _ code: String, _ about: String) -> APIOperation {
        changed { operation in
            let schema = APISchema.ref(operation.path.hasPrefix("/v1/") ? "OpenAIError" : "Error")
            if let index = operation.answers.firstIndex(where: { $0.status == status }) {
                let isFirst = operation.answers[index].errors.isEmpty
                if isFirst { operation.answers[index].mayBe(schema) }
                operation.answers[index].errors.append((code, about))
            } else {
                operation.answers.append(
                    Answer(status: status, about: "", contents: [.json(schema)], errors: [(code, about)]))
            }
        }
    }

    /// The same with the answer to too many requests, which every operation has.
    var rated: APIOperation {
        let isSaid = answers.contains { $0.errors.contains { $0.code == "rate_limit_exceeded" } }
        let rated =
            isSaid ? self : failing(.tooManyRequests, "rate_limit_exceeded", "Too many requests of this kind within a minute.")
        let isPage = answers.contains { $0.status == .ok && $0.contents.contains { $0.mediaType == "text/html" } }
        guard isPage else { return rated }
        return rated.changed { operation in
            for index in operation.answers.indices where operation.answers[index].status == .tooManyRequests {
                guard !operation.answers[index].contents.contains(where: { $0.mediaType == "text/html" }) else { continue }
                operation.answers[index].contents.append(.text("text/html"))
            }
        }
    }

    private func changed(_ change: (inout APIOperation) -> Void) -> APIOperation {
        var copy = self
        change(&copy)
        return copy
    }
}
