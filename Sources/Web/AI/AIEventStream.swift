import Chat
import LanguageModel
import NIOCore

/// Writes an answer's events as server-sent events: `started`, `delta` for every piece of text, `switched` when another model
/// goes on, then `done` with the whole answer's document, or `error`.
struct AIEventStream {
    let open: OpenAnswer
    let conversation: String

    /// Appends what `event` is on the wire.
    func write(_ event: ChatEvent, to buffer: inout ByteBuffer) throws {
        switch event {
        case .started(let model):
            try write("started", Started(model: model, conversation_id: conversation, message_id: open.messageID), to: &buffer)
        case .delta(let text):
            buffer.writeStaticString("event: delta\ndata: {\"text\":")
            JSONText.append(text, to: &buffer)
            buffer.writeStaticString("}\n\n")
        case .modelSwitched(let from, let to, let reason):
            try write("switched", Switched(from: from, to: to, reason: reason.rawValue), to: &buffer)
        case .restarted, .toolCall:
            break
        case .done(let answer):
            try write("done", AIAnswerDocument(answer, of: open, in: conversation), to: &buffer)
        case .failed(let failure):
            try write("error", ErrorEnvelope(APIError(failure), requestID: open.requestID, path: "/ai/chat"), to: &buffer)
        }
    }

    private func write(_ name: String, _ data: some Encodable, to buffer: inout ByteBuffer) throws {
        var json = try JSONText.encode(data)
        buffer.writeString("event: \(name)\ndata: ")
        buffer.writeBuffer(&json)
        buffer.writeStaticString("\n\n")
    }

    private struct Started: Encodable {
        var model: ModelIdentifier
        var conversation_id: String
        var message_id: String
    }

    private struct Switched: Encodable {
        var from: ModelIdentifier
        var to: ModelIdentifier
        var reason: String
    }
}
