import Accounts
package import Chat
import Foundation
import HTTPTypes
package import Hummingbird
import Knowledge
package import LanguageModel
import NIOCore
package import Routing

/// `/v1`: the OpenAI-compatible API, so that existing clients work by changing their base URL.
package struct OpenAIRoutes: Sendable {
    private let pipeline: ChatPipeline
    private let answers: RunningAnswers
    private let names: ModelNames
    private let time: any TimeSource
    private let bodyLimit: Int

    package init(
        pipeline: ChatPipeline, answers: RunningAnswers, directory: ChainDirectory, assistants: AssistantDirectory,
        time: any TimeSource, bodyLimit: Int
    ) {
        self.pipeline = pipeline
        self.answers = answers
        self.names = ModelNames(directory: directory, assistants: assistants)
        self.time = time
        self.bodyLimit = bodyLimit
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.post("chat/completions", use: complete)
        group.get("models", use: listModels)
        group.get("models/{id}", use: showModel)
    }

    @Sendable private func complete(request: Request, context: WebContext) async throws -> Response {
        let (ask, includesUsage) = try await ask(from: request, context)
        let watch = await CallerWatch(context.channel)
        return ask.streamed
            ? try await stream(ask, includesUsage: includesUsage, watch: watch) : try await whole(ask, watch: watch)
    }

    private func ask(from request: Request, _ context: WebContext) async throws -> (Ask, includesUsage: Bool) {
        var request = request
        let caller = try context.caller(maying: .chat)
        let body: CompletionRequest = try await request.decodeJSON(limit: bodyLimit)
        let (chain, assistant) = try names.resolve(body.model, for: context.standing)
        if assistant?.outputSchema != nil, body.request.responseFormat == nil, !body.request.tools.isEmpty {
            throw APIError.invalid("tools", "this assistant answers with structure of its own, and calls no tools")
        }
        if let assistant { try names.assistants.admit(caller.owner, to: assistant) }
        // Structure has no room for citations.
        let reading = assistant.flatMap { assistant in
            body.request.responseFormat == nil
                ? pipeline.reading.reading(for: assistant, reader: KnowledgeReader(caller)) : nil
        }
        let ask = Ask(
            requestID: context.requestID, surface: .openAI, chain: chain, assistant: assistant,
            keyID: context.principal?.keyID, userID: context.principal?.userID, request: body.request,
            reading: reading, streamed: body.streams)
        return (ask, body.includesUsage)
    }

    private func whole(_ ask: Ask, watch: CallerWatch) async throws -> Response {
        guard let task = answers.start({ await pipeline.answer(ask, emit: { _ in }) }) else { throw APIError.stopping }
        let answer = try await watch.value(of: task).get()
        var response = Response.json(
            try CompletionResponse(answer, id: Self.completionID(ask), created: Int(time.wallClock)).json())
        response.headers.tellCache(of: answer)
        return response
    }

    /// The status is decided by the first event: until there is real content, a failure is an HTTP error.
    private func stream(_ ask: Ask, includesUsage: Bool, watch: CallerWatch) async throws -> Response {
        let relay = AnswerRelay(capacity: 64)
        let task = answers.start {
            await pipeline.answer(ask, emit: { try await relay.write($0) })
            relay.end()
        }
        guard let task else { throw APIError.stopping }
        let first = await withTaskCancellationHandler {
            await watch.watching(task) { await relay.events(from: 0) }
        } onCancel: {
            task.cancel()
        }
        if case .failed(let failure)? = first.first { throw failure }
        guard !first.isEmpty else { throw ChatFailure.cancelled }
        let writer = CompletionStream(
            id: Self.completionID(ask), created: Int(time.wallClock), requestID: ask.requestID, includesUsage: includesUsage)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { body in
                defer {
                    relay.abandon()
                    task.cancel()
                }
                var writer = writer
                var events = first
                var index = 0
                while !events.isEmpty {
                    var buffer = ByteBuffer()
                    for event in events { try writer.write(event, to: &buffer) }
                    try await body.write(buffer)
                    index += events.count
                    events = await watch.watching(task) { await relay.events(from: index) }
                }
                try await body.finish(nil)
            })
    }

    @Sendable private func listModels(request: Request, context: WebContext) throws -> Response {
        try context.caller(maying: .models)
        return try .json(ModelList(data: names.all(for: context.standing).map(ModelList.Model.init)))
    }

    @Sendable private func showModel(request: Request, context: WebContext) throws -> Response {
        try context.caller(maying: .models)
        let id = context.parameters.get("id")?.removingPercentEncoding ?? ""
        _ = try names.resolve(id, for: context.standing)
        let owner = names.all(for: context.standing).first { $0.id == id }?.owner
        return try .json(ModelList.Model(id: id, owner: owner ?? "understudy"))
    }

    private static func completionID(_ ask: Ask) -> String { "chatcmpl-" + ask.requestID }
}

private struct ModelList: Encodable {
    struct Model: Encodable {
        var id: String
        var object = "model"
        var created = 0
        var owned_by: String

        init(id: String, owner: String) {
            self.id = id
            owned_by = owner
        }
    }

    var object = "list"
    var data: [Model]
}
