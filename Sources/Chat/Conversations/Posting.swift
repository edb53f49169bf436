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

    package init(
        surface: Ask.Surface = .page, keyID: String? = nil, model: ModelIdentifier? = nil, briefing: String? = nil,
        streamed: Bool = true, acceptsRestart: Bool = true, standing: Audience = .everyone
    ) {
        self.surface = surface
        self.keyID = keyID
        self.model = model
        self.briefing = briefing
        self.streamed = streamed
        self.acceptsRestart = acceptsRestart
        self.standing = standing
    }

    /// `assistant` as it is to play this once.
    func brief(_ assistant: Assistant) -> Assistant {
        guard let briefing else { return assistant }
        var assistant = assistant
        assistant.instructions = [assistant.instructions, briefing].compactMap(\.self).joined(separator: "\n\n")
        return assistant
    }
}
