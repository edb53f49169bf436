/// Why a conversation could not be carried on.
package enum ConversationError: Error, Sendable, Hashable {
    /// It does not exist, or is somebody else's.
    case notFound
    /// An answer is being made in it now.
    case busy
    case nothingToRetry
    case unknownAssistant
    /// Only local models may be asked, and there is none.
    case cloudDisabled
    /// The server takes no new requests.
    case stopping
}
