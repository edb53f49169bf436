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

    /// An answer that no model was asked for.
    package static func said(_ answer: Answer) -> Run {
        Run(
            result: .success(answer), attempts: [], speakers: [], text: answer.text,
            firstContentLatency: answer.firstContentLatency, latency: answer.latency)
    }

    /// An answer that was given before; no model was asked for it.
    package static func again(_ answer: Answer) -> Run {
        Run(
            result: .success(answer), attempts: [], speakers: [answer.model], text: answer.text,
            firstContentLatency: answer.firstContentLatency, latency: answer.latency)
    }

    /// A request that no model was asked for.
    package static func refused(_ failure: ChatFailure) -> Run {
        Run(result: .failure(failure), attempts: [], speakers: [], text: "", firstContentLatency: nil, latency: .zero)
    }
}

/// The caller could not be given any more: it has left.
struct CallerLeft: Error {}
