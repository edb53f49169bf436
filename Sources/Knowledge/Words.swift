/// A text's words, as the index compares them.
enum Words {
    /// Lower case, without the commonest words, with the commonest English endings taken off.
    static func of(_ text: String) -> [String] {
        pairs(text).map(\.stem)
    }

    /// The same, each beside the word that it was.
    static func pairs(_ text: String) -> [(word: String, stem: String)] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }
            .filter { !common.contains($0) }
            .map { (String($0), stem($0)) }
    }

    private static func stem(_ word: Substring) -> String {
        var stem = word
        if word.count > 5, word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        for ending in ["ing", "ed", "es", "s"] where word.count > ending.count + 3 && word.hasSuffix(ending) {
            stem = word.dropLast(ending.count)
            break
        }
        // So that "messages" meets "message".
        return String(stem.count > 3 && stem.last == "e" ? stem.dropLast() : stem)
    }

    private static let common: Set<Substring> = [
        "a", "about", "an", "and", "are", "as", "at", "be", "but", "by", "can", "do", "does", "for", "from", "happens", "how",
        "i", "if",
        "in", "into", "is", "it", "me", "my", "no", "not", "of", "on", "or", "s", "such", "tell", "that", "the", "their", "then",
        "there", "these", "they", "this", "to", "was", "what", "when", "where", "which", "who", "why", "will", "with", "you",
    ]
}
