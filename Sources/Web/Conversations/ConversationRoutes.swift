package import Chat
import Foundation
import HTTPTypes
package import Hummingbird
import Knowledge
package import LanguageModel
import Storage

/// `/api/v1/conversations`: what the page's script works with.
package struct ConversationRoutes: Sendable {
    private let desk: ConversationDesk
    private let names: ModelDisplayNames
    private let time: any TimeSource
    /// Bytes of one message.
    private let messageLimit: Int

    package init(desk: ConversationDesk, names: ModelDisplayNames, time: any TimeSource, messageLimit: Int = 256 * 1024) {
        self.desk = desk
        self.names = names
        self.time = time
        self.messageLimit = messageLimit
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: open)
        group.get("search", use: search)
        ConversationTransferRoutes(desk: desk, names: names, time: time).add(to: group)
        group.get("{id}", use: show)
        group.patch("{id}", use: change)
        group.delete("{id}", use: delete)
        group.post("{id}/fork", use: fork)
        group.post("{id}/messages", use: post)
        group.post("{id}/retry", use: retry)
        group.post("{id}/stop", use: stop)
        group.get("{id}/events", use: events)
    }

    private struct OpenBody: Decodable {
        var assistant: String?
        var default_model_id: String?
        /// Whether nothing is to be kept of it.
        var temporary: Bool?
    }

    private struct MessageBody: Decodable {
        var content: String
        /// The message that this one follows; without it, the last of the path that is open.
        var parent_id: String?
        /// The question of which this is another wording.
        var edits: String?
        /// Who goes on first for this message alone.
        var model: String?
        /// What it is about.
        var selection: SelectionBody?
    }

    private struct PlaceBody: Decodable {
        var message_id: String?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let limit = try request.queryNumber("limit", in: 1...200)
        let archived = try request.queryFlag("archived")
        let cursor = try request.queryText("cursor").map { text in
            guard let cursor = ConversationCursor(text) else {
                throw APIError.invalid("cursor", "is none of this list's")
            }
            return cursor
        }
        let page = try await ConversationPage(
            of: desk.repository, owner: try context.owner(), archived: archived ?? false, after: cursor, limit: limit ?? 50)
        return try .json(
            ConversationPageDocument(
                conversations: page.conversations.map(ConversationDocument.init), next_cursor: page.next?.description))
    }

    @Sendable private func search(request: Request, context: WebContext) async throws -> Response {
        let owner = try context.owner()
        let text = try request.queryText("q") ?? ""
        let hits = try await SearchQuery(text).asyncMap { try await desk.repository.search($0, owner: owner) } ?? []
        return try .json(["hits": hits.map(SearchHitDocument.init)])
    }

    @Sendable private func open(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let owner = try context.owner()
        let body: OpenBody = try await request.decodeJSON(limit: 4096)
        let conversation = try await naming("default_model_id") {
            try await desk.open(
                owner: owner, assistant: body.assistant, model: try body.default_model_id.map(ModelIdentifier.init(chosen:)),
                standing: context.standing, isTemporary: body.temporary ?? false)
        }
        return try .json(ConversationDocument(conversation), status: .created)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(context)
        return try .json(try await document(of: id, owner: owner))
    }

    /// Answers with the conversation as it is then, its messages too when another path was opened.
    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(context)
        let change = try await naming("default_model_id") {
            let change = try await request.decodeJSON(ConversationChangeBody.self, limit: 4096).change
            try await desk.change(id, owner: owner, change, standing: context.standing)
            return change
        }
        if change.activeMessage != nil { return try .json(try await document(of: id, owner: owner)) }
        return try .json(ConversationDocument(try await desk.conversation(id, owner: owner)))
    }

    @Sendable private func fork(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(context)
        guard let message = try await request.decodeJSON(PlaceBody.self, limit: 4096).message_id else {
            throw APIError.invalid("message_id", "is required")
        }
        return try .json(ConversationDocument(try await desk.fork(id, owner: owner, at: message)), status: .created)
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(context)
        try await desk.delete(id, owner: owner)
        return Response(status: .noContent)
    }

    @Sendable private func post(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(context)
        let body = try await request.decodeJSON(MessageBody.self, limit: messageLimit * 2)
        guard !body.content.allSatisfy(\.isWhitespace) else { throw APIError.invalid("content", "must not be empty") }
        guard body.content.utf8.count <= messageLimit else { throw APIError.tooLarge(messageLimit) }
        let model = try body.model.map(ModelIdentifier.init(chosen:))
        let answer: OpenAnswer
        if let edited = body.edits {
            answer = try await desk.edit(
                edited, to: body.content, in: id, owner: owner, requestID: context.requestID, model: model,
                standing: context.standing, reader: try context.reader())
        } else {
            answer = try await desk.post(
                body.content, to: id, owner: owner, after: body.parent_id, requestID: context.requestID,
                as: Posting(
                    model: model, standing: context.standing, reader: try context.reader(),
                    selection: try body.selection?.selection(at: "selection.")))
        }
        return stream(answer, of: id, owner: owner, for: ReaderLocale(of: request))
    }

    @Sendable private func retry(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(context)
        let message = try await request.decodeJSONIfPresent(PlaceBody.self, limit: 4096)?.message_id
        let answer = try await desk.retry(
            id, owner: owner, message: message, requestID: context.requestID, standing: context.standing,
            reader: try context.reader())
        return stream(answer, of: id, owner: owner, for: ReaderLocale(of: request))
    }

    @Sendable private func stop(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(context)
        let message = try await request.decodeJSONIfPresent(PlaceBody.self, limit: 4096)?.message_id
        try await desk.stop(id, owner: owner, message: message)
        return Response(status: .noContent)
    }

    @Sendable private func events(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(context)
        let message = try request.queryText("message_id")
        guard let answer = try await desk.running(in: id, owner: owner, message: message) else {
            return Response(status: .noContent)
        }
        return stream(answer, of: id, owner: owner, for: ReaderLocale(of: request))
    }

    private func document(of id: String, owner: String) async throws -> ConversationDocument {
        let conversation = try await desk.conversation(id, owner: owner)
        let tree = try await desk.repository.tree(of: id, owner: owner)
        var document = ConversationDocument(conversation)
        document.running = try await desk.running(in: id, owner: owner) != nil
        let groundings = try await desk.groundings?.all(in: id, owner: owner) ?? [:]
        let selections = try await desk.groundings?.selections(in: id, owner: owner) ?? [:]
        document.messages = tree.activePath.map { message in
            MessageDocument(
                message, in: tree, names: names, grounding: groundings[message.id], selection: selections[message.id])
        }
        return document
    }

    /// Says of a model that cannot be chosen in which field it was named.
    private func naming<Value>(_ field: String, _ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as ModelChoiceError { throw APIError(error, field: field) }
    }

    private func target(_ context: WebContext) throws -> (id: String, owner: String) {
        (try context.parameters.require("id"), try context.owner())
    }

    private func stream(_ answer: OpenAnswer, of id: String, owner: String, for reader: ReaderLocale) -> Response {
        let stream = AnswerEventStream(answer: answer, names: names, reader: reader, time: time) { [desk] in
            try? await desk.repository.conversation(id, owner: owner)?.title
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { body in
                try await stream.write { try await body.write($0) }
                try await body.finish(nil)
            })
    }
}

extension Optional {
    func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await body(self)
    }
}
