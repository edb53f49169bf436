import LanguageModel

extension ChatRequest {
    /// What a model is asked so that it goes on where `partial` broke off.
    ///
    /// - Parameter prefilling: whether the model goes on from an assistant message at the end. One that does not is told
    ///   in words.
    func continuing(_ partial: String, prefilling: Bool) -> ChatRequest {
        // What is still to come of a JSON text is no JSON text, so a mode that holds a model to one cannot be asked for.
        var request = askingForFormatInWords
        if prefilling {
            // White space at the end is refused by some providers; the model will say it, and the seam drops it.
            let end = partial.unicodeScalars.reversed().prefix { $0.properties.isWhitespace }.count
            request.messages.append(Message(.assistant, String(partial.unicodeScalars.dropLast(end))))
        } else {
            request.messages.append(Message(.assistant, partial))
            request.messages.append(Message(.user, Self.goOn))
        }
        if let maxTokens {
            request.maxTokens = max(1, maxTokens - Usage.estimatedTokens(in: partial))
        }
        return request
    }

    private static let goOn = """
        Your last message was cut off in the middle. Go on from the exact character at which it ends. Do not repeat any of \
        it, do not begin anew, do not comment on this: write only what comes next.
        """
}
