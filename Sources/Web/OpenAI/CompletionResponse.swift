import LanguageModel

/// The body of a whole, unstreamed completion.
struct CompletionResponse: Encodable {
    struct Choice: Encodable {
        struct Message: Encodable {
            var role = "assistant"
            var content: String?
            var tool_calls: [Call]?
            var refusal: String?

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: AnyKey.self)
                try container.encode(role, forKey: "role")
                try container.encode(content, forKey: "content")
                try container.encode(refusal, forKey: "refusal")
                try container.encodeIfPresent(tool_calls, forKey: "tool_calls")
            }
        }

        var index = 0
        var message: Message
        var finish_reason: FinishReason
    }

    struct Call: Encodable {
        struct Function: Encodable {
            var name: String
            var arguments: String
        }

        var id: String
        var type = "function"
        var function: Function

        init(_ call: ToolCall) {
            id = call.id
            function = Function(name: call.name, arguments: call.arguments)
        }
    }

    var id: String
    var object = "chat.completion"
    var created: Int
    /// The model that spoke.
    var model: String
    var choices: [Choice]
    var usage: CompletionUsage

    init(_ answer: Answer, id: String, created: Int) {
        self.id = id
        self.created = created
        model = answer.model.description
        let calls = answer.toolCalls.map(Call.init)
        choices = [
            Choice(
                message: .init(
                    content: answer.text.isEmpty && !calls.isEmpty ? nil : answer.text, tool_calls: calls.isEmpty ? nil : calls),
                finish_reason: answer.finishReason)
        ]
        usage = CompletionUsage(answer.usage)
    }
}

/// Usage as OpenAI's clients read it: cached and reasoning tokens are parts of the sums.
struct CompletionUsage: Encodable {
    struct PromptDetails: Encodable {
        var cached_tokens: Int
    }

    struct CompletionDetails: Encodable {
        var reasoning_tokens: Int
    }

    var prompt_tokens: Int
    var completion_tokens: Int
    var total_tokens: Int
    var prompt_tokens_details: PromptDetails
    var completion_tokens_details: CompletionDetails

    init(_ usage: Usage) {
        prompt_tokens = usage.prompt
        completion_tokens = usage.completion
        total_tokens = usage.total
        prompt_tokens_details = .init(cached_tokens: usage.cachedInput)
        completion_tokens_details = .init(reasoning_tokens: usage.reasoning)
    }
}
