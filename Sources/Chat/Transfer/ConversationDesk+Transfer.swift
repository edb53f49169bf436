import LanguageModel
import Storage

extension ConversationDesk {
    /// Takes the conversations of a file in, as new ones of `owner`: those that can be read, or with `strict` all or none.
    /// - Parameters:
    ///   - file: what ``ExportedConversation`` or ChatGPT exported.
    ///   - standing: the smallest audience that whoever asks belongs to.
    package func importConversations(
        _ file: [UInt8], owner: String, strict: Bool, standing: Audience = .everyone
    ) async throws -> ImportReport {
        let read = ConversationImport(file, owner: owner, now: time.wallClock, makeID: makeID)
        var report = ImportReport(problems: read.problems)
        let ready = read.conversations.map { found in
            var conversation = found.conversation
            // A file may come from a server that has others.
            let known = conversation.assistant.flatMap { assistants.assistant($0, for: standing) }
            conversation.assistant = (known ?? assistants.all(for: standing).first)?.id
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
