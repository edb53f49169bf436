package import LanguageModel

/// One place that models can be asked at. Everything above this protocol is the same for all of them.
package protocol ModelProvider: Sendable {
    /// Asks once and hands every event to `receive` in order, ending with `finished`.
    ///
    /// Does no retrying and knows no deadline but that of connecting: both are routing's. Cancelling the task closes
    /// the connection. `receive` may suspend; the provider is then not read on, so a slow caller slows the source.
    /// - Throws: ``ModelFailure`` for whatever went wrong at the provider; what `receive` throws, as it is.
    func ask(_ call: ModelCall, receive: (ModelEvent) async throws -> Void) async throws

    /// The models that can be asked for, by the provider's own account; empty when it keeps no list.
    func models() async throws -> [String]

    /// Whether `model` goes on from a conversation that ends with an assistant message.
    func continuesPrefill(model: String) -> Bool

    /// Whether the provider has a mode of its own that holds a model to `format`.
    func takes(_ format: ResponseFormat) -> Bool
}

extension ModelProvider {
    package func takes(_ format: ResponseFormat) -> Bool { true }
}

/// One question to one model.
package struct ModelCall: Sendable {
    package var model: String
    package var request: ChatRequest
    /// Whether the provider is asked to stream; the events are the same either way.
    package var streams: Bool
    package var connectTimeout: Duration

    package init(model: String, request: ChatRequest, streams: Bool, connectTimeout: Duration = .seconds(5)) {
        self.model = model
        self.request = request
        self.streams = streams
        self.connectTimeout = connectTimeout
    }
}
