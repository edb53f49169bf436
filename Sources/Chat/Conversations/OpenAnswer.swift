package import LanguageModel
import Synchronization

/// An answer that is being made in a conversation.
package struct OpenAnswer: Sendable {
    /// The message that was taken in for it; nil when an answer was asked for anew.
    package let questionID: String?
    package let messageID: String
    package let requestID: String
    /// All its events, from the first on.
    package let relay: AnswerRelay
    package let cancel: @Sendable () -> Void
    /// The models that may answer, in the order in which they are asked.
    package let chain: [ModelIdentifier]
    /// Where something is recommended with it.
    package let advised: AdvisedAnswer?
    /// Whether documents are put in front of the models.
    package var isGrounded = false

    /// How it ended, once it has.
    package func result() async -> Result<Answer, ChatFailure> {
        var index = 0
        while true {
            let events = await relay.events(from: index)
            index += events.count
            switch events.last {
            case .done(let answer): return .success(answer)
            case .failed(let failure): return .failure(failure)
            case nil: return .failure(.cancelled)
            default: continue
            }
        }
    }
}

/// The answers that are being made now, by conversation and message. Several of one conversation may be, on different paths
/// of its tree.
final class OpenAnswers: Sendable {
    private enum Place {
        case open(OpenAnswer)
        /// Ended before it was put in.
        case over
    }

    private struct Places {
        var all: [String: [String: Place]] = [:]

        subscript(conversation: String, message: String) -> Place? {
            get { all[conversation]?[message] }
            set {
                all[conversation, default: [:]][message] = newValue
                if all[conversation]?.isEmpty ?? false { all[conversation] = nil }
            }
        }
    }

    private let places = Mutex(Places())

    subscript(conversation: String, message: String) -> OpenAnswer? {
        places.withLock { places in
            guard case .open(let answer)? = places[conversation, message] else { return nil }
            return answer
        }
    }

    /// Those in which answers are being made.
    var conversations: [String] { places.withLock { Array($0.all.keys) } }

    /// All of a conversation.
    func all(in conversation: String) -> [OpenAnswer] {
        places.withLock { places in
            places.all[conversation, default: [:]].values.compactMap { if case .open(let answer) = $0 { answer } else { nil } }
        }
    }

    func insert(_ answer: OpenAnswer, into conversation: String) {
        places.withLock { places in
            if case .over? = places[conversation, answer.messageID] {
                places[conversation, answer.messageID] = nil
            } else {
                places[conversation, answer.messageID] = .open(answer)
            }
        }
    }

    /// An answer may end before whoever started it has put it in.
    func remove(_ message: String, from conversation: String) {
        places.withLock { places in
            if case .open? = places[conversation, message] {
                places[conversation, message] = nil
            } else {
                places[conversation, message] = .over
            }
        }
    }
}
