package import LanguageModel

/// How a request fared on a chain.
package struct Run: Sendable {
    package var result: Result<Answer, ChatFailure>
    package var attempts: [Attempt]
    /// The models whose words are in the answer, in the order in which they spoke.
    package var speakers: [ModelIdentifier]
    /// Text that the caller was given, whole or not.
    package var text: String
    package var firstContentLatency: Duration?
    package var latency: Duration
}

/// The caller could not be given any more: it has left.
struct CallerLeft: Error {}
