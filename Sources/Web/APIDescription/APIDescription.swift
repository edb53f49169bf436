import HTTPTypes
import LanguageModel

/// The operations of one `…Routes` file, and the shapes that they speak of.
struct APIArea: Sendable {
    /// For people; the tag of its operations.
    var name: String
    /// One line.
    var about: String
    /// Named shapes, referred to as `.ref("Name")`; the names are unique in the whole document.
    var schemas: KeyValuePairs<String, APISchema> = [:]
    var operations: [APIOperation]
}

/// Everything that is served, described: the catalogue behind `/api/openapi.json` and `/api/docs`.
package enum APIDescription {
    /// In the order in which the API page shows them. One line an area.
    static let areas: [APIArea] = [
        .openAI,
        .ai,
        .suggestions,
        .chatbot,
        .conversations,
        .choices,
        .catalogues,
        .assistants,
        .documents,
        .queries,
        .account,
        .people,
        .privacy,
        .usageAndPrices,
        .evaluations,
        .limits,
        .cache,
        .webhooks,
        .setup,
        .clients,
        .chains,
        .health,
        .availability,
        .pages,
        .adminPages,
        .assistantPages,
    ]

    /// What is wrong between the routes that a server has and the ones described here, and what to write to mend it; empty
    /// when every route is described and every description served.
    /// - Parameter routes: as `Router.routes` describes them, such as `GET /api/v1/things/{id}`.
    package static func disagreements(withRoutes routes: [String]) -> [String] {
        let served = Set(routes.compactMap(Self.describable))
        let described = Set(areas.flatMap(\.operations).map { "\($0.method) \($0.path)" })
        let missing = served.subtracting(described).sorted().map { route in
            """
            \(route) is served and not described. Into the file of its area in Sources/Web/APIDescription/ (a new area \
            also goes onto the list in APIDescription.swift) write:

            \(stub(route))
            """
        }
        let left = described.subtracting(served).sorted().map { route in
            "\(route) is described in Sources/Web/APIDescription/ and not served: remove the description, or mend its path."
        }
        return missing + left
    }

    /// Files of the pages, HEAD and OPTIONS need no description.
    private static func describable(_ route: String) -> String? {
        let parts = route.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0] != "HEAD", parts[0] != "OPTIONS" else { return nil }
        var path = parts[1].hasPrefix("/") ? String(parts[1]) : "/\(parts[1])"
        if path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let isFile = path.hasPrefix("/assets/") || path == "/favicon.ico"
        return isFile ? nil : "\(parts[0]) \(path)"
    }

    private static func stub(_ route: String) -> String {
        let parts = route.split(separator: " ", maxSplits: 1)
        let names = parts[1].matches(of: /\{(\w+)\}/).map { String($0.1) }
        let takesBody = ["POST", "PUT", "PATCH"].contains(parts[0])
        let lines =
            [".\(parts[0].lowercased())(\"\(parts[1])\", id: \"verbNoun\", \"What it does\")"]
            + ["    .needing(.key, .token)"] + names.map { "    .parameter(\"\($0)\", \"What it stands for.\")" }
            + (takesBody ? ["    .taking(.object([\"name\": .string]), examples: [\"Example\": [\"name\": \"…\"]])"] : [])
            + ["    .answering(.ok, \"What comes back.\", .json(.object([\"id\": .string]), example: [\"id\": \"…\"]))"]
            + (names.isEmpty ? [] : ["    .failing(.notFound, \"thing_not_found\", \"There is no such thing.\")"])
        return lines.map { "    \($0)" }.joined(separator: "\n") + ","
    }
}
