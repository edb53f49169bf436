import LanguageModel
import NIOCore

/// Writes an answer's events as the chunks of a streamed completion. The frame of a chunk is made once; of every piece
/// of text only the text itself is encoded.
struct CompletionStream {
    private let head: String
    private let requestID: String
    private let includesUsage: Bool
    private var model: ModelIdentifier?
    private var toolCalls = 0

    init(id: String, created: Int, requestID: String, includesUsage: Bool) {
        head = #"data: {"id":"\#(id)","object":"chat.completion.chunk","created":\#(created),"model":"#
        self.requestID = requestID
        self.includesUsage = includesUsage
    }

    /// Appends what `event` is on the wire.
    mutating func write(_ event: ChatEvent, to buffer: inout ByteBuffer) throws {
        switch event {
        case .started(let model):
            self.model = model
            chunk(to: &buffer) { $0.writeStaticString(#"{"role":"assistant","content":""},"finish_reason":null}]"#) }
        case .delta(let text):
            chunk(to: &buffer) { buffer in
                buffer.writeStaticString(#"{"content":"#)
                JSONText.append(text, to: &buffer)
                buffer.writeStaticString(#"},"finish_reason":null}]"#)
            }
        case .toolCall(let call):
            let index = toolCalls
            toolCalls += 1
            var body = try JSONText.encode(Delta(tool_calls: [.init(index: index, call: .init(call))]))
            chunk(to: &buffer) { buffer in
                buffer.writeBuffer(&body)
                buffer.writeStaticString(#","finish_reason":null}]"#)
            }
        case .modelSwitched(_, let model, _):
            self.model = model
        case .restarted:
            break
        case .done(let answer):
            try finish(answer, to: &buffer)
        case .failed(let failure):
            var error = try JSONText.encode(ErrorEnvelope(APIError(failure), requestID: requestID, path: "/v1"))
            buffer.writeStaticString("data: ")
            buffer.writeBuffer(&error)
            buffer.writeStaticString("\n\n")
        }
    }

    private func finish(_ answer: Answer, to buffer: inout ByteBuffer) throws {
        let sources = try answer.grounding.map {
            try JSONText.encode(Sources(citations: $0.citations.map(CitationDocument.init), cached: answer.isCached))
        }
        chunk(to: &buffer) { buffer in
            if let sources { buffer.writeImmutableBuffer(sources) } else { buffer.writeStaticString("{}") }
            buffer.writeStaticString(#","finish_reason":""#)
            buffer.writeString(answer.finishReason.rawValue)
            buffer.writeStaticString(#""}]"#)
        }
        if includesUsage {
            buffer.writeString(head)
            JSONText.append(answer.model.description, to: &buffer)
            buffer.writeStaticString(#","choices":[],"usage":"#)
            CompletionResponse.append(answer.usage, to: &buffer)
            buffer.writeStaticString("}\n\n")
        }
        buffer.writeStaticString("data: [DONE]\n\n")
    }

    private func chunk(to buffer: inout ByteBuffer, _ delta: (inout ByteBuffer) -> Void) {
        buffer.writeString(head)
        JSONText.append(model?.description ?? "", to: &buffer)
        buffer.writeStaticString(#","choices":[{"index":0,"delta":"#)
        delta(&buffer)
        buffer.writeStaticString("}\n\n")
    }

    /// What the last delta says of an answer from documents.
    private struct Sources: Encodable {
        var citations: [CitationDocument]
        var cached: Bool
    }

    private struct Delta: Encodable {
        struct Call: Encodable {
            var index: Int
            var call: CompletionResponse.Call

            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: AnyKey.self)
                try container.encode(index, forKey: "index")
                try call.encode(to: encoder)
            }
        }

        var tool_calls: [Call]
    }
}
