/// How much a text gives orders to whoever reads it, instead of telling about something.
package struct InjectionVerdict: Sendable, Hashable {
    /// Why a text looks like that.
    package enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        /// Says that what the reader was told before does not hold.
        case overridesInstructions = "overrides_instructions"
        /// Speaks to a language model, and wants something of it.
        case addressesModel = "addresses_model"
        /// Gives the reader another role.
        case assignsRole = "assigns_role"
        /// Pretends that the document ends here, or that somebody else speaks.
        case fakesDelimiter = "fakes_delimiter"
        /// Is written as models call tools, or has one called.
        case callsTool = "calls_tool"
        /// Wants what people said, or what is secret, to be sent or shown.
        case exfiltrates
        /// Wants something kept from whoever asks.
        case keepsSecret = "keeps_secret"
        /// Says what answers are to say.
        case dictatesAnswer = "dictates_answer"
        /// Is not seen by people.
        case hiddenText = "hidden_text"
        /// An order that must be decoded first.
        case encodedOrder = "encoded_order"
    }

    /// From 0 to 1.
    package var score: Double
    package var reasons: Set<Reason>

    package init(score: Double = 0, reasons: Set<Reason> = []) {
        self.score = score
        self.reasons = reasons
    }

    /// From here on a document is flagged, and people are told so.
    package static let flaggedFrom = 0.5
    /// From here on a passage is kept from answers until somebody has accepted its document.
    package static let withheldFrom = 0.8

    package var isFlagged: Bool { score >= Self.flaggedFrom }

    /// Of several signs each, one is enough, and each more makes it surer.
    init(_ findings: [InjectionFinding]) {
        var strongest: [Reason: Double] = [:]
        for finding in findings where finding.weight > 0.05 {
            strongest[finding.reason] = max(strongest[finding.reason] ?? 0, finding.weight)
        }
        // In a fixed order, for sums of floating-point numbers depend on it.
        let weights = strongest.values.sorted()
        score = (1 - weights.reduce(1) { $0 * (1 - $1) }).rounded(toPlaces: 3)
        reasons = Set(strongest.keys)
    }
}

/// One sign, and how much it says by itself.
struct InjectionFinding: Hashable {
    var reason: InjectionVerdict.Reason
    /// From 0 to 1.
    var weight: Double
}

extension Double {
    fileprivate func rounded(toPlaces places: Int) -> Double {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        return (self * factor).rounded() / factor
    }
}
