import Knowledge
import LanguageModel
package import Storage

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
            var ready = found
            ready.conversation = conversation
            return ready
        }
        if strict {
            guard read.problems.isEmpty else { return report }
            try await insert(ready)
            report.imported = ready.map(\.conversation.id)
            return report
        }
        for found in ready {
            do {
                try await insert([found])
                report.imported.append(found.conversation.id)
            } catch StorageError.rejected(let reason) {
                var problem = ImportProblem(reason)
                problem.title = found.conversation.title
                report.problems.append(problem)
            }
        }
        return report
    }

    /// A conversation with everything that is kept of it.
    /// - Throws: ``ConversationError/notFound``.
    package func export(_ id: String, owner: String) async throws -> ExportedConversation {
        let conversation = try await conversation(id, owner: owner)
        return try await exported(conversation)
    }

    /// The same of one that is known to be its owner's.
    package func exported(_ conversation: Conversation) async throws -> ExportedConversation {
        let (id, owner) = (conversation.id, conversation.owner)
        return ExportedConversation(
            conversation, try await repository.tree(of: id, owner: owner),
            groundings: try await groundings?.all(in: id, owner: owner) ?? [:],
            selections: try await groundings?.selections(in: id, owner: owner) ?? [:])
    }

    private func insert(_ conversations: [ImportedConversation]) async throws {
        try await repository.insert(conversations.map { ($0.conversation, $0.messages) })
        for conversation in conversations {
            for (message, grounding) in conversation.groundings { try await groundings?.keep(grounding, with: message) }
            for (message, selection) in conversation.selections { try await groundings?.keep(selection, with: message) }
        }
    }
}
