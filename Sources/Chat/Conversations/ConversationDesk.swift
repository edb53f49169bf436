package import LanguageModel
package import Logging
import Routing
package import Storage

/// Where people's conversations are carried on: a message comes in, an answer is made for it in a task of its own, and
/// both are kept. Whoever asked may leave, come back, and read on.
package struct ConversationDesk: Sendable {
    package let repository: ConversationRepository
    private let pipeline: ChatPipeline
    private let answers: RunningAnswers
    private let assistants: [Assistant]
    private let models: ModelChoices
    private let desk = OpenAnswers()
    private let time: any TimeSource
    private let makeID: @Sendable () -> String
    private let logger: Logger

    /// - Parameters:
    ///   - assistants: never empty; the first one is who answers in conversations that name nobody.
    ///   - makeID: identifiers for conversations and messages, never the same twice.
    package init(
        repository: ConversationRepository, pipeline: ChatPipeline, answers: RunningAnswers, models: ModelChoices,
        assistants: [Assistant], time: any TimeSource, makeID: @escaping @Sendable () -> String, logger: Logger
    ) {
        self.repository = repository
        self.pipeline = pipeline
        self.answers = answers
        self.models = models
        self.assistants = assistants
        self.time = time
        self.makeID = makeID
        self.logger = logger
    }

    /// Begins an empty conversation with an assistant.
    /// - Parameter model: the one to go on first; nil leaves it to the owner's default and the assistant.
    /// - Throws: ``ConversationError/unknownAssistant``, ``ModelChoiceError``
    package func open(owner: String, assistant: String?, model: String? = nil) async throws -> Conversation {
        if let assistant, !assistants.contains(where: { $0.id == assistant }) { throw ConversationError.unknownAssistant }
        let chosen = assistants.first { $0.id == assistant } ?? assistants.first
        return try await repository.create(
            id: makeID(), owner: owner, title: "", assistant: chosen?.id,
            defaultModel: try model.map { try models.check($0, assistant: chosen, owner: owner) })
    }

    /// Chooses the model that goes on first in a conversation from now on.
    /// - Parameter model: nil leaves it to the owner's default and the assistant.
    /// - Throws: ``ConversationError/notFound``, ``ModelChoiceError``
    package func choose(_ model: String?, in id: String, owner: String) async throws {
        let conversation = try await conversation(id, owner: owner)
        let chosen = try model.map { try models.check($0, assistant: assistant(of: conversation), owner: owner) }
        try await repository.setDefaultModel(chosen, of: id, owner: owner)
    }

    /// Takes a message in and has it answered.
    /// - Parameter model: the one to go on first for this message alone; nil for the conversation's.
    /// - Throws: ``ConversationError`` or ``ModelChoiceError`` when nothing was taken in.
    package func post(
        _ content: String, to id: String, owner: String, model: String? = nil, requestID: String
    ) async throws -> OpenAnswer {
        var conversation = try await conversation(id, owner: owner)
        if let model {
            conversation.defaultModel = try models.check(model, assistant: assistant(of: conversation), owner: owner)
        }
        let asked = conversation
        return try await answering(asked) { history in
            let question = ChatMessage(id: makeID(), role: .user, content: content)
            if asked.title.isEmpty {
                try await repository.rename(id, owner: owner, title: Self.title(from: content))
            }
            return try await begin(asked, history: history + [question], adding: [question], requestID: requestID)
        }
    }

    /// Drops the last answer and asks again.
    /// - Throws: ``ConversationError``; `nothingToRetry` when nobody has asked anything yet.
    package func retry(_ id: String, owner: String, requestID: String) async throws -> OpenAnswer {
        let conversation = try await conversation(id, owner: owner)
        return try await answering(conversation) { history in
            guard let question = history.lastIndex(where: { $0.role == .user }) else { throw ConversationError.nothingToRetry }
            for stale in history[(question + 1)...] {
                try await repository.delete(message: stale.id, owner: owner)
            }
            return try await begin(conversation, history: Array(history[...question]), adding: [], requestID: requestID)
        }
    }

    /// Ends the running answer; what is there of it is kept.
    package func stop(_ id: String, owner: String) async throws {
        let conversation = try await conversation(id, owner: owner)
        desk[conversation.id]?.cancel()
    }

    /// The answer that is being made now; nil when none is.
    package func running(in id: String, owner: String) async throws -> OpenAnswer? {
        desk[try await conversation(id, owner: owner).id]
    }

    package func delete(_ id: String, owner: String) async throws {
        let conversation = try await conversation(id, owner: owner)
        desk[conversation.id]?.cancel()
        try await repository.delete(conversation.id, owner: owner)
    }

    /// - Throws: ``ConversationError/notFound`` when it is not the owner's.
    package func conversation(_ id: String, owner: String) async throws -> Conversation {
        guard let conversation = try await repository.conversation(id, owner: owner) else { throw ConversationError.notFound }
        return conversation
    }

    /// The assistant of a conversation, or the first one where its own is gone.
    package func assistant(of conversation: Conversation?) -> Assistant? {
        assistants.first { $0.id == conversation?.assistant } ?? assistants.first
    }

    /// Holds the conversation's one place for a running answer while `start` prepares it.
    private func answering(
        _ conversation: Conversation, _ start: ([ChatMessage]) async throws -> OpenAnswer
    ) async throws -> OpenAnswer {
        guard desk.reserve(conversation.id) else { throw ConversationError.busy }
        do {
            return try await start(repository.messages(of: conversation.id, owner: conversation.owner))
        } catch {
            desk.release(conversation.id)
            throw error
        }
    }

    private func begin(
        _ conversation: Conversation, history: [ChatMessage], adding: [ChatMessage], requestID: String
    ) async throws -> OpenAnswer {
        guard let assistant = assistant(of: conversation),
            let chain = try await models.chain(of: assistant, choice: conversation.defaultModel, owner: conversation.owner)
        else { throw ConversationError.unknownAssistant }
        guard !chain.models.isEmpty else { throw ConversationError.cloudDisabled }
        let reply = ChatMessage(id: makeID(), role: .assistant, content: "", status: .streaming, requestID: requestID)
        try await repository.append(adding + [reply], to: conversation.id, owner: conversation.owner)
        let ask = Ask(
            requestID: requestID, surface: .page, chain: chain, assistant: assistant, userID: conversation.owner,
            conversationID: conversation.id, request: ChatRequest(messages: history.compactMap(Message.init)), streamed: true,
            acceptsRestart: true)
        let relay = AnswerRelay(capacity: nil)
        let scribe = AnswerScribe(
            message: reply.id, owner: conversation.owner, repository: repository, relay: relay, time: time, logger: logger)
        let task = answers.start { [pipeline, desk] in
            await pipeline.answer(ask, emit: { await scribe.take($0) })
            desk.release(conversation.id)
            relay.end()
        }
        guard let task else {
            try await repository.update(message: reply.id, owner: conversation.owner, content: "", status: .failed)
            throw ConversationError.stopping
        }
        let answer = OpenAnswer(
            questionID: adding.last?.id, messageID: reply.id, requestID: requestID, relay: relay, cancel: { task.cancel() })
        desk.fill(conversation.id, with: answer)
        return answer
    }

    /// The first line of what was asked, cut at a word.
    static func title(from content: String) -> String {
        let line = content.split(whereSeparator: \.isNewline).first.map { $0.trimmingPrefix { $0.isWhitespace } } ?? ""
        guard line.count > 60 else { return String(line) }
        let cut = line.prefix(60)
        return String(cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut) + "…"
    }
}

extension Message {
    /// A kept message as models are given it; nil for one that has nothing to say.
    fileprivate init?(_ kept: ChatMessage) {
        guard !kept.content.isEmpty else { return nil }
        self.init(kept.role, kept.content)
    }
}
