/// Reads texts for orders to a language model. It knows the words of six languages and the forms that such orders take; what is quoted or
/// talked about counts less than what is said.
package enum InjectionScan {
    /// - Parameter headings: those above the text: they are read with it, and may say what it is about.
    package static func verdict(on text: String, headings: [String] = []) -> InjectionVerdict {
        verdict(on: (headings + [text]).joined(separator: "\n\n"), depth: 0)
    }

    static func verdict(on text: String, depth: Int) -> InjectionVerdict {
        let words = InjectionText(text)
        var findings = InjectionRules(words).findings
        let bytes = ByteText(text)
        let forms = InjectionMarkers.findings(in: bytes) + InjectionLinks.findings(in: bytes, asksToSend: words.asksToSend)
        let discussion = words.discussion
        findings += forms.map { InjectionFinding(reason: $0.reason, weight: $0.weight * discussion) }
        // Nobody hides what is only talked about.
        findings += InjectionHiding.findings(in: text, depth: depth)
        return InjectionVerdict(findings)
    }
}
