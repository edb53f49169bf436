import LanguageModel
import Storage

extension ConversationDesk {
    /// Takes the conversations of a file in, as new ones of `owner`: those that can be read, or with `strict` all or none.
    /// - Parameter file: what ``ExportedConversation`` or ChatGPT exported.
    package func importConversations(_ file: [UInt8], owner: String, strict: Bool) async throws -> ImportReport {
        let read = ConversationImport(file, owner: owner, now: time.wallClock, makeID: makeID)
        var report = ImportReport(problems: read.problems)
        let ready = read.conversations.map { found in
            var conversation = found.conversation
            conversation.assistant = (assistants.first { $0.id == conversation.assistant } ?? assistants.first)?.id
            return (conversation, found.messages)
        }
        if strict {
            guard read.problems.isEmpty else { return report }
            try await repository.insert(ready)
            report.imported = ready.map(\.0.id)
            return report
        }
        for (conversation, messages) in ready {
            do {
                try await repository.insert([(conversation, messages)])
                report.imported.append(conversation.id)
            } catch StorageError.rejected(let reason) {
                var problem = ImportProblem(reason)
                problem.title = conversation.title
                report.problems.append(problem)
            }
        }
        return report
    }

    /// A conversation with everything that is kept of it.
    /// - Throws: ``ConversationError/notFound``.
    package func export(_ id: String, owner: String) async throws -> ExportedConversation {
        let conversation = try await conversation(id, owner: owner)
        return ExportedConversation(conversation, try await repository.tree(of: id, owner: owner))
    }
}
