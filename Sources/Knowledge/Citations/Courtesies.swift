/// Tells sentences that need no source from those that do.
struct Courtesies {
    private let analyzer = TextAnalyzer()

    /// Whether a sentence that cites nothing should: not so questions, lead-ins, and what has no word to look for.
    func mustBeBorneOut(_ sentence: String) -> Bool {
        let trimmed = sentence.reversed().drop { $0.isWhitespace || "*_\"'”»".contains($0) }
        guard let last = trimmed.first, !"?？؟:：".contains(last) else { return false }
        let lower = sentence.lowercased()
        if Self.phrases.contains(where: { lower.contains($0) }) { return false }
        let words = analyzer.question(sentence, languages: [])
        return words.count >= 2 || words.contains { $0.terms.contains { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } } }
    }

    /// Whether it says that the sources do not say something.
    func deniesCoverage(_ sentence: String) -> Bool {
        let words = WordScanner.words(of: sentence)
        let lower = sentence.lowercased()
        guard Self.sources.contains(where: { lower.contains($0) }), Self.verbs.contains(where: { lower.contains($0) }) else {
            return false
        }
        return Negation.isNegative(words[...])
    }

    private static let sources = [
        "source", "document", "passage", "context", "information", "quelle", "dokument", "unterlage", "textstelle",
        "文档", "文件", "资料", "来源", "文献", "وثائق", "مستند", "مصادر", "المصدر", "الوثيقة", "معلومات",
    ]

    private static let verbs = [
        "contain", "mention", "say", "state", "provide", "cover", "include", "answer", "specif", "describe", "find", "discuss",
        "enthalt", "enthält", "erwähn", "sagen", "sagt", "nennen", "nennt", "beantwort", "beschreib", "finde", "steht", "hervor",
        "包含", "提到", "提及", "说明", "回答", "找到", "涉及", "提供", "تحتوي", "يحتوي", "تذكر", "يذكر", "تتضمن", "يتضمن", "أجد", "توجد", "يوجد",
    ]

    private static let phrases = [
        "let me know", "hope this helps", "feel free", "happy to help", "can i help", "glad to help", "you're welcome",
        "here is what", "here's what", "according to the sources", "in summary",
        "gern geschehen", "ich hoffe", "melden sie sich", "lassen sie mich wissen", "sag bescheid", "helfe gern",
        "希望对", "请告诉我", "随时", "很高兴", "آمل أن", "لا تتردد", "يسعدني", "أخبرني",
    ]
}

/// Words that turn a sentence into its opposite.
enum Negation {
    static func isNegative(_ words: ArraySlice<Word>) -> Bool { words.contains(where: isNegative) }

    static func isNegative(_ word: Word) -> Bool {
        switch word.shape {
        case .letters: list.contains(word.text) || word.text.hasPrefix("kein")
        case .ideographs: word.text.unicodeScalars.contains { characters.contains($0) }
        case .number, .syllables: false
        }
    }

    /// The words behind those that say that something is not there: `water` of "without water".
    static func absent(_ words: [Word]) -> [String] {
        words.indices.compactMap { index in
            guard absences.contains(words[index].text) else { return nil }
            return words[(index + 1)...].first { StopWords.languages($0.text).isEmpty }?.text
        }
    }

    private static let absences: Set<String> = ["without", "ohne", "sans", "sin", "senza", "sem", "zonder", "без", "بدون", "دون"]

    /// The second half of `doesn't` is a word of its own.
    private static let list: Set<String> = [
        "not", "no", "never", "none", "cannot", "neither", "nor", "nobody", "nothing", "doesn", "don", "isn", "aren",
        "wasn", "weren", "won", "couldn", "shouldn", "wouldn", "hasn", "haven", "didn", "mustn", "unless", "except",
        "nicht", "nie", "niemals", "weder", "niemand", "nichts", "nirgends",
        "ne", "pas", "jamais", "aucun", "aucune", "nunca", "ningún", "ninguna", "не", "нет", "никогда",
        "لا", "لم", "لن", "ليس", "ليست", "غير", "ولا", "ولم", "ولن",
    ]

    private static let characters = Set("不没沒無无未非勿别".unicodeScalars)
}
