import LanguageModel

/// What the caller has been shown of an answer so far, across all the models that spoke in it: a pure state machine
/// that turns a model's events into changes of the answer.
struct AnswerInProgress: Sendable {
    enum Change: Hashable {
        case text(String)
        case toolCall(ToolCall)
        /// The text so far is void.
        case restart
    }

    /// All text that the caller has.
    private(set) var text = ""
    private(set) var toolCalls: [ToolCall] = []
    /// Of the attempt that runs, or ran last.
    private(set) var reportedUsage: Usage?
    private(set) var finishReason: FinishReason?
    private(set) var attemptText = ""
    private(set) var attemptShowedContent = false
    private var fragments: [Int: ToolCall] = [:]
    private var seam: Seam?

    var isEmpty: Bool { text.isEmpty && toolCalls.isEmpty }

    /// A model is about to be asked: half-made tool calls of the one before are dropped.
    mutating func beginAttempt() {
        reportedUsage = nil
        finishReason = nil
        attemptText = ""
        attemptShowedContent = false
        fragments = [:]
        seam = text.isEmpty ? nil : Seam(after: text)
    }

    mutating func take(_ event: ModelEvent) -> [Change] {
        let changes: [Change]
        switch event {
        case .started, .reasoning:
            changes = []
        case .usage(let usage):
            reportedUsage = usage
            changes = []
        case .text(let piece), .refusal(let piece):
            attemptText += piece
            changes = fit(piece)
        case .toolCall(let fragment):
            add(fragment)
            changes = []
        case .finished(let reason):
            finishReason = reason
            changes = flush()
        }
        if !changes.isEmpty { attemptShowedContent = true }
        return changes
    }

    /// The provider's count, or an estimate when there is none.
    func usage(for request: ChatRequest) -> Usage {
        reportedUsage
            ?? Usage(
                input: request.messages.reduce(0) { $0 + Usage.estimatedTokens(in: $1.text) },
                output: Usage.estimatedTokens(in: attemptText), isEstimated: true)
    }

    private mutating func fit(_ piece: String) -> [Change] {
        guard !piece.isEmpty else { return [] }
        guard var seam else { return show(piece) }
        let fit = seam.take(piece)
        switch fit {
        case .undecided:
            self.seam = seam
            return []
        case .goesOn(let rest):
            self.seam = nil
            return show(rest)
        case .restarted(let beginning):
            self.seam = nil
            text = ""
            return [.restart] + show(beginning)
        }
    }

    private mutating func show(_ piece: String) -> [Change] {
        guard !piece.isEmpty else { return [] }
        text += piece
        return [.text(piece)]
    }

    private mutating func add(_ fragment: ToolCallFragment) {
        var call = fragments[fragment.index] ?? ToolCall(id: "", name: "", arguments: "")
        if let id = fragment.id { call.id = id }
        if let name = fragment.name { call.name = name }
        call.arguments += fragment.arguments
        fragments[fragment.index] = call
    }

    private mutating func flush() -> [Change] {
        var changes: [Change] = []
        if var seam {
            changes += show(seam.end())
            self.seam = nil
        }
        let whole = fragments.sorted { $0.key < $1.key }.map(\.value)
        fragments = [:]
        toolCalls += whole
        return changes + whole.map(Change.toolCall)
    }
}
