package import LanguageModel
package import Routing

/// An answer from documents that may be given again.
package struct CachedAnswer: Sendable, Hashable {
    package let text: String
    /// The model that made it.
    package let model: ModelIdentifier
    package let grounding: Grounding

    /// nil for what must not be given again: failures, halves, refusals, calls of tools, what a stand-in said or finished, and what
    /// stands on no document.
    /// - Parameters:
    ///   - run: as it ended for whoever asked first.
    ///   - leader: the model that should have answered.
    package init?(_ run: Run, leader: ModelIdentifier?) {
        guard case .success(let answer) = run.result, let grounding = answer.grounding, grounding.coverage == .answered,
            !grounding.citations.isEmpty, answer.finishReason == .stop, answer.toolCalls.isEmpty, !answer.isRefusal,
            !answer.isCached, run.speakers == [answer.model], answer.model == leader
        else { return nil }
        text = answer.text
        model = answer.model
        self.grounding = grounding
    }

    /// The same answer, given once more after `latency`: at no cost, by no attempt.
    /// - Parameter indexing: how many documents are being read now.
    package func again(after latency: Duration, indexing: Int) -> Answer {
        var answer = Answer(
            text: text, model: model, finishReason: .stop, usage: Usage(), attempts: [], firstContentLatency: latency,
            latency: latency)
        answer.grounding = grounding
        answer.grounding?.indexing = indexing
        answer.isCached = true
        return answer
    }

    /// Roughly what it takes in memory.
    var bytes: Int {
        text.utf8.count + grounding.sentences.count * 64
            + grounding.citations.reduce(0) { sum, citation in
                sum + 256 + citation.quote.utf8.count + citation.title.utf8.count + (citation.url?.utf8.count ?? 0)
                    + citation.headings.reduce(0) { $0 + $1.utf8.count + 16 }
            }
    }
}
