import LanguageModel
import NIOCore

/// The body of a whole, unstreamed completion, written by hand as the chunks of a streamed one are: every answer is.
struct CompletionResponse {
    private let answer: Answer
    private let id: String
    private let created: Int

    init(_ answer: Answer, id: String, created: Int) {
        self.answer = answer
        self.id = id
        self.created = created
    }

    /// The document. Its `model` is the one that spoke.
    func json() throws -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString(#"{"id":"\#(id)","object":"chat.completion","created":\#(created),"model":"#)
        JSONText.append(answer.model.description, to: &buffer)
        buffer.writeStaticString(#","choices":[{"index":0,"message":{"role":"assistant","content":"#)
        if answer.text.isEmpty, !answer.toolCalls.isEmpty {
            buffer.writeStaticString("null")
        } else {
            JSONText.append(answer.text, to: &buffer)
        }
        buffer.writeStaticString(#","refusal":null"#)
        if !answer.toolCalls.isEmpty {
            var calls = try JSONText.encode(answer.toolCalls.map(Call.init))
            buffer.writeStaticString(#","tool_calls":"#)
            buffer.writeBuffer(&calls)
        }
        if let citations = answer.grounding?.citations {
            var list = try JSONText.encode(citations.map(CitationDocument.init))
            buffer.writeStaticString(#","citations":"#)
            buffer.writeBuffer(&list)
            buffer.writeString(#","cached":\#(answer.isCached)"#)
        }
        buffer.writeString(#"},"finish_reason":"\#(answer.finishReason.rawValue)"}],"usage":"#)
        Self.append(answer.usage, to: &buffer)
        buffer.writeStaticString("}")
        return buffer
    }

    /// Usage as OpenAI's clients read it: cached, reasoning and audio tokens are parts of the sums.
    static func append(_ usage: Usage, to buffer: inout ByteBuffer) {
        buffer.writeString(
            #"{"prompt_tokens":\#(usage.prompt),"completion_tokens":\#(usage.completion),"total_tokens":\#(usage.total),"#)
        buffer.writeString(#""prompt_tokens_details":{"cached_tokens":\#(usage.cachedInput)"#)
        if usage.audioInput > 0 { buffer.writeString(#","audio_tokens":\#(usage.audioInput)"#) }
        buffer.writeString(#"},"completion_tokens_details":{"reasoning_tokens":\#(usage.reasoning)"#)
        if usage.audioOutput > 0 { buffer.writeString(#","audio_tokens":\#(usage.audioOutput)"#) }
        buffer.writeStaticString("}}")
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
}
