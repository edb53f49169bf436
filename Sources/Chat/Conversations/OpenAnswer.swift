import Synchronization

/// An answer that is being made in a conversation.
package struct OpenAnswer: Sendable {
    /// The message that was taken in for it; nil for a retry.
    package let questionID: String?
    package let messageID: String
    package let requestID: String
    /// All its events, from the first on.
    package let relay: AnswerRelay
    package let cancel: @Sendable () -> Void
}

/// At most one answer a conversation is made at a time; these are the ones now.
final class OpenAnswers: Sendable {
    private enum Place {
        case reserved
        case filled(OpenAnswer)
        /// Ended before its place was filled.
        case over
    }

    private let places = Mutex<[String: Place]>([:])

    subscript(conversation: String) -> OpenAnswer? {
        places.withLock { places in
            guard case .filled(let answer)? = places[conversation] else { return nil }
            return answer
        }
    }

    /// Takes the conversation's place; false when it is taken.
    func reserve(_ conversation: String) -> Bool {
        places.withLock { places in
            if case .reserved? = places[conversation] { return false }
            if case .filled? = places[conversation] { return false }
            places[conversation] = .reserved
            return true
        }
    }

    func fill(_ conversation: String, with answer: OpenAnswer) {
        places.withLock { places in
            if case .over? = places[conversation] {
                places[conversation] = nil
            } else {
                places[conversation] = .filled(answer)
            }
        }
    }

    /// Gives the place free. An answer may end before whoever started it has filled its place.
    func release(_ conversation: String) {
        places.withLock { places in
            if case .reserved? = places[conversation] {
                places[conversation] = .over
            } else {
                places[conversation] = nil
            }
        }
    }
}
