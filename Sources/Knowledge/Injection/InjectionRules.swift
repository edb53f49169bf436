/// What the words of a text say together.
struct InjectionRules {
    private let text: InjectionText

    init(_ text: InjectionText) {
        self.text = text
    }

    var findings: [InjectionFinding] {
        overrides + roles + addresses + disclosures + lone(.secrecy, .keepsSecret, 0.45) + dictation + sending + tools
    }

    // MARK: Rules

    /// `Ignore all previous instructions`.
    private var overrides: [InjectionFinding] {
        let told = text.marks(.instruction) + text.marks(.ownInstruction) + text.marks(.rule)
        return (text.marks(.override) + text.marks(.overrideLast)).compactMap { verb in
            let reach = verb.sign == .override ? 0...9 : -9...9
            let objects = told.filter { $0.sentence == verb.sentence && reach.contains(distance(verb, $0)) }
            guard let object = objects.min(by: { rank($0, after: verb) < rank($1, after: verb) }) else { return nil }
            let span =
                min(verb.tokens.lowerBound, object.tokens.lowerBound) - 2...max(verb.tokens.upperBound, object.tokens.upperBound)
                + 4
            let isWhole = object.sign == .ownInstruction || holds(.scope, in: span, of: verb.sentence)
            let isForModel = near(.addressed, verb) || near(.model, verb)
            var weight = isWhole ? (object.sign == .rule ? 0.65 : 0.85) : isForModel ? 0.5 : object.sign == .rule ? 0.2 : 0.35
            // Of a letter, a manual, a doctor.
            if holds(.ours, in: span, of: verb.sentence) { weight *= 0.4 }
            if verb.sign == .override, isReported(verb) { weight *= 0.45 }
            let isConditional = text.marks(.condition).contains {
                $0.sentence == verb.sentence && $0.tokens.lowerBound < verb.tokens.lowerBound
            }
            if isConditional, !isForModel { weight *= 0.55 }
            return finding(.overridesInstructions, weight, at: verb)
        }
    }

    private var roles: [InjectionFinding] {
        text.marks(.persona).map { role in
            let isUnbound = near(.unbound, role) || near(.model, role) || near(.addressed, role)
            return finding(.assignsRole, isUnbound ? 0.6 : near(.answer, role) ? 0.45 : 0.25, at: role)
        }
            + text.marks(.unbound).filter { near(.model, $0) }.map { finding(.assignsRole, 0.35, at: $0) }
    }

    private var addresses: [InjectionFinding] {
        text.marks(.addressed).map { address in
            let wants = near(.answer, address) || near(.secrecy, address) || near(.disclose, address) || near(.send, address)
            return finding(.addressesModel, wants ? 0.7 : 0.35, at: address)
        }
            + text.marks(.model).compactMap { model in
                guard let order = (text.marks(.answer) + text.marks(.secrecy)).first(where: { $0.sentence == model.sentence })
                else { return nil }
                // An assistant is a person as often.
                let isPerson = text.tokens[model.tokens].contains { $0.word.hasPrefix("assist") || $0.word.hasPrefix("asist") }
                return finding(.addressesModel, isReported(order) || isPerson ? 0.2 : 0.35, at: order)
            }
    }

    /// `Reveal your system prompt`.
    private var disclosures: [InjectionFinding] {
        let kept = text.marks(.ownInstruction) + text.marks(.secret)
        return text.marks(.disclose).compactMap { verb in
            guard let secret = kept.first(where: { $0.sentence == verb.sentence && (1...8).contains(distance(verb, $0)) }) else {
                return nil
            }
            let weight = secret.sign == .ownInstruction ? 0.6 : 0.4
            return finding(.exfiltrates, (isReported(verb) ? 0.45 : 1) * weight, at: verb)
        }
    }

    private var dictation: [InjectionFinding] {
        let orders = text.marks(.answer).filter { !isReported($0) }
        // One alone is what any manual says.
        guard orders.count > 1 || !text.marks(.addressed).isEmpty || !text.marks(.override).isEmpty else {
            return orders.map { finding(.dictatesAnswer, 0.15, at: $0) }
        }
        return orders.map { finding(.dictatesAnswer, near(.addressed, $0) || near(.override, $0) ? 0.4 : 0.3, at: $0) }
    }

    private var sending: [InjectionFinding] {
        text.marks(.send).compactMap { verb in
            guard
                text.marks(.conversation).contains(where: {
                    $0.sentence == verb.sentence && (1...14).contains(distance(verb, $0))
                })
            else { return nil }
            let isMeant = near(.answer, verb) || near(.addressed, verb) || near(.secrecy, verb)
            return finding(.exfiltrates, (isReported(verb) ? 0.4 : 1) * (isMeant ? 0.55 : 0.3), at: verb)
        }
    }

    private var tools: [InjectionFinding] {
        text.marks(.tool).map { order in
            let isMeant = near(.model, order) || near(.addressed, order) || near(.secrecy, order)
            return finding(.callsTool, (isReported(order) ? 0.4 : 1) * (isMeant ? 0.5 : 0.25), at: order)
        }
    }

    private func lone(_ sign: InjectionSign, _ reason: InjectionVerdict.Reason, _ weight: Double) -> [InjectionFinding] {
        text.marks(sign).map { finding(reason, near(.addressed, $0) || near(.answer, $0) ? weight + 0.15 : weight, at: $0) }
    }

    // MARK: Words

    /// The nearest comes first, but what says it most clearly before it.
    private func rank(_ object: InjectionText.Mark, after verb: InjectionText.Mark) -> Int {
        abs(distance(verb, object)) + (object.sign == .rule ? 100 : 0)
    }

    /// Tokens from one to the other, negative when the other comes first.
    private func distance(_ from: InjectionText.Mark, _ to: InjectionText.Mark) -> Int {
        to.tokens.lowerBound >= from.tokens.lowerBound
            ? to.tokens.lowerBound - from.tokens.upperBound : to.tokens.upperBound - from.tokens.lowerBound
    }

    private func holds(_ sign: InjectionSign, in span: ClosedRange<Int>, of sentence: Int) -> Bool {
        text.marks.contains { $0.sign == sign && $0.sentence == sentence && span.contains($0.tokens.lowerBound) }
    }

    /// In the same sentence or one beside it.
    private func near(_ sign: InjectionSign, _ mark: InjectionText.Mark) -> Bool {
        text.marks.contains { $0.sign == sign && abs($0.sentence - mark.sentence) <= 1 }
    }

    /// Whether what stands before a verb says that it is no order: `to`, `never`.
    private func isReported(_ mark: InjectionText.Mark) -> Bool {
        let before = mark.tokens.lowerBound - 1
        guard before >= 0, text.tokens[before].sentence == mark.sentence else { return false }
        return text.marks.contains { $0.sign == .reported && $0.tokens.upperBound == before }
    }

    /// What is quoted is said by somebody else; what is talked about, by nobody. An attack that only calls itself an example stays one.
    private func finding(_ reason: InjectionVerdict.Reason, _ weight: Double, at mark: InjectionText.Mark) -> InjectionFinding {
        InjectionFinding(
            reason: reason, weight: mark.isQuoted ? weight * 0.4 * text.discussion : weight * max(0.7, text.discussion))
    }
}
