package import Knowledge
package import LanguageModel
package import Logging
import Routing
package import Storage

/// Where people's conversations are carried on: a message comes in, an answer is made for it in a task of its own, and
/// both are kept. Whoever asked may leave, come back, and read on.
package struct ConversationDesk: Sendable {
    package let repository: ConversationRepository
    let pipeline: ChatPipeline
    private let answers: RunningAnswers
    package let assistants: AssistantDirectory
    private let models: ModelChoices
    private let titles: TitleWriter?
    package let adviser: Adviser?
    package let groundings: GroundingRepository?
    let desk = OpenAnswers()
    let time: any TimeSource
    let makeID: @Sendable () -> String
    private let logger: Logger

    /// How many answers of one conversation may be in the making, on different paths of its tree.
    private static let mostAtOnce = 4

    /// - Parameters:
    ///   - assistants: the first one is who answers in conversations that name nobody.
    ///   - titles: nil when the first line is title enough.
    ///   - adviser: nil where nothing is recommended.
    ///   - groundings: nil where nothing is answered from documents.
    ///   - makeID: identifiers for conversations and messages, never the same twice.
    package init(
        repository: ConversationRepository, pipeline: ChatPipeline, answers: RunningAnswers, models: ModelChoices,
        assistants: AssistantDirectory, titles: TitleWriter? = nil, adviser: Adviser? = nil,
        groundings: GroundingRepository? = nil, time: any TimeSource,
        makeID: @escaping @Sendable () -> String, logger: Logger
    ) {
        self.repository = repository
        self.pipeline = pipeline
        self.answers = answers
        self.models = models
        self.assistants = assistants
        self.titles = titles
        self.adviser = adviser
        self.groundings = groundings
        self.time = time
        self.makeID = makeID
        self.logger = logger
    }

    /// Begins an empty conversation with an assistant.
    /// - Parameters:
    ///   - assistant: nil for the first that whoever asks may use.
    ///   - model: the one to go on first; nil leaves it to the owner's default and the assistant.
    ///   - standing: the smallest audience that whoever asks belongs to.
    ///   - isTemporary: whether nothing of it is to be kept.
    /// - Throws: ``ConversationError/unknownAssistant``, ``ModelChoiceError``
    package func open(
        owner: String, assistant: String?, model: ModelIdentifier? = nil, standing: Audience = .everyone,
        isTemporary: Bool = false
    ) async throws -> Conversation {
        let chosen = assistant.map { assistants.assistant($0, for: standing) } ?? assistants.all(for: standing).first
        guard let chosen else { throw ConversationError.unknownAssistant }
        return try await repository.create(
            id: isTemporary ? TemporaryName.make(of: makeID()) : makeID(), owner: owner, title: "", assistant: chosen.id,
            defaultModel: try model.map { try models.check($0.description, assistant: chosen, owner: owner) })
    }

    /// Takes a message in and has it answered.
    /// - Parameter parent: the message that it follows; nil for the end of the path that is open.
    /// - Throws: ``ConversationError`` or ``ModelChoiceError`` when nothing was taken in; `busy` while what it would follow is
    ///   being written.
    package func post(
        _ content: String, to id: String, owner: String, after parent: String? = nil, requestID: String,
        as posting: Posting = Posting()
    ) async throws -> OpenAnswer {
        let conversation = try await conversation(id, owner: owner)
        let tree = try await repository.tree(of: id, owner: owner)
        let history = try parent.map { try known($0, in: tree) } ?? tree.activePath
        return try await ask(content, after: history, in: conversation, requestID: requestID, as: posting)
    }

    /// Takes another wording of a question in, beside the one that is there, and has it answered.
    /// - Parameters:
    ///   - model: the one to go on first for this message alone; nil for the conversation's.
    ///   - standing: the smallest audience that whoever asks belongs to.
    /// - Throws: ``ConversationError``; `unknownMessage` when `message` is nobody's question here; ``ModelChoiceError``
    package func edit(
        _ message: String, to content: String, in id: String, owner: String, requestID: String, model: ModelIdentifier? = nil,
        standing: Audience = .everyone, reader: KnowledgeReader? = nil
    ) async throws -> OpenAnswer {
        let conversation = try await conversation(id, owner: owner)
        let path = try known(message, in: try await repository.tree(of: id, owner: owner))
        guard path.last?.role == .user else { throw ConversationError.unknownMessage }
        let selection = try await groundings?.selections(in: id, owner: owner)[message]
        return try await ask(
            content, after: Array(path.dropLast()), in: conversation, requestID: requestID,
            as: Posting(model: model, standing: standing, reader: reader, selection: selection))
    }

    /// Asks again, and keeps the answer that is there beside the new one.
    /// - Parameters:
    ///   - message: the answer to be made anew, or the question to be asked again; nil for the last question of the path that is
    ///     open.
    ///   - standing: the smallest audience that whoever asks belongs to.
    /// - Throws: ``ConversationError``; `nothingToRetry` when nobody has asked anything yet.
    package func retry(
        _ id: String, owner: String, message: String? = nil, requestID: String, standing: Audience = .everyone,
        reader: KnowledgeReader? = nil
    ) async throws -> OpenAnswer {
        let conversation = try await conversation(id, owner: owner)
        let tree = try await repository.tree(of: id, owner: owner)
        let path = try message.map { try known($0, in: tree) } ?? tree.activePath
        guard let question = path.lastIndex(where: { $0.role == .user }) else { throw ConversationError.nothingToRetry }
        if let last = path.last, desk[id, last.id] != nil { throw ConversationError.busy }
        let selection = try await groundings?.selections(in: id, owner: owner)[path[question].id]
        return try await begin(
            conversation, history: Array(path[...question]), adding: nil, requestID: requestID,
            as: Posting(standing: standing, reader: reader, selection: selection))
    }

    /// Ends the answer that is being made as `message`, or all; what is there of them is kept.
    package func stop(_ id: String, owner: String, message: String? = nil) async throws {
        let conversation = try await conversation(id, owner: owner)
        for answer in desk.all(in: conversation.id) where message == nil || message == answer.messageID { answer.cancel() }
    }

    /// The answer that is being made at the end of a path; nil when none is.
    /// - Parameter message: nil for the path that is open.
    package func running(in id: String, owner: String, message: String? = nil) async throws -> OpenAnswer? {
        let conversation = try await conversation(id, owner: owner)
        return (message ?? conversation.activeMessage).flatMap { desk[conversation.id, $0] }
    }

    /// - Parameter standing: the smallest audience that whoever asks belongs to.
    /// - Throws: ``ConversationError``, ``ModelChoiceError``; nothing was changed then.
    package func change(
        _ id: String, owner: String, _ change: ConversationChange, standing: Audience = .everyone
    ) async throws {
        var change = change
        let conversation = try await conversation(id, owner: owner)
        if let title = change.title {
            guard let cleaned = ConversationTitle.cleaned(title) else { throw ConversationError.badTitle }
            change.title = cleaned
        }
        if let assistant = change.assistant, assistants.assistant(assistant, for: standing) == nil {
            throw ConversationError.unknownAssistant
        }
        if case .some(.some(let model)) = change.defaultModel {
            let answering = assistant(change.assistant ?? conversation.assistant, for: standing)
            _ = try models.check(model.description, assistant: answering, owner: owner)
        }
        if let message = change.activeMessage {
            guard let end = try await repository.tree(of: id, owner: owner).end(from: message) else {
                throw ConversationError.unknownMessage
            }
            change.activeMessage = end
        }
        try await repository.apply(change, to: id, owner: owner)
    }

    /// A new conversation with the messages up to and including `message`; nothing of it is shared with the old one.
    /// - Throws: ``ConversationError``.
    package func fork(_ id: String, owner: String, at message: String) async throws -> Conversation {
        let origin = try await conversation(id, owner: owner)
        let path = try known(message, in: try await repository.tree(of: id, owner: owner))
        let now = time.wallClock
        var copies: [ChatMessage] = []
        var names: [String: String] = [:]
        for var copy in path where desk[id, copy.id] == nil {
            let name = makeID(in: id)
            names[copy.id] = name
            copy.id = name
            copy.parent = copies.last?.id
            if copy.status == .streaming { copy.status = .interrupted }
            copies.append(copy)
        }
        var copy = origin
        copy.id = makeID(in: id)
        copy.isPinned = false
        copy.isArchived = false
        copy.activeMessage = copies.last?.id
        copy.createdAt = now
        copy.updatedAt = now
        try await repository.insert([(copy, copies)])
        try await adviser?.records.copy(names)
        try await groundings?.copy(names)
        return copy
    }

    /// Ends all answers that are being made for `owner`.
    package func stopAll(of owner: String) async throws {
        for id in desk.conversations {
            guard try await repository.conversation(id, owner: owner) != nil else { continue }
            for answer in desk.all(in: id) { answer.cancel() }
        }
    }

    package func delete(_ id: String, owner: String) async throws {
        let conversation = try await conversation(id, owner: owner)
        for answer in desk.all(in: conversation.id) { answer.cancel() }
        try await repository.delete(conversation.id, owner: owner)
    }

    /// - Throws: ``ConversationError/notFound`` when it is not the owner's.
    package func conversation(_ id: String, owner: String) async throws -> Conversation {
        guard let conversation = try await repository.conversation(id, owner: owner) else { throw ConversationError.notFound }
        return conversation
    }

    /// Who answers in a conversation that names `id`; nil when that one is gone, or not for whoever asks. Where nobody is named it
    /// is the first.
    package func assistant(_ id: String?, for standing: Audience) -> Assistant? {
        guard let id else { return assistants.all(for: standing).first }
        return assistants.assistant(id, for: standing)
    }

    /// For what is to be where `conversation` is.
    private func makeID(in conversation: String) -> String {
        TemporaryName.isOne(conversation) ? TemporaryName.make(of: makeID()) : makeID()
    }

    private func reading(
        for assistant: Assistant, _ posting: Posting, reader: KnowledgeReader, hasItemMarks: Bool
    ) -> Reading? {
        var reading = posting.reading ?? pipeline.reading.reading(for: assistant, reader: reader)
        if reading == nil, posting.selection != nil { reading = Reading(reader: reader, collections: []) }
        reading?.selection = posting.selection
        reading?.hasItemMarks = hasItemMarks
        return reading
    }

    /// nil where there is none.
    private func earlierSelections(
        in history: [ChatMessage], of conversation: Conversation, for reader: KnowledgeReader
    ) async throws -> EarlierSelections? {
        guard history.count > 1, let groundings else { return nil }
        let kept = try await groundings.selections(in: conversation.id, owner: conversation.owner)
        let earlier = EarlierSelections(kept, in: history)
        return earlier.all.isEmpty ? nil : try await earlier.settled(by: pipeline.reading, for: reader)
    }

    private func known(_ message: String, in tree: MessageTree) throws -> [ChatMessage] {
        let path = tree.path(to: message)
        guard !path.isEmpty else { throw ConversationError.unknownMessage }
        return path
    }

    private func ask(
        _ content: String, after history: [ChatMessage], in conversation: Conversation, requestID: String,
        as posting: Posting = Posting()
    ) async throws -> OpenAnswer {
        if let last = history.last, desk[conversation.id, last.id] != nil { throw ConversationError.busy }
        if let model = posting.model {
            let answering = assistant(conversation.assistant, for: posting.standing)
            _ = try models.check(model.description, assistant: answering, owner: conversation.owner)
        }
        let question = ChatMessage(id: makeID(in: conversation.id), parent: history.last?.id, role: .user, content: content)
        return try await begin(
            conversation, history: history + [question], adding: question, requestID: requestID, as: posting)
    }

    /// - Parameter history: what is answered, question included; never empty.
    private func begin(
        _ conversation: Conversation, history: [ChatMessage], adding question: ChatMessage?, requestID: String,
        as posting: Posting = Posting()
    ) async throws -> OpenAnswer {
        guard let own = assistant(conversation.assistant, for: posting.standing) else {
            throw ConversationError.assistantGone(name: assistants.name(of: conversation.assistant))
        }
        let advice = await adviser?.advice(from: own.catalogueID, on: history, for: conversation.owner)
        var posting = posting
        if let advice { posting.briefing = advice.briefing }
        let reader = posting.reader ?? KnowledgeReader(owner: conversation.owner)
        // Structure has no room for what goes along with words, and for citations neither.
        let isFree = own.outputSchema == nil
        if let selection = posting.selection {
            posting.selection = try await isFree ? pipeline.reading.settle(selection, for: reader) : nil
        }
        let earlier = try await isFree ? earlierSelections(in: history, of: conversation, for: reader) : nil
        var reading = isFree ? self.reading(for: own, posting, reader: reader, hasItemMarks: advice != nil) : nil
        reading?.earlier = earlier?.all.map { $0.selection } ?? []
        var messages = history.compactMap(Message.init)
        if reading == nil, let earlier {
            let told = earlier.messages(history, boundary: pipeline.reading.makeBoundary())
            messages = told.messages
            posting.briefing = [posting.briefing, told.rules].compactMap(\.self).joined(separator: "\n\n")
        }
        let assistant = posting.brief(own)
        guard
            let chain = await models.chain(
                of: assistant, choice: posting.model ?? conversation.defaultModel, owner: conversation.owner)
        else { throw ConversationError.unknownAssistant }
        guard !chain.models.isEmpty else { throw ConversationError.cloudDisabled }
        guard desk.all(in: conversation.id).count < Self.mostAtOnce else { throw ConversationError.busy }
        try assistants.admit(conversation.owner, to: assistant)
        let reply = ChatMessage(
            id: makeID(in: conversation.id), role: .assistant, content: "", status: .streaming, requestID: requestID)
        let parent = question == nil ? history.last?.id : question?.parent
        try await repository.append(
            (question.map { [$0] } ?? []) + [reply], to: conversation.id, owner: conversation.owner,
            at: parent.map(MessagePlace.after) ?? .first)
        if let question, let selection = posting.selection {
            try await groundings?.keep(selection, with: question.id)
        }
        if let question, conversation.title.isEmpty {
            try await repository.suggest(
                title: ConversationTitle.firstLine(of: question.content), from: .firstLine, for: conversation.id,
                owner: conversation.owner)
        }
        let ask = Ask(
            requestID: requestID, surface: posting.surface, chain: chain, assistant: assistant, keyID: posting.keyID,
            userID: conversation.owner, conversationID: conversation.id,
            request: ChatRequest(messages: messages), reading: reading,
            streamed: posting.streamed, acceptsRestart: posting.acceptsRestart)
        let relay = AnswerRelay(capacity: nil)
        let scribe = AnswerScribe(
            message: reply.id, owner: conversation.owner, repository: repository, groundings: groundings, relay: relay,
            onEnd: { [desk] in desk.remove(reply.id, from: conversation.id) }, time: time, logger: logger)
        let advised =
            isFree
            ? advice.map { advice in
                AdvisedAnswer(advice, of: reply.id, adviser: adviser) { await scribe.take($0) }
            } : nil
        // What stands in no list needs no title, and a question to documents is title enough.
        let opening =
            history.count == 1 && posting.surface != .query && !TemporaryName.isOne(conversation.id)
            ? history.first?.content : nil
        let task = answers.start { [pipeline, titles] in
            let result = await pipeline.answer(
                ask, onGrounding: { await scribe.take($0) },
                emit: { event in
                    if let advised { await advised.take(event) } else { await scribe.take(event) }
                })
            await scribe.end()
            relay.end()
            if let titles, let opening, case .success(let answer) = result {
                titles.begin(
                    conversation, chain: assistant.chain, question: opening, answer: ItemMarks.without(answer.text).text)
            }
        }
        guard let task else {
            try await repository.update(message: reply.id, owner: conversation.owner, content: "", status: .failed)
            throw ConversationError.stopping
        }
        let answer = OpenAnswer(
            questionID: question?.id, messageID: reply.id, requestID: requestID, relay: relay, cancel: { task.cancel() },
            chain: chain.models.map(\.id), advised: advised, isGrounded: reading != nil)
        desk.insert(answer, into: conversation.id)
        return answer
    }
}
