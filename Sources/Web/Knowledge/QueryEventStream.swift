import Chat
import LanguageModel
import NIOCore

/// Writes an answer from documents as server-sent events: `started`, `delta` for every piece of text, `switched` when another model
/// goes on, `restarted` when what was said is void, then `done` with the whole answer's document, or `failed`.
struct QueryEventStream {
    let open: OpenAnswer
    let session: String
    let conversation: String
    let path: String

    /// Appends what `event` is on the wire.
    func write(_ event: ChatEvent, to buffer: inout ByteBuffer) throws {
        switch event {
        case .started(let model): try write("started", ["model": model], to: &buffer)
        case .delta(let text): try write("delta", ["text": text], to: &buffer)
        case .modelSwitched(let from, let to, _): try write("switched", ["from": from, "to": to], to: &buffer)
        case .restarted(let model): try write("restarted", ["model": model], to: &buffer)
        case .toolCall: break
        case .done(let answer): try write("done", document(answer), to: &buffer)
        case .failed(let failure):
            try write("failed", ErrorEnvelope(APIError(failure), requestID: open.requestID, path: path), to: &buffer)
        }
    }

    func document(_ answer: Answer) -> QueryAnswerDocument {
        QueryAnswerDocument(
            answer, session: session, conversation: conversation, message: open.messageID, requestID: open.requestID)
    }

    private func write(_ name: String, _ data: some Encodable, to buffer: inout ByteBuffer) throws {
        var json = try JSONText.encode(data)
        buffer.writeString("event: \(name)\ndata: ")
        buffer.writeBuffer(&json)
        buffer.writeStaticString("\n\n")
    }
}
