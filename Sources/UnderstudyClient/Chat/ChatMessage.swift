public import Foundation

/// Who speaks.
public enum ChatRole: String, Sendable, Hashable, Codable {
    case system, user, assistant, tool
}

/// One message of a chat.
public struct ChatMessage: Sendable, Hashable {
    /// Who speaks.
    public var role: ChatRole
    /// What is said, in order.
    public var content: [ContentPart]
    /// The calls that an assistant's message makes.
    public var toolCalls: [ToolCall]
    /// In a tool's message, the call that it answers.
    public var toolCallID: String?

    /// A message of any kind.
    public init(_ role: ChatRole, _ content: [ContentPart], toolCalls: [ToolCall] = [], toolCallID: String? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }

    /// Instructions that stand above the chat.
    public static func system(_ text: String) -> ChatMessage { ChatMessage(.system, [.text(text)]) }
    /// What a person says.
    public static func user(_ text: String) -> ChatMessage { ChatMessage(.user, [.text(text)]) }
    /// What a model said.
    public static func assistant(_ text: String) -> ChatMessage { ChatMessage(.assistant, [.text(text)]) }

    /// What a tool that the model called came to.
    public static func tool(_ result: String, for call: ToolCall) -> ChatMessage {
        ChatMessage(.tool, [.text(result)], toolCallID: call.id)
    }
}

/// A piece of a message.
public enum ContentPart: Sendable, Hashable {
    case text(String)
    /// An image that the provider fetches itself.
    case imageURL(URL)
    /// An image's bytes and type, such as `image/png`.
    case image(Data, mediaType: String)
}

/// A call of a tool that a model asks for.
public struct ToolCall: Sendable, Hashable {
    /// What the call's result refers to.
    public var id: String
    /// The tool's name.
    public var name: String
    /// JSON, as the model wrote it: check it before use.
    public var arguments: String

    /// A call as a model made it.
    public init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// A tool that a model may call.
public struct ChatTool: Sendable, Hashable {
    /// What the model calls it by.
    public var name: String
    /// What it is for, in words for the model.
    public var description: String?
    /// A JSON Schema.
    public var parameters: JSONValue

    /// A tool by its name and the arguments that it takes.
    public init(name: String, description: String? = nil, parameters: JSONValue) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// Whether a model has to call a tool.
public enum ToolChoice: Sendable, Hashable {
    case auto, none, required
    /// It must call this one.
    case named(String)
}
