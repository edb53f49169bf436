/// A role that a chain plays for people: its name, its instructions, what the page shows of it, and who may ask it.
package struct Assistant: Sendable, Hashable {
    /// The key under `assistants:`; also a `model` of the OpenAI-compatible API, and part of its page's address.
    package var id: String
    package var name: String
    package var chain: String
    /// Put before every conversation as the system message.
    package var instructions: String?
    package var greeting: String?
    /// Questions that the empty page offers.
    package var suggestions: [String]
    /// Whether people may choose the model, and see models by name.
    package var selectsModels: Bool
    /// nil shows the initials of its name.
    package var picture: AssistantPicture?
    /// The colour of its pages; nil for the usual one.
    package var accent: Accent?
    /// The JSON Schema of its answers, as JSON.
    package var outputSchema: String?
    /// Whose catalogue it recommends from: an assistant's identifier; nil for its own.
    package var catalogue: String?
    /// The collections of documents that it answers from, by identifier or name; `*` is all that whoever asks may read. nil for none.
    package var knowledge: [String]?
    /// How often each person may ask it in a minute; nil for no limit of its own.
    package var requestsPerMinute: Int?
    /// Who may use it.
    package var audience: Audience
    package var isEnabled: Bool
    /// Where it stands among the others: the lowest comes first, and whoever comes first answers where nobody is named.
    package var order: Int

    package init(
        id: String, name: String, chain: String, instructions: String? = nil, greeting: String? = nil, suggestions: [String] = [],
        selectsModels: Bool = false, picture: AssistantPicture? = nil, accent: Accent? = nil, outputSchema: String? = nil,
        catalogue: String? = nil, knowledge: [String]? = nil, requestsPerMinute: Int? = nil, audience: Audience = .everyone,
        isEnabled: Bool = true,
        order: Int = Assistant.usualOrder
    ) {
        self.id = id
        self.name = name
        self.chain = chain
        self.instructions = instructions
        self.greeting = greeting
        self.suggestions = suggestions
        self.selectsModels = selectsModels
        self.picture = picture
        self.accent = accent
        self.outputSchema = outputSchema
        self.catalogue = catalogue
        self.knowledge = knowledge
        self.requestsPerMinute = requestsPerMinute
        self.audience = audience
        self.isEnabled = isEnabled
        self.order = order
    }

    /// The catalogue that it recommends from, if there is one of this name.
    package var catalogueID: String { catalogue ?? id }

    /// What ``knowledge`` says for all that whoever asks may read.
    package static let allKnowledge = "*"

    /// Where an assistant stands that nobody has given a place.
    package static let usualOrder = 100
}
