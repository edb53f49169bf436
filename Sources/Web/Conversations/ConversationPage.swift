import Storage

/// One page of an owner's list, and where the next one begins.
struct ConversationPage {
    let conversations: [Conversation]
    /// nil on the last page.
    let next: ConversationCursor?

    init(
        of repository: ConversationRepository, owner: String, archived: Bool = false, after cursor: ConversationCursor? = nil,
        limit: Int
    ) async throws {
        let found = try await repository.list(owner: owner, archived: archived, after: cursor, limit: limit + 1)
        conversations = Array(found.prefix(limit))
        next = found.count > limit ? conversations.last.map(ConversationCursor.init(after:)) : nil
    }
}
