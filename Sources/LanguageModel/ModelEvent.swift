/// What a provider's answer is made of, streamed or not, in the order in which it happens.
///
/// A whole answer is: `started` at most once, any number of `text`, `reasoning`, `refusal` and `toolCall`, `usage` at
/// most once (the last one counts), and `finished` exactly once, last. A stream that ends without `finished` was cut:
/// decoders throw ``ModelFailure`` with kind `truncated` and never let it pass for whole.
package enum ModelEvent: Sendable, Hashable {
    /// The provider answers; `model` is the name it gives for what speaks, when it gives one.
    case started(model: String?)
    case text(String)
    /// Thinking that the provider shows; counted as progress and not part of the answer.
    case reasoning(String)
    /// Words in which the model declines.
    case refusal(String)
    indirect case toolCall(ToolCallFragment)
    indirect case usage(Usage)
    case finished(FinishReason)
}

/// A piece of a tool call: the first piece of an `index` carries `id` and `name`, later ones add to `arguments`.
package struct ToolCallFragment: Sendable, Hashable {
    package var index: Int
    package var id: String?
    package var name: String?
    package var arguments: String

    package init(index: Int, id: String? = nil, name: String? = nil, arguments: String = "") {
        self.index = index
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}

/// Why the model stopped.
package enum FinishReason: String, Sendable, Hashable, Codable {
    /// The natural end, or one of the caller's stop sequences.
    case stop
    /// `maxTokens` or the context window was reached.
    case length
    case toolCalls = "tool_calls"
    /// The provider's content policy, or the model itself, declined.
    case contentFilter = "content_filter"
}
