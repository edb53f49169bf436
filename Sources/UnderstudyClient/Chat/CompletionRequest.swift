/// What `POST /v1/chat/completions` is asked.
public struct CompletionRequest: Sendable, Hashable {
    /// A chain, an assistant, or one model as `provider:model`; see ``UnderstudyAPI/models()``.
    public var model: String
    /// The chat so far, the latest message last.
    public var messages: [ChatMessage]
    /// From 0 to 2.
    public var temperature: Double?
    /// From 0 to 1.
    public var topP: Double?
    /// The most tokens that the answer may have.
    public var maxTokens: Int?
    /// Texts that end the answer where they would appear.
    public var stop: [String]
    /// What the model may call.
    public var tools: [ChatTool]
    /// Whether it has to; nil leaves that to the provider.
    public var toolChoice: ToolChoice?
    /// Further parameters, passed on to providers that may know them.
    public var extra: [String: JSONValue]

    /// A request; what is left out is left to the provider.
    public init(
        model: String = "default", messages: [ChatMessage], temperature: Double? = nil, topP: Double? = nil,
        maxTokens: Int? = nil, stop: [String] = [], tools: [ChatTool] = [], toolChoice: ToolChoice? = nil,
        extra: [String: JSONValue] = [:]
    ) {
        self.model = model
        self.messages = messages
        self.temperature = temperature
        self.topP = topP
        self.maxTokens = maxTokens
        self.stop = stop
        self.tools = tools
        self.toolChoice = toolChoice
        self.extra = extra
    }

    /// One question.
    public init(_ prompt: String, model: String = "default") {
        self.init(model: model, messages: [.user(prompt)])
    }
}
