/// A role that a chain plays for people: its name, its instructions, and what the page shows of it.
package struct Assistant: Sendable, Hashable {
    /// The key under `assistants:`; also a `model` of the OpenAI-compatible API.
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

    package init(
        id: String, name: String, chain: String, instructions: String? = nil, greeting: String? = nil, suggestions: [String] = [],
        selectsModels: Bool = false
    ) {
        self.id = id
        self.name = name
        self.chain = chain
        self.instructions = instructions
        self.greeting = greeting
        self.suggestions = suggestions
        self.selectsModels = selectsModels
    }
}
