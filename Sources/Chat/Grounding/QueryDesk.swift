package import Knowledge
package import LanguageModel
import Ledger
import Storage

/// Questions to documents, in sessions that whoever asks calls by any name: apart from the chatbot's, and each owner's own.
package struct QueryDesk: Sendable {
    private let desk: ConversationDesk
    private let assistants: AssistantDirectory
    private let makeID: @Sendable () -> String

    package init(desk: ConversationDesk, assistants: AssistantDirectory, makeID: @escaping @Sendable () -> String) {
        self.desk = desk
        self.assistants = assistants
        self.makeID = makeID
    }

    /// Takes a question into a session, which begins with it if there is none yet, and has it answered from documents: those of
    /// the collections, or else those of the assistant, or else all that whoever asks may read.
    /// - Parameters:
    ///   - assistant: nil for the first that answers freely.
    ///   - collections: identifiers or names.
    ///   - filter: what documents must have in their metadata.
    /// - Throws: ``ConversationError`` when nothing was taken in.
    package func post(
        _ question: String, to session: String, owner: String, assistant id: String?, collections: [String]?,
        filter: [String: JSONValue] = [:], reader: KnowledgeReader, requestID: String, as posting: Posting
    ) async throws -> (conversation: String, answer: OpenAnswer) {
        guard let assistant = host(id, for: posting.standing) else { throw ConversationError.unknownAssistant }
        let name = ConversationSession.queryPrefix + AnswerRecord.digest(of: session)
        let conversation = try await desk.repository.open(session: name, id: makeID(), owner: owner, assistant: assistant.id)
        if conversation.assistant != assistant.id {
            try await desk.repository.apply(ConversationChange(assistant: assistant.id), to: conversation.id, owner: owner)
        }
        let own = desk.pipeline.reading.reading(for: assistant, reader: reader)
        var posting = posting
        posting.reader = reader
        posting.reading = Reading(reader: reader, collections: collections ?? own?.collections, filter: filter, isStrict: true)
        let answer = try await desk.post(question, to: conversation.id, owner: owner, requestID: requestID, as: posting)
        return (conversation.id, answer)
    }

    /// One whose answers have a form cannot cite.
    private func host(_ id: String?, for standing: Audience) -> Assistant? {
        let assistant =
            id.map { assistants.assistant($0, for: standing) } ?? assistants.all(for: standing).first { $0.outputSchema == nil }
        guard let assistant, assistant.outputSchema == nil else { return nil }
        return assistant
    }
}
