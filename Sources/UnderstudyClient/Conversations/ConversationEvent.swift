import Foundation

/// What happens while an answer is made in a conversation. When it fails, the stream throws; what there is of the answer is
/// kept in the conversation.
public enum ConversationEvent: Sendable, Hashable {
    /// The question is kept; its answer will be the message `answerID`. A retry asks no new question.
    case accepted(questionID: String?, answerID: String)
    case started(SpeakingModel)
    /// Blocks of the answer as safe HTML, which replace those from `index` on.
    case rendered(from: Int, blocks: [String])
    /// The model before failed, and this one goes on from there.
    case modelSwitched(from: SpeakingModel, to: SpeakingModel, reason: String)
    /// The answer begins anew: what was received so far is void.
    case restarted(SpeakingModel)
    /// The last event.
    case finished(ConversationAnswer)
}

/// A model that takes part in an answer.
public struct SpeakingModel: Sendable, Hashable {
    /// `provider:model`.
    public var id: String
    /// What people call it.
    public var name: String

    /// A model by both its names.
    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// How an answer in a conversation ended. Its text is the message's, see ``UnderstudyAPI/conversation(_:)``.
public struct ConversationAnswer: Sendable, Hashable {
    /// The message that holds the answer.
    public var messageID: String
    /// The model that finished it.
    public var model: SpeakingModel
    /// The names of all that spoke, in order.
    public var path: [String]
    /// From the question's arrival to the answer's end.
    public var latency: Duration
    /// The conversation's title, which the first question may have given.
    public var title: String?

    /// The end of an answer.
    public init(messageID: String, model: SpeakingModel, path: [String], latency: Duration, title: String? = nil) {
        self.messageID = messageID
        self.model = model
        self.path = path
        self.latency = latency
        self.title = title
    }
}

/// Reads the events of a conversation's stream. Those it does not know are passed over, so that a newer server may say more.
struct ConversationDecoder: EventDecoder {
    private(set) var isFinished = false

    mutating func decode(_ event: ServerSentEvent) throws -> [ConversationEvent] {
        switch event.name {
        case "accepted":
            let wire: Accepted = try read(event)
            return [.accepted(questionID: wire.user_message_id, answerID: wire.message_id)]
        case "started":
            return [.started(try (read(event) as Started).speaking)]
        case "html":
            let wire: Patch = try read(event)
            return [.rendered(from: wire.from, blocks: wire.blocks)]
        case "switched":
            let wire: Switched = try read(event)
            return [
                .modelSwitched(
                    from: SpeakingModel(id: wire.from, name: wire.from_name), to: SpeakingModel(id: wire.to, name: wire.to_name),
                    reason: wire.reason)
            ]
        case "restarted":
            return [.restarted(try (read(event) as Started).speaking)]
        case "done":
            let wire: Done = try read(event)
            isFinished = true
            return [
                .finished(
                    ConversationAnswer(
                        messageID: wire.message_id, model: SpeakingModel(id: wire.model, name: wire.model_name),
                        path: wire.path, latency: .milliseconds(wire.latency_ms), title: wire.title))
            ]
        case "failed":
            throw UnderstudyError.refused(ServerRefusal(try read(event) as ErrorEnvelope))
        default:
            return []
        }
    }

    private func read<Wire: Decodable>(_ event: ServerSentEvent) throws -> Wire {
        do {
            return try JSONDecoder().decode(Wire.self, from: Data(event.data.utf8))
        } catch {
            throw UnderstudyError.unreadable("the event \"\(event.name)\" is not the JSON that was expected")
        }
    }

    private struct Accepted: Decodable {
        var user_message_id: String?
        var message_id: String
    }

    private struct Started: Decodable {
        var model: String
        var model_name: String

        var speaking: SpeakingModel { SpeakingModel(id: model, name: model_name) }
    }

    private struct Patch: Decodable {
        var from: Int
        var blocks: [String]
    }

    private struct Switched: Decodable {
        var from: String
        var from_name: String
        var to: String
        var to_name: String
        var reason: String
    }

    private struct Done: Decodable {
        var message_id: String
        var model: String
        var model_name: String
        var path: [String]
        var latency_ms: Int
        var title: String?
    }
}
