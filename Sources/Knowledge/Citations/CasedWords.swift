import Foundation

/// A word as it is written, with what tells that it may be a name.
struct CasedWord: Hashable {
    var text: String
    var lower: String
    /// Whether a sentence, a cell or a quote begins with it.
    var isFirst: Bool
    var isCapital: Bool
    /// Of capitals alone, or with digits or capitals within: nobody writes that by chance.
    var isCode: Bool

    /// The words of a text, in scripts that have capitals; others are left out.
    static func words(of text: String) -> [CasedWord] {
        var words: [CasedWord] = []
        var current: [Unicode.Scalar] = []
        var isFirst = true
        func close() {
            defer { current = [] }
            guard let first = current.first, first.properties.isUppercase || first.properties.isLowercase else {
                if !current.isEmpty { isFirst = false }
                return
            }
            let text = String(String.UnicodeScalarView(current))
            let rest = current.dropFirst()
            let isCode =
                current.count > 1
                && (rest.contains { $0.properties.isUppercase } || rest.contains { ("0"..."9").contains($0) })
            words.append(
                CasedWord(
                    text: text, lower: text.precomposedStringWithCompatibilityMapping.lowercased(), isFirst: isFirst,
                    isCapital: first.properties.isUppercase, isCode: isCode))
            isFirst = false
        }
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                || scalar.properties.generalCategory == .nonspacingMark
            {
                current.append(scalar)
                continue
            }
            close()
            if scalar.properties.isSentenceTerminal || ":|\"“„«(*\n•".unicodeScalars.contains(scalar) { isFirst = true }
        }
        close()
        return words
    }
}
