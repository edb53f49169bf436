/// What every surface turns its own request into, and every provider turns into its wire form.
package struct ChatRequest: Sendable, Hashable {
    package var messages: [Message]
    package var temperature: Double?
    package var topP: Double?
    /// The most tokens that the answer may have.
    package var maxTokens: Int?
    package var stop: [String]
    package var tools: [Tool]
    package var toolChoice: ToolChoice?
    /// nil leaves the form of the answer open.
    package var responseFormat: ResponseFormat?
    /// Parameters of the OpenAI-compatible API that Understudy does not know; passed on to providers of that kind.
    package var extra: [String: JSONValue]
    /// What the messages give the model to answer from, for the answerer that is no model; nil when they give nothing.
    package var passages: [Passage]?

    package init(
        messages: [Message], temperature: Double? = nil, topP: Double? = nil, maxTokens: Int? = nil, stop: [String] = [],
        tools: [Tool] = [], toolChoice: ToolChoice? = nil, responseFormat: ResponseFormat? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.messages = messages
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.stop = stop
        self.tools = tools
        self.toolChoice = toolChoice
        self.responseFormat = responseFormat
        self.extra = extra
    }
}
