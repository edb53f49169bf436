/// Fits the words of a model that continues a cut answer to what the caller already has: a pure state machine.
///
/// Asked to go on, models go on, or first repeat the end of what is there, or begin anew. The seam holds new text back
/// while it may still turn out to be a repetition, drops what is one, and lets the rest through.
struct Seam: Sendable, Hashable {
    enum Fit: Hashable {
        /// Not decided yet; nothing to show.
        case undecided
        /// Goes on after what the caller has.
        case goesOn(String)
        /// Began anew and soon said something else: this is the answer's new beginning.
        case restarted(String)
    }

    /// Repetitions of the end are looked for this far back.
    static let reach = 400
    /// A repetition shorter than this may be chance, unless it completes the word that was cut, or is the space that
    /// separates it from the next.
    static let shortestOverlap = 8
    /// An answer that repeats the beginning this far is a new start, not a coincidence.
    static let shortestRestart = 24

    private let sent: [Character]
    private var held: [Character] = []
    /// Offsets in `sent` from which all of `held` may be a repetition.
    private var candidates: [Int]

    init(after text: String) {
        sent = Array(text)
        candidates = [0] + (max(1, sent.count - Self.reach)..<max(1, sent.count))
        if sent.isEmpty { candidates = [] }
    }

    /// Takes in more of the continuation; after a fit other than `undecided` the seam is closed.
    mutating func take(_ text: String) -> Fit {
        for (offset, character) in text.enumerated() {
            let position = held.count
            held.append(character)
            let survivors = candidates.filter { $0 + position < sent.count && sent[$0 + position] == character }
            let complete = candidates.filter { $0 + position == sent.count }
            if survivors.isEmpty || !complete.isEmpty, let fit = decide(complete: complete, matched: position) {
                return fit.appending(String(text.dropFirst(offset + 1)))
            }
            if survivors.isEmpty {
                return .goesOn(String(held) + text.dropFirst(offset + 1))
            }
            candidates = survivors
        }
        return .undecided
    }

    /// The continuation has ended while undecided: what is held is a repetition to drop, or a short text of its own.
    mutating func end() -> String {
        let overlap = candidates.filter { $0 + held.count == sent.count }.map { sent.count - $0 }.max() ?? 0
        return isRepetition(overlap) ? "" : candidates.contains(0) && held.count >= Self.shortestRestart ? "" : String(held)
    }

    /// `complete` are the offsets from which the whole rest of `sent` was repeated by the first `matched` characters.
    private func decide(complete: [Int], matched: Int) -> Fit? {
        if let start = complete.min(), isRepetition(sent.count - start) {
            return .goesOn(String(held[(sent.count - start)...]))
        }
        guard complete.isEmpty, candidates.contains(0), matched >= Self.shortestRestart else { return nil }
        return .restarted(String(held))
    }

    private func isRepetition(_ length: Int) -> Bool {
        length >= Self.shortestOverlap || (length >= 2 && length == cutWord) || (length == 1 && sent.last == " ")
    }

    /// The length of the word at the end of `sent`.
    private var cutWord: Int {
        sent.reversed().prefix { $0.isLetter || $0.isNumber }.count
    }
}

extension Seam.Fit {
    fileprivate func appending(_ rest: String) -> Self {
        switch self {
        case .undecided: .undecided
        case .goesOn(let text): .goesOn(text + rest)
        case .restarted(let text): .restarted(text + rest)
        }
    }
}
