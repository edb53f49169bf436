import Chat
import LanguageModel
import NIOCore
import Routing

/// Writes an answer's events for the page: the text as patches of rendered Markdown, at most one every ``pace``.
struct AnswerEventStream: Sendable {
    private static let pace: Duration = .milliseconds(40)

    let answer: OpenAnswer
    let names: ModelDisplayNames
    let reader: ReaderLocale
    let time: any TimeSource
    /// The conversation's title as it is now.
    let title: @Sendable () async -> String?

    /// Writes until the answer has ended.
    func write(_ send: (ByteBuffer) async throws -> Void) async throws {
        var number = 0
        var text = ""
        var path: [ModelIdentifier] = []
        let notes = answer.isGrounded ? MarkdownNotes.raised : nil
        var markdown = MarkdownStream(notes: notes)
        var index = 0

        func event(_ name: String, _ data: some Encodable) async throws {
            number += 1
            var json = try JSONText.encode(data)
            var buffer = ByteBuffer(string: "id: \(number)\nevent: \(name)\ndata: ")
            buffer.writeBuffer(&json)
            buffer.writeStaticString("\n\n")
            try await send(buffer)
        }
        func showText(isWhole: Bool = false, on grounding: GroundingView? = nil) async throws {
            let patch =
                if let grounding { markdown.finish(grounding.blocks(of: text)) } else {
                    isWhole ? markdown.finish(text) : markdown.update(text)
                }
            if let patch { try await event("html", Patch(from: patch.from, blocks: patch.blocks)) }
        }

        try await event("accepted", Accepted(user_message_id: answer.questionID, message_id: answer.messageID))
        while true {
            let events = await answer.relay.events(from: index)
            guard !events.isEmpty else { return }
            index += events.count
            for change in events {
                switch change {
                case .started(let model):
                    path = [model]
                    try await event("started", Started(model: model.description, model_name: names[model]))
                case .delta(let piece):
                    text += piece
                case .toolCall:
                    break
                case .modelSwitched(let from, let to, let reason):
                    path.append(to)
                    try await showText()
                    try await event(
                        "switched",
                        Switched(
                            from: from.description, from_name: names[from], to: to.description, to_name: names[to],
                            reason: reason.rawValue))
                case .restarted(let model):
                    text = ""
                    path = [model]
                    markdown = MarkdownStream(notes: notes)
                    try await event("restarted", Started(model: model.description, model_name: names[model]))
                case .done(let whole):
                    let grounding = whole.grounding.map {
                        GroundingView(grounding: $0, message: answer.messageID, reader: reader)
                    }
                    try await showText(isWhole: true, on: grounding)
                    try await event("done", await done(whole, path: path, grounding: grounding))
                case .failed(let failure):
                    try await showText(isWhole: true)
                    var failed = failed(failure, partial: !text.isEmpty)
                    failed.cards = await cards()
                    try await event("failed", failed)
                }
            }
            try await showText()
            try await time.sleep(until: time.now + Self.pace)
        }
    }

    private func done(_ whole: Answer, path: [ModelIdentifier], grounding: GroundingView?) async -> Done {
        Done(
            message_id: answer.messageID, model: whole.model.description, model_name: names[whole.model],
            path: path.map { names[$0] }, latency_ms: Int(whole.latency.milliseconds), title: await title(),
            sources: grounding?.html.markup, cards: await cards(), grounding: whole.grounding)
    }

    /// What is recommended with the answer, as HTML; nil where nothing is.
    private func cards() async -> String? {
        await answer.advised?.record.map { CardsView(record: $0, reader: reader).html.markup }
    }

    private func failed(_ failure: ChatFailure, partial: Bool) -> Failed {
        let error = APIError(failure)
        var document = Failed(
            error: .init(
                code: error.code, message: error.message, request_id: answer.requestID,
                limit: error.limit.map(LimitRefusalDocument.init)), partial: partial)
        if case .exhausted(let outage) = failure {
            let availability = AvailabilityDocument(.init(outage: outage), at: time.wallClock)
            document.retry_at = availability.retry_at
            document.retry_after_seconds = availability.retry_after_seconds
            document.models = availability.models
        }
        return document
    }

    private struct Patch: Encodable {
        var from: Int
        var blocks: [String]
    }

    private struct Accepted: Encodable {
        var user_message_id: String?
        var message_id: String
    }

    private struct Started: Encodable {
        var model: String
        var model_name: String
    }

    private struct Switched: Encodable {
        var from: String
        var from_name: String
        var to: String
        var to_name: String
        var reason: String
    }

    private struct Done: Encodable {
        var message_id: String
        var model: String
        var model_name: String
        var path: [String]
        var latency_ms: Int
        var title: String?
        var sources: String?
        var cards: String?
        var grounding: Grounding?
    }

    private struct Failed: Encodable {
        struct Content: Encodable {
            var code: String
            var message: String
            var request_id: String
            var limit: LimitRefusalDocument?
        }

        var error: Content
        var partial: Bool
        var cards: String?
        var retry_at: String?
        var retry_after_seconds: Int?
        var models: [AvailabilityDocument.Model]?
    }
}
