package import Knowledge
package import LanguageModel

/// What accompanies a message that is posted to a conversation.
package struct Posting: Sendable, Hashable {
    package var surface: Ask.Surface
    package var keyID: String?
    /// Asked before the assistant's chain; before the conversation's own model, too.
    package var model: ModelIdentifier?
    /// Said to the models after the assistant's instructions, for this answer only.
    package var briefing: String?
    /// Whether the caller reads the answer as it comes.
    package var streamed: Bool
    /// Whether the caller can take back text that it was given.
    package var acceptsRestart: Bool
    /// The smallest audience that whoever asks belongs to.
    package var standing: Audience
    /// Whose documents may be read for it; nil for what everybody may read, and the owner's own.
    package var reader: KnowledgeReader?
    /// What the message is about.
    package var selection: Selection?
    /// The documents to answer from; nil for those of the assistant, if it has any.
    package var reading: Reading?

    package init(
        surface: Ask.Surface = .page, keyID: String? = nil, model: ModelIdentifier? = nil, briefing: String? = nil,
        streamed: Bool = true, acceptsRestart: Bool = true, standing: Audience = .everyone,
        reader: KnowledgeReader? = nil, selection: Selection? = nil, reading: Reading? = nil
    ) {
        self.surface = surface
        self.keyID = keyID
        self.model = model
        self.briefing = briefing
        self.streamed = streamed
        self.acceptsRestart = acceptsRestart
        self.standing = standing
        self.reader = reader
        self.selection = selection
        self.reading = reading
    }

    /// `assistant` as it is to play this once.
    func brief(_ assistant: Assistant) -> Assistant {
        guard let briefing else { return assistant }
        var assistant = assistant
        assistant.instructions = [assistant.instructions, briefing].compactMap(\.self).joined(separator: "\n\n")
        return assistant
    }
}
