import NIOCore
import Testing

@testable import Providers

/// The hand-read chunk must never say anything that the decoder would not.
@Suite struct OpenAITextChunkTests {
    private static let chunks = [
        #"{"id":"c1","object":"chat.completion.chunk","created":1795259591,"model":"gpt","choices":[{"index":0,"delta":{"role":"assistant","content":"Hé\"llo\n"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        #"{"model":"m","choices":[{"delta":{},"finish_reason":"stop","index":0}]}"#,
        #" { "choices" : [ { "delta" : { "content" : "a\\b \t" , "refusal" : null } } ] , "x" : [ true , false , { "y" : [ ] } ] } "#,
        #"{"choices":[],"model":"m"}"#,
    ]

    private static let others = [
        #"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}"#,
        #"{"choices":[{"delta":{"reasoning_content":"hm"}}]}"#,
        #"{"choices":[{"delta":{"refusal":"no"}}]}"#,
        #"{"choices":[{"delta":{"content":[{"type":"text","text":"a"}]}}]}"#,
        #"{"choices":[{"index":1,"delta":{"content":"b"}}]}"#,
        #"{"choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}"#,
        #"{"choices":[{"message":{"content":"b"}}]}"#,
        #"{"choices":[],"usage":{"prompt_tokens":1}}"#,
        #"{"error":{"message":"overloaded"}}"#,
        #"{"choices":[{"delta":{"content":"\u00e9"}}]}"#,
        #"{"choices":[{"delta":{"content":"a"}}]"#,
        #"{"choices":[{"delta":{"content":"a"}}]}{"#,
        #"[DONE]"#, "", "null", #""a""#,
    ]

    @Test(arguments: chunks) func readsTextAndItsEndByHand(_ json: String) throws {
        let chunk = try #require(OpenAITextChunk(ByteBuffer(string: json), namesModel: true))
        try expectSameAsDecoder(chunk, ByteBuffer(string: json))
    }

    @Test(arguments: others) func leavesEverythingElseToTheDecoder(_ json: String) {
        #expect(OpenAITextChunk(ByteBuffer(string: json), namesModel: true) == nil)
    }

    @Test(arguments: chunks + others) func agreesWithTheDecoderOnWhateverIsBroken(_ json: String) throws {
        let bytes = Array(json.utf8)
        for index in bytes.indices {
            var shorter = bytes
            shorter.remove(at: index)
            var changes = [shorter, Array(bytes[..<index])]
            for byte in Array(#"0" x{}[],:\"#.utf8) + [0xFF, 0x07] {
                var changed = bytes
                changed[index] = byte
                changes.append(changed)
                changed.insert(bytes[index], at: index)
                changes.append(changed)
            }
            for change in changes {
                let data = ByteBuffer(bytes: change)
                if let chunk = OpenAITextChunk(data, namesModel: true) { try expectSameAsDecoder(chunk, data) }
            }
        }
    }

    private func expectSameAsDecoder(_ chunk: OpenAITextChunk, _ data: ByteBuffer) throws {
        let words = String(buffer: data)
        let decoded = try #require(try? WireJSON.decode(OpenAIWire.Answer.self, from: data), "\(words)")
        let choice = decoded.choices?.first
        #expect(chunk.model == decoded.model, "\(words)")
        #expect(chunk.text == choice?.delta?.content?.text, "\(words)")
        #expect(chunk.finishReason == choice?.finish_reason, "\(words)")
        #expect(decoded.error == nil && decoded.usage == nil && decoded.choices?.count ?? 0 < 2, "\(words)")
        #expect(choice.map { OpenAIFormat.events(of: $0.delta ?? .init()) }?.count ?? 0 <= 1, "\(words)")
    }
}
