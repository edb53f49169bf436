/// Finds the names of many things in a text, whole names only, whatever their case.
struct NameIndex: Sendable {
    private struct Name: Sendable {
        var words: [Substring]
        var place: Int32
    }

    /// By their first two words, or the one that they have.
    private var names: [String: [Name]] = [:]

    mutating func insert(_ name: String, at place: Int) {
        let words = Self.words(of: name)
        guard let key = Self.key(words[...]) else { return }
        names[key, default: []].append(Name(words: words, place: Int32(place)))
    }

    mutating func remove(_ name: String, at place: Int) {
        guard let key = Self.key(Self.words(of: name)[...]) else { return }
        names[key]?.removeAll { $0.place == Int32(place) }
        if names[key]?.isEmpty ?? false { names[key] = nil }
    }

    /// The places of the names that stand in `text`, in the order in which they do. Where two names fit the longer one counts,
    /// so that "Trumpet" is not found in "Trumpet Mute"; things of one name are found together.
    func places(in text: String) -> [[Int]] {
        let words = Self.words(of: text)
        var found: [[Int]] = []
        var index = 0
        while index < words.count {
            let rest = words[index...]
            let fitting = [Self.key(rest), Self.key(rest.prefix(1))].compactMap { $0.flatMap { names[$0] } }.joined()
                .filter { rest.starts(with: $0.words) }
            guard let longest = fitting.map(\.words.count).max() else {
                index += 1
                continue
            }
            found.append(fitting.filter { $0.words.count == longest }.map { Int($0.place) }.sorted())
            index += longest
        }
        return found
    }

    private static func words(of text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }
    }

    /// nil for a name that is too short to be told from chance.
    private static func key(_ words: ArraySlice<Substring>) -> String? {
        let key = words.prefix(2).joined(separator: " ")
        return key.count > 2 ? key : nil
    }
}
