/// How much a document and each of its passages look like orders to a model.
struct SuspicionOfDocument: Sendable {
    /// One for each passage.
    var verdicts: [InjectionVerdict]
    /// Of the worst passage, with the reasons of all that are suspicious.
    var whole: InjectionVerdict
    /// How many passages are suspicious.
    var suspects: Int

    /// - Parameters:
    ///   - title: of the document, which goes before a model with each passage.
    ///   - hidden: what the document holds and nobody sees; only the document is suspected for it, for it is in no passage.
    init(_ chunks: [Chunk], title: String, hidden: String?) {
        verdicts = chunks.map { chunk in
            InjectionScan.verdict(
                on: chunk.text, headings: chunk.headings.first == title ? chunk.headings : [title] + chunk.headings)
        }
        let suspicious = verdicts.filter(\.isFlagged)
        suspects = suspicious.count
        whole = InjectionVerdict(
            score: verdicts.map(\.score).max() ?? 0, reasons: Set(suspicious.flatMap(\.reasons)))
        if let hidden {
            let verdict = InjectionScan.verdict(on: hidden)
            if verdict.isFlagged {
                whole.score = max(whole.score, verdict.score)
                whole.reasons.formUnion(verdict.reasons.union([.hiddenText]))
            }
        }
    }
}
