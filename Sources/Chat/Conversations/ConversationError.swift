/// Why a conversation could not be carried on.
package enum ConversationError: Error, Sendable, Hashable {
    /// It does not exist, or is somebody else's.
    case notFound
    /// An answer is being made in it now.
    case busy
    case nothingToRetry
    case unknownAssistant
    /// The conversation's assistant was deleted, disabled, or is for others now; another has to be chosen. `name` is what it was
    /// called.
    case assistantGone(name: String)
    /// The assistant has been asked as often as one may for now.
    case tooManyRequests(retryAfter: Duration)
    /// There is no such message in it, or not one for which this can be done.
    case unknownMessage
    /// Nothing is left of it that a title may be made of, or it is too long.
    case badTitle
    /// Only local models may be asked, and there is none.
    case cloudDisabled
    /// The server takes no new requests.
    case stopping
}
