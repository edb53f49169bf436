/// Fits the words of a model that continues a cut answer to what the caller already has: a pure state machine.
///
/// Asked to go on, models go on, or first repeat the end of what is there, or begin anew. The seam holds new text back
/// while it may still turn out to be a repetition, drops what is one, and lets the rest through. It compares Unicode
/// scalars, not characters: a cut, or a piece of a stream, may end between a letter and its accent.
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
    /// A repetition shorter than this may be chance, unless it completes the word that was cut, or was to be expected.
    static let shortestOverlap = 8
    /// An answer that repeats the beginning this far is a new start, not a coincidence.
    static let shortestRestart = 24

    private let sent: [Unicode.Scalar]
    /// How much of the end of `sent` the model was not shown, and so will say itself.
    private let withheld: Int
    private var held: [Unicode.Scalar] = []
    /// Offsets in `sent` from which all of `held` may be a repetition.
    private var candidates: [Int]
    /// The longest repetition of the end that `held` begins with, so far. A longer one may still be under way: the end of
    /// a text that repeats itself is found more than once.
    private var overlap: Int?

    /// - Parameter withheld: white space at the end of `text` that the model was not shown.
    init(after text: String, withheld: Int = 0) {
        sent = Array(text.unicodeScalars)
        self.withheld = withheld
        candidates = sent.isEmpty ? [] : [0] + (max(1, sent.count - Self.reach)..<max(1, sent.count))
    }

    /// Takes in more of the continuation; after a fit other than `undecided` the seam is closed.
    mutating func take(_ text: String) -> Fit {
        for (offset, scalar) in text.unicodeScalars.enumerated() {
            if let fit = take(scalar) {
                return fit.appending(text.unicodeScalars.dropFirst(offset + 1))
            }
        }
        return .undecided
    }

    /// The continuation has ended while undecided: what is held is a repetition to drop, a short text of its own, or an
    /// answer that began anew and was done sooner.
    mutating func end() -> Fit {
        noteOverlap()
        if let overlap { return .goesOn(Self.text(held.dropFirst(overlap))) }
        return candidates.contains(0) && held.count >= Self.shortestRestart
            ? .restarted(Self.text(held[...])) : .goesOn(Self.text(held[...]))
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Fit? {
        noteOverlap()
        let matched = held.count
        let fromBeginning = candidates.first == 0 && matched < sent.count
        held.append(scalar)
        candidates = candidates.filter { $0 + matched < sent.count && sent[$0 + matched] == scalar }
        guard candidates.isEmpty else { return nil }
        if let overlap { return .goesOn(Self.text(held.dropFirst(overlap))) }
        return fromBeginning && matched >= Self.shortestRestart ? .restarted(Self.text(held[...])) : .goesOn(Self.text(held[...]))
    }

    /// Sees whether the whole end of `sent`, from some candidate on, is what is held.
    private mutating func noteOverlap() {
        let length = held.count
        guard length > 0, candidates.contains(sent.count - length), isRepetition(length) else { return }
        overlap = length
    }

    private func isRepetition(_ length: Int) -> Bool {
        length >= Self.shortestOverlap || (length >= 2 && length == cutWord) || length == withheld
    }

    /// The length of the word at the end of `sent`.
    private var cutWord: Int {
        sent.reversed().prefix { $0.properties.isAlphabetic || $0.properties.numericType != nil }.count
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}

extension Seam.Fit {
    fileprivate func appending(_ rest: Substring.UnicodeScalarView) -> Self {
        switch self {
        case .undecided: .undecided
        case .goesOn(let text): .goesOn(text + String(rest))
        case .restarted(let text): .restarted(text + String(rest))
        }
    }
}
