import LanguageModel
import NIOCore

/// The answer of `POST /v1/embeddings`, written by hand: it may hold millions of numbers.
struct EmbeddingResponse {
    var answer: EmbeddingAnswer
    var encoding: EmbeddingBody.Encoding

    var json: ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeStaticString(#"{"data":["#)
        for (index, vector) in answer.embeddings.enumerated() {
            if index > 0 { buffer.writeStaticString(",") }
            buffer.writeStaticString(#"{"embedding":"#)
            write(vector, to: &buffer)
            buffer.writeString(#","index":\#(index),"object":"embedding"}"#)
        }
        buffer.writeStaticString(#"],"model":"#)
        JSONText.append(answer.model.description, to: &buffer)
        let tokens = answer.usage.prompt
        buffer.writeString(#","object":"list","usage":{"prompt_tokens":\#(tokens),"total_tokens":\#(tokens)}}"#)
        return buffer
    }

    private func write(_ vector: [Float], to buffer: inout ByteBuffer) {
        switch encoding {
        case .base64:
            buffer.writeString("\"\(vector.base64)\"")
        case .float:
            buffer.writeStaticString("[")
            for (index, number) in vector.enumerated() {
                if index > 0 { buffer.writeStaticString(",") }
                // The shortest text that reads back as the same number.
                buffer.writeString(number.description)
            }
            buffer.writeStaticString("]")
        }
    }
}
