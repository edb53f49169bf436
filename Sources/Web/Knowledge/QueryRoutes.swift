import Accounts
import Chat
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import Storage

/// `/api/v1/chat`: questions to documents, and to a passage that was selected. Whoever shows nothing is a visitor of whom nothing
/// is known.
struct QueryRoutes: Sendable {
    let queries: QueryDesk
    let accounts: AccountServices
    let library: DocumentLibrary?
    let makeID: @Sendable () -> String

    /// Bytes.
    static let longestQuestion = 32 * 1024
    static let longestSession = 512
    private static let mostFiltered = 16
    private static let bodyLimit = 512 * 1024

    func add(to group: RouterGroup<WebContext>) {
        group.post("query", use: query)
        group.post("selection", use: selection)
    }

    private struct QueryBody: Decodable {
        var question: String
        var session_id: String?
        var collection: String?
        var filter: [String: JSONValue]?
        var assistant: String?
        var stream: Bool?
    }

    private struct SelectionQueryBody: Decodable {
        var selected_text: String
        var question: String?
        var session_id: String?
        var source_url: String?
        var title: String?
        var document_id: String?
        var start: Int?
        var end: Int?
        var collection: String?
        var filter: [String: JSONValue]?
        var assistant: String?
        var stream: Bool?
    }

    /// What both ask for.
    private struct Asked {
        var question: String
        var session: String
        var collection: String?
        var filter: [String: JSONValue]
        var assistant: String?
        var streams: Bool
        var selection: Selection?
    }

    @Sendable private func query(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let visit = try visit(context)
        let body: QueryBody = try await request.decodeJSON(limit: Self.bodyLimit)
        return try await answer(
            Asked(
                question: try Self.question(body.question), session: try session(body.session_id),
                collection: body.collection, filter: try Self.filter(body.filter), assistant: body.assistant,
                streams: body.stream ?? false),
            visit, request, context)
    }

    @Sendable private func selection(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let visit = try visit(context)
        let body: SelectionQueryBody = try await request.decodeJSON(limit: Self.bodyLimit)
        let selection = try SelectionBody(
            text: body.selected_text, source_url: body.source_url, title: body.title, document_id: body.document_id,
            start: body.start, end: body.end
        ).selection(at: "", textField: "selected_text")
        let question = try body.question.map(Self.question) ?? SelectionQuestion.usual(about: selection.text)
        return try await answer(
            Asked(
                question: question, session: try session(body.session_id), collection: body.collection,
                filter: try Self.filter(body.filter), assistant: body.assistant, streams: body.stream ?? false,
                selection: selection),
            visit, request, context)
    }

    // MARK: Who asks

    private struct Visit {
        var principal: Principal
        /// Given to a browser that had none, so that its session goes on.
        var cookie: String?
    }

    private func visit(_ context: WebContext) throws -> Visit {
        if context.principal != nil || context.refusal != nil || accounts.policy.isRequired {
            return Visit(principal: try context.caller(maying: .chat))
        }
        let token = BrowserCookie.newToken()
        return Visit(principal: .visitor(browser: BrowserCookie.owner(of: token)), cookie: token)
    }

    // MARK: What is asked

    private static func question(_ text: String) throws -> String {
        let text = text.withoutNUL
        guard text.contains(where: { !$0.isWhitespace }) else { throw APIError.invalid("question", "must not be empty") }
        guard text.utf8.count <= longestQuestion else {
            throw APIError.invalid("question", "must have at most \(longestQuestion) bytes")
        }
        return text
    }

    private func session(_ name: String?) throws -> String {
        guard let name, !name.isEmpty else { return makeID() }
        guard name.utf8.count <= Self.longestSession else {
            throw APIError.invalid("session_id", "must have at most \(Self.longestSession) bytes")
        }
        return name
    }

    /// What documents must have in their metadata.
    private static func filter(_ filter: [String: JSONValue]?) throws -> [String: JSONValue] {
        guard let filter else { return [:] }
        guard filter.count <= mostFiltered else {
            throw APIError.invalid("filter", "must have at most \(mostFiltered) names")
        }
        for (name, value) in filter.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .string, .integer, .number, .bool: continue
            case .null, .array, .object:
                throw APIError.invalid("filter.\(name.prefix(100))", "must be a text, a number, true or false")
            }
        }
        return try DocumentUpload.checked(filter, field: "filter")
    }

    /// The identifier of a collection that the reader may read, by that or by its name.
    private func collection(_ name: String, for reader: KnowledgeReader) async throws -> String {
        let readable = try await library?.collections.readable(by: reader) ?? []
        guard let found = readable.first(where: { $0.id == name }) ?? readable.first(where: { $0.name == name }) else {
            throw APIError.noCollection
        }
        return found.id
    }

    /// What is looked into: what is named, or else what a public key is bound to; nil for what the assistant knows.
    private func collections(_ name: String?, of principal: Principal, _ reader: KnowledgeReader) async throws -> [String]? {
        if let name { return [try await collection(name, for: reader)] }
        return principal.publicTerms?.collectionIDs
    }

    /// Who answers: whoever is named, unless a public key is bound to another.
    private static func assistant(_ id: String?, of principal: Principal) throws -> String? {
        guard let bound = principal.publicTerms?.assistantID else { return id }
        guard id == nil || id == bound else {
            throw APIError(.forbidden, "assistant_not_allowed", "This public key is for another assistant.", field: "assistant")
        }
        return bound
    }

    // MARK: The answer

    private func answer(_ asked: Asked, _ visit: Visit, _ request: Request, _ context: WebContext) async throws -> Response {
        let reader = KnowledgeReader(visit.principal)
        let collections = try await collections(asked.collection, of: visit.principal, reader)
        let posting = Posting(
            surface: .query, keyID: visit.principal.keyID, streamed: asked.streams, standing: context.standing,
            selection: asked.selection)
        let (conversation, open) = try await queries.post(
            asked.question, to: asked.session, owner: visit.principal.owner,
            assistant: try Self.assistant(asked.assistant, of: visit.principal),
            collections: collections, filter: asked.filter, reader: reader, requestID: context.requestID, as: posting)
        let writer = QueryEventStream(
            open: open, session: asked.session, conversation: conversation, path: request.uri.path)
        let watch = await CallerWatch(context.channel)
        var response: Response
        if asked.streams {
            response = try await watch.stream(open) { try writer.write($0, to: &$1) }
        } else {
            response = try .json(writer.document(try await watch.result(of: open).get()))
        }
        response.headers[.cacheControl] = "no-store"
        if let cookie = visit.cookie {
            response.headers.append(
                HTTPField(name: .setCookie, value: BrowserCookie.setCookie(cookie, secure: LoginCookie.isSecure(request))))
        }
        return response
    }
}

/// What is asked about a selection when nothing is.
enum SelectionQuestion {
    static func usual(about text: String) -> String {
        switch QuestionLanguage(of: text) {
        case .english: "What does this passage mean?"
        case .german: "Was bedeutet diese Stelle?"
        case .chinese: "这段话是什么意思？"
        case .arabic: "ماذا يعني هذا المقطع؟"
        }
    }
}

extension WebContext {
    /// Whose permission to read documents holds.
    func reader() throws -> KnowledgeReader { KnowledgeReader(try caller()) }
}
