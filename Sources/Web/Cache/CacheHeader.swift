import HTTPTypes
import LanguageModel

extension HTTPFields {
    /// Says whether an answer from documents was given before. In a stream only its end can say so.
    mutating func tellCache(of answer: Answer) {
        guard answer.grounding != nil else { return }
        self[.named("x-understudy-cache")] = answer.isCached ? "hit" : "miss"
    }
}
