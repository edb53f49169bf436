package import Chat
import Foundation
import HTTPTypes
package import Hummingbird
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
        group.get("{id}", use: show)
        group.patch("{id}", use: change)
        group.delete("{id}", use: delete)
        group.post("{id}/messages", use: post)
        group.post("{id}/retry", use: retry)
        group.post("{id}/stop", use: stop)
        group.get("{id}/events", use: events)
    }

    private struct OpenBody: Decodable {
        var assistant: String?
        var model: String?
    }

    private struct MessageBody: Decodable {
        var content: String
        var model: String?
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let conversations = try await desk.repository.list(owner: try Owner(request).id, limit: 200)
        return try .json(["conversations": conversations.map(ConversationDocument.init)])
    }

    @Sendable private func open(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let owner = try Owner(request)
        let body: OpenBody = try await request.decodeJSON(limit: 4096)
        let conversation = try await desk.open(owner: owner.id, assistant: body.assistant, model: body.model)
        return try .json(ConversationDocument(conversation), status: .created)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(request, context)
        let conversation = try await desk.conversation(id, owner: owner)
        let messages = try await desk.repository.messages(of: id, owner: owner)
        var document = ConversationDocument(conversation)
        document.running = try await desk.running(in: id, owner: owner) != nil
        document.messages = messages.map { MessageDocument($0, names: names) }
        return try .json(document)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(request, context)
        let change: ConversationChange = try await request.decodeJSON(limit: 4096)
        let title = change.title?.trimmingCharacters(in: .whitespacesAndNewlines)
        if let title, !(1...200).contains(title.count) { throw APIError.invalid("title", "must have 1 to 200 characters") }
        _ = try await desk.conversation(id, owner: owner)
        if let model = change.model { try await desk.choose(model.id, in: id, owner: owner) }
        if let title { try await desk.repository.rename(id, owner: owner, title: title) }
        return try .json(ConversationDocument(try await desk.conversation(id, owner: owner)))
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(request, context)
        try await desk.delete(id, owner: owner)
        return Response(status: .noContent)
    }

    @Sendable private func post(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let (id, owner) = try target(request, context)
        let body: MessageBody = try await request.decodeJSON(limit: messageLimit * 2)
        let content = body.content
        guard !content.allSatisfy(\.isWhitespace) else { throw APIError.invalid("content", "must not be empty") }
        guard content.utf8.count <= messageLimit else { throw APIError.tooLarge(messageLimit) }
        let answer = try await desk.post(content, to: id, owner: owner, model: body.model, requestID: context.requestID)
        return stream(answer, of: id, owner: owner)
    }

    @Sendable private func retry(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(request, context)
        return stream(try await desk.retry(id, owner: owner, requestID: context.requestID), of: id, owner: owner)
    }

    @Sendable private func stop(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(request, context)
        try await desk.stop(id, owner: owner)
        return Response(status: .noContent)
    }

    @Sendable private func events(request: Request, context: WebContext) async throws -> Response {
        let (id, owner) = try target(request, context)
        guard let answer = try await desk.running(in: id, owner: owner) else { return Response(status: .noContent) }
        return stream(answer, of: id, owner: owner)
    }

    private func target(_ request: Request, _ context: WebContext) throws -> (id: String, owner: String) {
        (try context.parameters.require("id"), try Owner(request).id)
    }

    private func stream(_ answer: OpenAnswer, of id: String, owner: String) -> Response {
        let stream = AnswerEventStream(answer: answer, names: names, time: time) { [desk] in
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
