import Accounts
import Chat
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import NIOCore
import Storage

/// `/ai`: chat with a choice of model by conversation and request, for programs with a key or token.
struct AIRoutes: Sendable {
    let desk: ConversationDesk
    let models: AIModels
    /// Bytes of one prompt.
    var promptLimit = 256 * 1024

    func add(to group: RouterGroup<WebContext>) {
        group.get("models", use: listModels)
        group.post("chat", use: chat)
    }

    private struct ChatBody: Decodable {
        var prompt: String
        var model: String?
        var conversation_id: String?
        var stream: Bool?
    }

    @Sendable private func listModels(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .models)
        return try .json(try await models.document(for: caller.owner))
    }

    @Sendable private func chat(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let caller = try context.caller(maying: .chat)
        let body: ChatBody = try await request.decodeJSON(limit: promptLimit * 2)
        guard !body.prompt.allSatisfy(\.isWhitespace) else { throw APIError.invalid("prompt", "must not be empty") }
        guard body.prompt.utf8.count <= promptLimit else { throw APIError.tooLarge(promptLimit) }
        let streams = body.stream ?? false
        let posting = Posting(
            surface: .ai, keyID: caller.keyID, model: try body.model.map(models.resolve), streamed: streams,
            acceptsRestart: !streams, standing: context.standing, reader: KnowledgeReader(caller))
        let conversation: String
        if let id = body.conversation_id {
            conversation = id
        } else {
            conversation = try await desk.open(owner: caller.owner, assistant: nil, standing: context.standing).id
        }
        let open = try await desk.post(
            body.prompt, to: conversation, owner: caller.owner, requestID: context.requestID, as: posting)
        let watch = await CallerWatch(context.channel)
        if streams {
            let writer = AIEventStream(open: open, conversation: conversation)
            return try await watch.stream(open) { try writer.write($0, to: &$1) }
        }
        let answer = try await watch.result(of: open).get()
        var response = try Response.json(AIAnswerDocument(answer, of: open, in: conversation))
        response.headers.tellCache(of: answer)
        return response
    }
}

extension CallerWatch {
    /// The events of `open` as server-sent events. The status is decided by the first one: until there is real content, a failure is
    /// an HTTP error. Whoever leaves cancels the answer.
    /// - Parameter write: appends an event to what is sent.
    func stream(
        _ open: OpenAnswer, write: @escaping @Sendable (ChatEvent, inout ByteBuffer) throws -> Void
    ) async throws -> Response {
        let first = await watching(onLeaving: open.cancel) { await open.relay.events(from: 0) }
        if case .failed(let failure)? = first.first { throw failure }
        guard !first.isEmpty else { throw ChatFailure.cancelled }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { body in
                defer { open.cancel() }
                var events = first
                var index = 0
                while !events.isEmpty {
                    var buffer = ByteBuffer()
                    for event in events { try write(event, &buffer) }
                    try await body.write(buffer)
                    index += events.count
                    events = await watching(onLeaving: open.cancel) { await open.relay.events(from: index) }
                }
                try await body.finish(nil)
            })
    }

    /// How `open` ended; it is cancelled when the caller leaves or the surrounding task is cancelled.
    func result(of open: OpenAnswer) async -> Result<Answer, ChatFailure> {
        await withTaskCancellationHandler {
            await watching(onLeaving: open.cancel) { await open.result() }
        } onCancel: {
            open.cancel()
        }
    }
}
