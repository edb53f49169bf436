import LanguageModel

/// What the caller has been shown of an answer so far, across all the models that spoke in it: a pure state machine
/// that turns a model's events into changes of the answer.
struct AnswerInProgress: Sendable {
    enum Change: Hashable {
        case text(String)
        case toolCall(ToolCall)
        /// The text so far is void.
        case restart
        /// The model began anew and the caller cannot take back what it has: nothing changed.
        case misfit
    }

    /// All text that the caller has.
    private(set) var text = ""
    private(set) var toolCalls: [ToolCall] = []
    /// Of the attempt that runs, or ran last.
    private(set) var reportedUsage: Usage?
    private(set) var finishReason: FinishReason?
    private(set) var attemptText = ""
    /// Whether the attempt said something as a refusal.
    private(set) var isRefusal = false
    private var fragments: [Int: ToolCall] = [:]
    private var seam: Seam?
    private var acceptsRestart = false

    var isEmpty: Bool { text.isEmpty && toolCalls.isEmpty }

    /// Whether the attempt was silent on a text that does not end as texts do: with a full stop or something closed.
    var breaksOffWithNothingAdded: Bool {
        guard attemptText.isEmpty, toolCalls.isEmpty, let last = text.last else { return false }
        return !Self.endings.contains(last)
    }

    private static let endings: Set<Character> = [
        ".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", ")", "]", "}", "»", "”", "\"", "`", "|",
    ]

    /// A model is about to be asked: half-made tool calls of the one before are dropped.
    /// - Parameter acceptsRestart: whether the caller can take back text that it was given.
    mutating func beginAttempt(acceptsRestart: Bool, prefilling: Bool) {
        self.acceptsRestart = acceptsRestart
        reportedUsage = nil
        finishReason = nil
        attemptText = ""
        isRefusal = false
        fragments = [:]
        seam =
            text.isEmpty
            ? nil
            : Seam(
                after: text, withheld: prefilling ? text.unicodeScalars.reversed().prefix { $0.properties.isWhitespace }.count : 0
            )
    }

    mutating func take(_ event: ModelEvent) -> [Change] {
        switch event {
        case .started, .reasoning:
            return []
        case .usage(let usage):
            reportedUsage = usage
            return []
        case .text(let piece), .refusal(let piece):
            attemptText += piece
            if case .refusal = event { isRefusal = true }
            return fit(piece)
        case .toolCall(let fragment):
            add(fragment)
            return []
        case .finished(let reason):
            finishReason = reason
            return flush()
        }
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
        self.seam = fit == .undecided ? seam : nil
        return changes(for: fit)
    }

    private mutating func changes(for fit: Seam.Fit) -> [Change] {
        switch fit {
        case .undecided:
            return []
        case .goesOn(let rest):
            return show(rest)
        case .restarted(let beginning):
            guard acceptsRestart else { return [.misfit] }
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
            self.seam = nil
            changes += self.changes(for: seam.end())
            if changes == [.misfit] { return changes }
        }
        let whole = fragments.sorted { $0.key < $1.key }.map(\.value)
        fragments = [:]
        toolCalls += whole
        return changes + whole.map(Change.toolCall)
    }
}
