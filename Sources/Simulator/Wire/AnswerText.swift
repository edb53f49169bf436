import LanguageModel

/// The words of an answer. A token is a word with the white space behind it, so that joined tokens are the exact text.
enum AnswerText {
    private static let vocabulary = [
        "alpha", "beta", "gamma", "naïve", "delta", "über", "epsilon", "日本", "zeta", "🚀", "eta", "café", "theta", "привет",
        "iota",
        "👩‍🚀",
    ]

    /// `count` words, each with its number: always the same text.
    static func numbered(_ count: Int) -> String {
        (1...max(count, 1)).prefix(count).map(word).joined(separator: " ")
    }

    /// The word that stands at `number`, counted from 1.
    static func word(_ number: Int) -> String {
        vocabulary[(number - 1) % vocabulary.count] + String(number)
    }

    static func tokens(of text: some StringProtocol) -> [String] {
        var tokens: [String] = []
        var current = ""
        var afterSpace = false
        for character in text {
            if afterSpace, !character.isWhitespace, current.contains(where: { !$0.isWhitespace }) {
                tokens.append(current)
                current = ""
            }
            current.append(character)
            afterSpace = character.isWhitespace
        }
        if !current.isEmpty { tokens.append(current) }
        return tokens
    }

    /// What the model says to `call`: its whole answer, or, when the conversation already holds the beginning of it,
    /// what `onContinue` makes of the rest.
    static func reply(to call: ChatCall, by behaviour: Behaviour) -> String {
        let assistant = call.turns.lastIndex { $0.role == .assistant }
        guard let assistant, let start = continuable(at: assistant, in: call, by: behaviour) else {
            return whole(for: call.turns[...], by: behaviour)
        }
        let answer = whole(for: call.turns[..<assistant], by: behaviour)
        switch behaviour.onContinue ?? .continue {
        case .restart: return answer
        case .continue: return String(answer.dropFirst(start))
        case .repeat:
            let said = tokens(of: answer.prefix(start)).dropLast(5).joined()
            return String(answer.dropFirst(said.count))
        }
    }

    /// How many characters of the answer were said before; nil when this is no continuation. The whole answer followed by
    /// the user's next words is one only when they ask to go on: otherwise every second turn would be empty.
    private static func continuable(at assistant: Int, in call: ChatCall, by behaviour: Behaviour) -> Int? {
        let said = call.turns[assistant].text
        let later = call.turns[(assistant + 1)...]
        let answer = whole(for: call.turns[..<assistant], by: behaviour)
        guard !said.isEmpty, answer.unicodeScalars.starts(with: said.unicodeScalars), answer.hasPrefix(said),
            later.count <= 1, later.allSatisfy({ $0.role == .user })
        else { return nil }
        if said == answer, let words = later.first?.text.lowercased() {
            let requests = ["continue", "go on", "carry on", "left off", "broke off", "cut off", "interrupted"]
            guard requests.contains(where: words.contains) else { return nil }
        }
        return said.count
    }

    private static func whole(for turns: ArraySlice<ChatCall.Turn>, by behaviour: Behaviour) -> String {
        if behaviour.echo == true { return turns.last { $0.role == .user }?.text ?? "" }
        return behaviour.answer ?? numbered(behaviour.words ?? 40)
    }
}
