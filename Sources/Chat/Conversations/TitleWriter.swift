import LanguageModel
package import Logging
package import Routing
package import Storage

/// Has a model name a conversation after its first answer. Nobody waits for it: when it fails, is slow or the server stops,
/// the first line of the conversation stays its title.
package struct TitleWriter: Sendable {
    private let repository: ConversationRepository
    private let pipeline: ChatPipeline
    private let errands: RunningAnswers
    private let directory: ChainDirectory
    private let makeID: @Sendable () -> String
    private let logger: Logger

    /// - Parameter errands: where the requests run; without a grace period, so that the server's end does not wait for them.
    package init(
        repository: ConversationRepository, pipeline: ChatPipeline, errands: RunningAnswers, directory: ChainDirectory,
        makeID: @escaping @Sendable () -> String, logger: Logger
    ) {
        self.repository = repository
        self.pipeline = pipeline
        self.errands = errands
        self.directory = directory
        self.makeID = makeID
        self.logger = logger
    }

    /// Sets out to find a title; returns at once.
    /// - Parameter chain: the name of the chain to ask. A chain that only quotes documents knows no titles.
    func begin(_ conversation: Conversation, chain: String, question: String, answer: String) {
        guard var chain = directory[chain] else { return }
        chain.models.removeAll { $0.id.provider == ProviderKind.builtin.rawValue }
        guard !chain.models.isEmpty else { return }
        let ask = Ask(
            requestID: "title_\(makeID())", surface: .title, chain: chain, userID: conversation.owner,
            conversationID: conversation.id, request: Self.request(question: question, answer: answer), streamed: false)
        _ = errands.start { [pipeline, repository, logger] in
            guard case .success(let answer) = await pipeline.answer(ask, emit: { _ in }),
                let title = ConversationTitle.suggested(by: answer.text)
            else { return }
            do {
                try await repository.suggest(title: title, from: .model, for: conversation.id, owner: conversation.owner)
            } catch {
                logger.warning("A title could not be kept: \(error)")
            }
        }
    }

    private static func request(question: String, answer: String) -> ChatRequest {
        let told = "The person wrote:\n\(question.prefix(1000))\n\nThe answer was:\n\(answer.prefix(1000))"
        return ChatRequest(
            messages: [
                Message(
                    .system,
                    """
                    Name the conversation that you are shown in at most six words, in its own language, for a list of \
                    conversations. Do not answer it. Reply with the name alone, without quotation marks.
                    """),
                Message(.user, told),
            ], maxTokens: 200)
    }
}
