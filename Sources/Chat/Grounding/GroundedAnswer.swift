import Knowledge
import LanguageModel
import Routing

/// Passes an answer's events on with nothing but citations of sources that there are, and says at its end what it stands on.
actor GroundedAnswer {
    private let ground: Ground
    private let links: KnownLinks
    private let pass: ChainRunner.Emit
    private var filter: CitationFilter
    /// What was passed on.
    private var text = ""

    /// - Parameter said: what people have written in the conversation.
    init(_ ground: Ground, said: [String], pass: @escaping ChainRunner.Emit) {
        self.ground = ground
        self.pass = pass
        links = KnownLinks(sources: ground.sources.flatMap { [$0.text, $0.url ?? ""] }, said: said)
        filter = CitationFilter(count: ground.sources.count, links: links)
    }

    func take(_ event: ChatEvent) async throws {
        switch event {
        case .started, .restarted:
            filter = CitationFilter(count: ground.sources.count, links: links)
            text = ""
        case .delta(let piece): return try await say(filter.take(piece))
        case .done, .failed, .modelSwitched, .toolCall: break
        }
        try await pass(event)
    }

    private func say(_ piece: String) async throws {
        guard !piece.isEmpty else { return }
        text += piece
        try await pass(.delta(piece))
    }

    /// The run with the text that was passed on, and what that stands on.
    func finish(_ run: Run) async -> (Run, Grounding) {
        // Who has left needs no rest of a sentence.
        try? await say(filter.finish())
        var run = run
        run.text = text
        let grounding = ground.grounding(of: text)
        switch run.result {
        case .success(var answer):
            answer.text = text
            answer.grounding = grounding
            run.result = .success(answer)
        case .failure(.interrupted(_, let cause)):
            run.result = .failure(.interrupted(partial: text, cause: cause))
        case .failure: break
        }
        return (run, grounding)
    }
}
