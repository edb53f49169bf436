import Accounts
package import Chat
import HTTPTypes
package import Hummingbird
import LanguageModel
import NIOCore
import Routing

/// `POST /v1/embeddings`, in the form of the OpenAI-compatible API.
package struct EmbeddingRoutes: Sendable {
    private let pipeline: EmbeddingPipeline
    private let answers: RunningAnswers
    private let bodyLimit: Int

    package init(pipeline: EmbeddingPipeline, answers: RunningAnswers, bodyLimit: Int) {
        self.pipeline = pipeline
        self.answers = answers
        self.bodyLimit = bodyLimit
    }

    package func add(to group: RouterGroup<WebContext>) {
        group.post("embeddings", use: embed)
    }

    @Sendable private func embed(request: Request, context: WebContext) async throws -> Response {
        var request = request
        try context.caller(maying: .embeddings)
        let body: EmbeddingBody = try await request.decodeJSON(limit: bodyLimit)
        let ask = EmbeddingAsk(
            requestID: context.requestID, surface: .embeddings,
            model: try await pipeline.model(named: body.model, owner: context.principal?.owner),
            request: body.request, keyID: context.principal?.keyID, userID: context.principal?.userID)
        guard let task = answers.start({ [pipeline] in await pipeline.embed(ask) }) else { throw APIError.stopping }
        switch await CallerWatch(context.channel).value(of: task) {
        case .success(let answer):
            return .json(EmbeddingResponse(answer: answer, encoding: body.encoding).json)
        case .failure(.rejected(let cause)) where cause.kind == .modelNotFound:
            throw await pipeline.unknown(body.model, owner: context.principal?.owner)
        case .failure(.contextTooLong(let message)):
            throw APIError(
                .badRequest, "context_length_exceeded", "An input is too long for the model: \(message)", field: "input")
        case .failure(let failure):
            throw failure
        }
    }
}
