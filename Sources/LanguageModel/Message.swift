/// Who speaks in a conversation.
package enum Role: String, Sendable, Codable, Hashable {
    case system, user, assistant, tool
}

/// One turn of a conversation as models are given it.
package struct Message: Sendable, Hashable, Codable {
    package var role: Role
    package var content: [ContentPart]
    /// What the assistant asked to be called; empty for every other role.
    package var toolCalls: [ToolCall]
    /// For role `tool`: the call that this message answers.
    package var toolCallID: String?

    package init(role: Role, content: [ContentPart], toolCalls: [ToolCall] = [], toolCallID: String? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }

    package init(_ role: Role, _ text: String) {
        self.init(role: role, content: [.text(text)])
    }

    /// All text parts, joined.
    package var text: String {
        content.reduce(into: "") { joined, part in
            if case .text(let text) = part { joined += text }
        }
    }
}

package enum ContentPart: Sendable, Hashable, Codable {
    case text(String)
    case image(Image)
}

/// A picture in a message.
package enum Image: Sendable, Hashable, Codable {
    /// An address that the provider fetches by itself.
    case url(String)
    /// Base64 of the file, and its media type, such as `image/png`.
    case base64(String, mediaType: String)
}

/// A function that the caller offers to the model.
package struct Tool: Sendable, Hashable, Codable {
    package var name: String
    package var description: String?
    /// JSON Schema of the arguments.
    package var parameters: JSONValue

    package init(name: String, description: String? = nil, parameters: JSONValue) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// Whether and which tool the model must call.
package enum ToolChoice: Sendable, Hashable, Codable {
    case auto, none, required
    case named(String)
}

/// A call that a model asks for, whole.
package struct ToolCall: Sendable, Hashable, Codable {
    package var id: String
    package var name: String
    /// The arguments as JSON text, exactly as the model wrote them.
    package var arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
