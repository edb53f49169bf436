package import Knowledge
import LanguageModel
package import Storage

/// Conversations that their owner calls by names of their own, each with recommendations from a catalogue where there is one.
package struct SessionDesk: Sendable {
    private let desk: ConversationDesk
    private let assistants: AssistantDirectory
    private let makeID: @Sendable () -> String

    /// - Parameter assistants: the first of them that has a catalogue answers; the first one when none has.
    package init(desk: ConversationDesk, assistants: AssistantDirectory, makeID: @escaping @Sendable () -> String) {
        self.desk = desk
        self.assistants = assistants
        self.makeID = makeID
    }

    /// Who answers now, and how many items they recommend from; nil where nothing is recommended.
    /// - Parameter standing: the smallest audience that whoever asks belongs to.
    package func host(for standing: Audience = .everyone) async -> (assistant: Assistant?, items: Int?) {
        let all = assistants.all(for: standing)
        for assistant in all {
            if let catalogue = await desk.adviser?.shelf.catalogue(assistant.catalogueID) {
                return (assistant, catalogue.items.count)
            }
        }
        return (all.first, nil)
    }

    /// Takes a message into a session, which begins with it if there is none yet, and has it answered.
    /// - Throws: ``ConversationError`` when nothing was taken in.
    package func post(
        _ message: String, to session: String, owner: String, keyID: String?, requestID: String, standing: Audience = .everyone,
        reader: KnowledgeReader? = nil
    ) async throws -> SessionAnswer {
        let assistant = await host(for: standing).assistant
        let conversation = try await desk.repository.open(
            session: session, id: makeID(), owner: owner, assistant: assistant?.id)
        // Nobody chose who answers here, so nobody has to choose again.
        if let assistant, desk.assistant(conversation.assistant, for: standing) == nil {
            try await desk.repository.apply(ConversationChange(assistant: assistant.id), to: conversation.id, owner: owner)
        }
        let posting = Posting(
            surface: .chatbot, keyID: keyID, streamed: false, acceptsRestart: true, standing: standing, reader: reader)
        let answer = try await desk.post(message, to: conversation.id, owner: owner, requestID: requestID, as: posting)
        return SessionAnswer(answer: answer)
    }

    /// - Throws: ``ConversationError/notFound`` when the owner has no such session.
    package func messages(of session: String, owner: String) async throws -> [ChatMessage] {
        try await desk.repository.messages(of: try await conversation(session, owner: owner).id, owner: owner)
    }

    /// What was recommended with the session's last answer that had something recommended with it.
    /// - Throws: ``ConversationError/notFound`` when the owner has no such session.
    package func recommendations(for session: String, owner: String) async throws -> RecommendationRecord {
        let conversation = try await conversation(session, owner: owner)
        guard let records = try await desk.adviser?.records.all(in: conversation.id, owner: owner) else { return .init() }
        let path = try await desk.repository.messages(of: conversation.id, owner: owner)
        return path.reversed().lazy.compactMap { records[$0.id] }.first ?? .init()
    }

    package func list(owner: String) async throws -> [ConversationSession] {
        try await desk.repository.sessions(owner: owner)
    }

    /// Forgets the session with all its messages.
    /// - Throws: ``ConversationError/notFound`` when the owner has no such session.
    package func delete(_ session: String, owner: String) async throws {
        try await desk.delete(try await conversation(session, owner: owner).id, owner: owner)
    }

    private func conversation(_ session: String, owner: String) async throws -> Conversation {
        guard let conversation = try await desk.repository.conversation(session: session, owner: owner) else {
            throw ConversationError.notFound
        }
        return conversation
    }
}
