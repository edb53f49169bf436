import HTTPTypes
package import LanguageModel

extension APIDescription {
    /// The whole as OpenAPI 3.1.
    package static func document(version: String) -> JSONValue {
        var paths: [String: JSONValue] = [:]
        for area in areas {
            for operation in area.operations {
                var methods = paths[operation.path]?.objectValue ?? [:]
                methods[operation.method.rawValue.lowercased()] = operation.rated.json(tag: area.name)
                paths[operation.path] = .object(methods)
            }
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Understudy", "version": .string(version),
                "summary": "AI chat that survives its models failing.",
                "description": .string(introduction),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/", "description": "This server"]],
            "tags": .array(areas.map { ["name": .string($0.name), "description": .string($0.about)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "securitySchemes": .object(securitySchemes),
                "headers": .object(headers),
            ],
        ]
    }

    /// A shape by the name that `.ref` calls it.
    static func schema(named name: String) -> JSONValue? { schemas[name] }

    private static let schemas: [String: JSONValue] = Dictionary(
        (sharedSchemas + areas.flatMap { Array($0.schemas) }).map { ($0.key, .object($0.value.json)) },
        uniquingKeysWith: { first, _ in first })

    private static let introduction = """
        Paths answer with and without a slash at the end, and GET also answers HEAD. Every response carries `x-request-id`. \
        Every error is one envelope, `{"error":{"code","message","request_id",…}}`; `code` is stable and for programs, \
        `message` is for people. Another method than those at an address is 405, `method_not_allowed`. Where a time to wait is known, `Retry-After` says it. \
        Every response says in `RateLimit-Limit`, `-Remaining`, `-Reset` and `-Policy` what is left of the rate that holds for whoever asks.
        """

    private static let sharedSchemas: [(key: String, value: APISchema)] = [
        ("Error", errorEnvelope(type: errorType.optional)), ("OpenAIError", errorEnvelope(type: errorType)),
    ]

    private static let errorType = APISchema.oneOf(
        "authentication_error", "permission_error", "rate_limit_error", "server_error", "invalid_request_error")

    /// - Parameter type: optional outside the OpenAI-compatible API.
    private static func errorEnvelope(type: APISchema) -> APISchema {
        .object([
            "error": .object([
                "code": .string.about("Stable, for programs."),
                "message": .string.about("For people."),
                "calls": .integer.optional.about("How many requests were made of models, where more than one may have been."),
                "param": .string.optional.about("The field at fault."),
                "request_id": .string.about("The `x-request-id` of the response."),
                "retry_after_seconds": .integer.optional.about("As in the `Retry-After` header."),
                "type": type,
                "limit": APISchema.object([
                    "measure": .string, "scope": .string, "limit": .number, "left": .number, "needed": .number,
                    "renews_at": .date,
                ]).optional.about("The limit that was in the way, with what is left of it."),
            ])
        ])
    }

    private static let securitySchemes: [String: JSONValue] = [
        APIOperation.Credential.key.rawValue: [
            "type": "http", "scheme": "bearer", "description": "An API key; `understudy key create` makes one.",
        ],
        APIOperation.Credential.token.rawValue: [
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The `access_token` of a login.",
        ],
        APIOperation.Credential.session.rawValue: [
            "type": "apiKey", "in": "cookie", "name": .string(BrowserCookie.name),
            "description": "The cookie that a browser gets with the page. Changes are taken from the server's own pages only.",
        ],
        APIOperation.Credential.login.rawValue: [
            "type": "apiKey", "in": "cookie", "name": .string(LoginCookie.name),
            "description":
                "The cookie of somebody who logged in on the page. Changes are taken from the server's own pages only.",
        ],
    ]

    private static let headers: [String: JSONValue] = [
        "RequestID": [
            "description": "The request's identifier, in the log and in the ledger too.", "schema": ["type": "string"],
        ],
        "RetryAfter": [
            "description": "Seconds until asking again makes sense.", "schema": ["type": "string", "pattern": "^[0-9]+$"],
        ],
    ]
}

extension APIOperation {
    fileprivate func json(tag: String) -> JSONValue {
        var json: [String: JSONValue] = [
            "operationId": .string(id), "summary": .string(summary), "tags": [.string(tag)],
            "security": .array(credentials.map { [$0.rawValue: []] } + (isOpen ? [[:]] : [])),
            "responses": .object(
                Dictionary(answers.map { (String($0.status.code), $0.json) }, uniquingKeysWith: { first, _ in first })),
        ]
        if !details.isEmpty { json["description"] = .string(details) }
        if !parameters.isEmpty { json["parameters"] = .array(parameters.map(\.json)) }
        if let body { json["requestBody"] = ["required": .bool(needsBody), "content": [body.mediaType: body.json]] }
        return .object(json)
    }
}

extension APIOperation.Parameter {
    fileprivate var json: JSONValue {
        var json: [String: JSONValue] = [
            "name": .string(name), "in": isInPath ? "path" : "query", "description": .string(about),
            "required": .bool(isInPath || !schema.isOptional), "schema": .object(schema.json),
        ]
        if let example { json["example"] = .string(example) }
        return .object(json)
    }
}

extension APIOperation.Content {
    fileprivate var json: JSONValue {
        var json: [String: JSONValue] = ["schema": .object(schema.json)]
        if !examples.isEmpty {
            json["examples"] = .object(
                Dictionary(examples.map { ($0.name, ["value": $0.value]) }, uniquingKeysWith: { first, _ in first }))
        }
        return .object(json)
    }
}

extension APIOperation.Answer {
    /// What is said of it; for errors a line for each code.
    var description: String {
        ((about.isEmpty ? [] : [about]) + errors.map { "`\($0.code)`: \($0.about)" }).joined(separator: "\n\n")
    }

    fileprivate var json: JSONValue {
        var headers: [String: JSONValue] = ["x-request-id": ["$ref": "#/components/headers/RequestID"]]
        if status == .serviceUnavailable || status == .tooManyRequests {
            headers["retry-after"] = ["$ref": "#/components/headers/RetryAfter"]
        }
        var json: [String: JSONValue] = ["description": .string(description), "headers": .object(headers)]
        if !contents.isEmpty {
            json["content"] = .object(
                Dictionary(contents.map { ($0.mediaType, $0.json) }, uniquingKeysWith: { first, _ in first }))
        }
        return .object(json)
    }
}
