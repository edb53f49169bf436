package import Knowledge
import LanguageModel
package import Storage

/// Conversations that their owner calls by names of their own, each with recommendations from a catalogue where there is one.
package struct SessionDesk: Sendable {
    private let desk: ConversationDesk
    private let assistant: Assistant?
    private let catalogue: Catalogue?
    private let makeID: @Sendable () -> String

    /// How many items models are told of.
    private static let briefed = 8

    /// - Parameters:
    ///   - assistants: the first of them that has a catalogue answers; the first one when none has.
    ///   - catalogues: by the assistant's identifier.
    package init(
        desk: ConversationDesk, assistants: [Assistant], catalogues: [String: Catalogue], makeID: @escaping @Sendable () -> String
    ) {
        self.desk = desk
        assistant = assistants.first { catalogues[$0.id] != nil } ?? assistants.first
        catalogue = assistant.flatMap { catalogues[$0.id] }
        self.makeID = makeID
    }

    /// Who answers.
    package var chain: String? { assistant?.chain }
    /// nil where nothing is recommended.
    package var catalogueSize: Int? { catalogue?.items.count }

    /// Takes a message into a session, which begins with it if there is none yet, and has it answered.
    /// - Throws: ``ConversationError`` when nothing was taken in.
    package func post(
        _ message: String, to session: String, owner: String, keyID: String?, requestID: String
    ) async throws -> SessionAnswer {
        let conversation = try await desk.repository.open(
            session: session, id: makeID(), owner: owner, assistant: assistant?.id)
        let said = try await words(of: conversation) + [message]
        let candidates = catalogue?.recommend(for: said, limit: Self.briefed) ?? []
        let posting = Posting(
            surface: .chatbot, keyID: keyID, briefing: catalogue?.briefing(candidates), streamed: false, acceptsRestart: true)
        let answer = try await desk.post(message, to: conversation.id, owner: owner, requestID: requestID, as: posting)
        return SessionAnswer(answer: answer, said: said, catalogue: catalogue)
    }

    /// - Throws: ``ConversationError/notFound`` when the owner has no such session.
    package func messages(of session: String, owner: String) async throws -> [ChatMessage] {
        try await desk.repository.messages(of: try await conversation(session, owner: owner).id, owner: owner)
    }

    /// What fits the session now.
    /// - Throws: ``ConversationError/notFound`` when the owner has no such session.
    package func recommendations(for session: String, owner: String) async throws -> [Recommendation] {
        let messages = try await messages(of: session, owner: owner)
        let answer = messages.last { $0.role == .assistant }?.content
        return catalogue?.recommend(for: messages.filter { $0.role == .user }.map(\.content), answer: answer) ?? []
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

    private func words(of conversation: Conversation) async throws -> [String] {
        guard catalogue != nil else { return [] }
        return try await desk.repository.messages(of: conversation.id, owner: conversation.owner).filter { $0.role == .user }
            .map(\.content)
    }
}
