import Foundation

/// Links that would tell another site something: what was said can be put into an address by whoever has a model write it, a document for
/// one. Of such a link only its text is left.
enum LinkCaution {
    /// What stands for nobody's words: a search for one of them, the number of a page.
    private static let longestValue = 60
    private static let longestName = 48

    static func carriesWords(_ address: String) -> Bool {
        let place = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
        let front = address[..<place].split(separator: "/").dropFirst()
        if front.first.map({ host in host.split(separator: ".").contains { $0.utf8.count > longestName } }) == true {
            return true
        }
        if front.dropFirst().contains(where: { isOpaque($0) || words(of: String($0)) > 3 }) { return true }
        let values = address[place...].split { "?#&;=".contains($0) }.map(String.init)
        return values.contains { value in
            value.utf8.count > longestValue || words(of: value) > 1 || value.contains { "{}[]<>".contains($0) }
                || isOpaque(value[...])
        }
    }

    /// Between blanks, however these are written.
    private static func words(of value: String) -> Int {
        let plain = (value.replacing("+", with: " ").removingPercentEncoding ?? value)
        return plain.split(whereSeparator: \.isWhitespace).count
    }

    /// Longer than a hash in hexadecimal, and without the marks that names of pages have between their words.
    private static func isOpaque(_ part: Substring) -> Bool {
        part.utf8.count > longestName && !part.contains("-") && !part.contains(".") && part.contains(where: \.isNumber)
    }
}
