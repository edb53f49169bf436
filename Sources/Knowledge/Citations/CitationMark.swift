/// What stands between the brackets of a citation, in any of the forms that models write: `1`, `1, 3`, `2-4`, `^1`, `Source 1`,
/// `1†source`.
enum CitationMark {
    enum Reading: Equatable {
        /// No citation, whatever follows.
        case no
        /// Nothing speaks against it so far.
        case maybe
        case numbers([Int])
    }

    /// Scalars that are read; more is no citation.
    static let longest = 60

    /// The most numbers that a range such as `2-4` stands for.
    private static let longestRange = 20

    private static let words: Set<String> = [
        "source", "sources", "src", "ref", "reference", "doc", "document", "citation", "cite", "no", "and", "quelle", "quellen",
        "dokument", "und", "et", "y", "来源", "资料", "文档", "文献", "和", "第", "المصدر", "مصدر", "المصادر", "و", "وثيقة",
    ]

    private static let marks: Set<Unicode.Scalar> = [
        "^", "#", "№", ".", ":", ",", ";", "&", "/", "、", "，", "،", "؛", "；", "：", "*", "\\", "_",
    ]

    /// - Parameter isWhole: whether the bracket is closed behind it.
    static func read(_ content: [Unicode.Scalar], isWhole: Bool) -> Reading {
        var numbers: [Int] = []
        var index = 0
        /// A dash waits for the second number of a range.
        var isRange = false
        /// A colon right behind a number: what follows counts something within the source.
        var isPart = false
        while index < content.count {
            let scalar = content[index]
            if let digit = digit(scalar) {
                var number = digit
                index += 1
                while index < content.count, let next = self.digit(content[index]) {
                    number = min(number * 10 + next, 1_000_000)
                    index += 1
                }
                if isPart {
                    isPart = false
                } else if isRange, let first = numbers.last {
                    if number > first, number - first < longestRange {
                        numbers += Array(first + 1...number)
                    } else {
                        numbers.append(number)
                    }
                } else {
                    numbers.append(number)
                }
                isRange = false
                if index + 1 < content.count, content[index] == ".", self.digit(content[index + 1]) != nil { return .no }
                if index < content.count, content[index] == ":" { isPart = true }
                continue
            }
            switch scalar {
            case "†": return isWhole ? whole(numbers) : numbers.isEmpty ? .no : .maybe
            case "-", "–", "—":
                guard !numbers.isEmpty, !isRange else { return .no }
                isRange = true
                index += 1
            case _ where marks.contains(scalar) || isBlank(scalar): index += 1
            case _ where scalar.properties.isAlphabetic:
                let start = index
                while index < content.count, content[index].properties.isAlphabetic, digit(content[index]) == nil { index += 1 }
                let word = String(String.UnicodeScalarView(content[start..<index])).lowercased()
                if words.contains(word) { continue }
                guard index == content.count, !isWhole, words.contains(where: { $0.hasPrefix(word) }) else { return .no }
            default: return .no
            }
        }
        return isWhole ? whole(numbers) : .maybe
    }

    private static func whole(_ numbers: [Int]) -> Reading { numbers.isEmpty ? .no : .numbers(numbers) }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\u{A0}" || scalar == "\u{3000}"
    }

    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x30...0x39: Int(scalar.value - 0x30)
        case 0x660...0x669: Int(scalar.value - 0x660)
        case 0x6F0...0x6F9: Int(scalar.value - 0x6F0)
        case 0xFF10...0xFF19: Int(scalar.value - 0xFF10)
        default: nil
        }
    }
}
