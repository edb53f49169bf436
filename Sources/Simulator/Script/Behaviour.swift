/// How one simulated model behaves. Every field is optional so that a phase or a model name can change just a part;
/// the meaning of nil is given with each.
package struct Behaviour: Sendable, Hashable {
    /// What a model does when the conversation already holds the beginning of its answer.
    package enum Continuation: String, Sendable, Hashable, CaseIterable {
        /// Goes on right after it.
        case `continue`
        /// Says the last five words again and goes on.
        case `repeat`
        /// Begins anew.
        case restart
    }

    /// nil: none.
    package var fault: Fault?
    /// Tokens before a fault in mid-answer; nil: 5.
    package var after: Int?
    /// Seconds of the Retry-After header; nil: 2.
    package var retryAfter: Int?
    /// nil: 5 s for `slow_first_token`, 200 ms for `slow_drip`.
    package var delay: Duration?
    /// Bytes of `huge_headers`; nil: 262,144.
    package var size: Int?
    /// How many requests the phase lasts; nil: no limit.
    package var times: Int?
    /// How long the phase lasts; nil: no limit.
    package var duration: Duration?
    /// The fixed answer; nil: numbered words.
    package var answer: String?
    /// Length of the answer in numbered words; nil: 40.
    package var words: Int?
    /// Answers with the user's last message.
    package var echo: Bool?
    /// Tokens a second, 0 for as fast as possible; nil: the script's pace.
    package var pace: Double?
    /// Words that a prompt may have; nil: no limit.
    package var contextWindow: Int?
    /// Whether a conversation that ends with an assistant message is an error.
    package var rejectsPrefill: Bool?
    /// nil: continue.
    package var onContinue: Continuation?
    /// Calls the first tool offered, as the fault `tool_call` does.
    package var callsTool: Bool?
    /// Arguments of that call as JSON text; nil: `{}`.
    package var toolArguments: String?
    /// Length of its vectors, whatever is asked for; nil: what is asked for, or 16.
    package var dimensions: Int?
    /// What the model does in turn; empty: this behaviour throughout.
    package var then: [Behaviour]

    package init(
        fault: Fault? = nil, after: Int? = nil, retryAfter: Int? = nil, delay: Duration? = nil, size: Int? = nil,
        times: Int? = nil,
        for duration: Duration? = nil, answer: String? = nil, words: Int? = nil, echo: Bool? = nil, pace: Double? = nil,
        contextWindow: Int? = nil, rejectsPrefill: Bool? = nil, onContinue: Continuation? = nil, callsTool: Bool? = nil,
        toolArguments: String? = nil, dimensions: Int? = nil, then: [Behaviour] = []
    ) {
        self.fault = fault
        self.after = after
        self.retryAfter = retryAfter
        self.delay = delay
        self.size = size
        self.times = times
        self.duration = duration
        self.answer = answer
        self.words = words
        self.echo = echo
        self.pace = pace
        self.contextWindow = contextWindow
        self.rejectsPrefill = rejectsPrefill
        self.onContinue = onContinue
        self.callsTool = callsTool
        self.toolArguments = toolArguments
        self.dimensions = dimensions
        self.then = then
    }

    /// This behaviour with every field that `other` sets taken from there.
    func overlaid(by other: Behaviour) -> Behaviour {
        Behaviour(
            fault: other.fault ?? fault, after: other.after ?? after, retryAfter: other.retryAfter ?? retryAfter,
            delay: other.delay ?? delay, size: other.size ?? size, times: other.times ?? times, for: other.duration ?? duration,
            answer: other.answer ?? answer, words: other.words ?? words, echo: other.echo ?? echo, pace: other.pace ?? pace,
            contextWindow: other.contextWindow ?? contextWindow, rejectsPrefill: other.rejectsPrefill ?? rejectsPrefill,
            onContinue: other.onContinue ?? onContinue, callsTool: other.callsTool ?? callsTool,
            toolArguments: other.toolArguments ?? toolArguments, dimensions: other.dimensions ?? dimensions,
            then: other.then.isEmpty ? then : other.then)
    }

    /// The behaviour as phases, each with its limits, the last without end: a limit on the behaviour itself, or on a
    /// closing `error_once`, is followed by good behaviour.
    var phases: [Behaviour] {
        var base = self
        base.then = []
        var phases = [base]
        if !then.isEmpty {
            base.times = nil
            base.duration = nil
            phases = then.map { base.overlaid(by: $0) }
        }
        for index in phases.indices where phases[index].fault == .errorOnce && phases[index].duration == nil {
            phases[index].times = phases[index].times ?? 1
        }
        if let last = phases.last, last.isLimited, then.isEmpty || last.fault == .errorOnce {
            var after = last
            after.fault = Fault.none
            after.times = nil
            after.duration = nil
            phases.append(after)
        }
        return phases
    }

    var isLimited: Bool { times != nil || duration != nil }
}
