/// Numbers of a text, whether in digits or in words, and whatever groups their digits.
struct NumberWords {
    /// Those that are said, in one form.
    private(set) var said: Set<String> = []
    /// Those, and every other reading of them: a month's number for its name.
    private(set) var readings: Set<String> = []

    init(_ words: ArraySlice<Word>) {
        var previous: String?
        for word in words {
            var next: String?
            defer { previous = next }
            switch word.shape {
            case .number:
                let number = Self.plain(word.text)
                add(number)
                next = number
            case .letters:
                let digits = String(word.text.prefix { $0.isASCII && $0.isNumber })
                if !digits.isEmpty {
                    // `10kg`; the rest is a unit.
                    add(Self.plain(digits))
                } else if let number = Self.behindPrefix(word) {
                    add(number)
                    next = number
                } else if let factor = Self.factors[word.text], let number = previous {
                    scale(number, by: factor)
                } else if let value = Self.values[word.text] {
                    add(String(value))
                } else if let month = Self.months[word.text] {
                    readings.insert("month \(month)")
                    guard !Self.verbs.contains(word.text) else { continue }
                    readings.insert(String(month))
                    said.insert("month \(month)")
                }
            case .ideographs:
                let scalars = Array(word.text.unicodeScalars)
                if let number = previous, let factor = scalars.first.flatMap({ Self.units[$0] }), factor >= 10_000 {
                    scale(number, by: factor)
                }
                for number in Self.chineseNumbers(scalars) { add(String(number)) }
            case .syllables: break
            }
        }
        // A month may be said by its number.
        for month in 1...12 where readings.contains(String(month)) { readings.insert("month \(month)") }
    }

    private mutating func add(_ number: String) {
        said.insert(number)
        readings.insert(number)
    }

    private mutating func scale(_ number: String, by factor: Int) {
        guard let value = Double(number), value * Double(factor) < 1e15 else { return }
        said.remove(number)
        add(Self.plain(written(value * Double(factor))))
    }

    private func written(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }

    /// Whether a word says a number, or a part of one.
    static func isNumber(_ word: String) -> Bool { values[word] != nil || factors[word] != nil }

    /// Whether numbers are written with it.
    static func isCharacter(_ character: String) -> Bool {
        character.unicodeScalars.allSatisfy { digits[$0] != nil || units[$0] != nil }
    }

    /// The digits of `و12`: a conjunction or preposition of one letter is written with them.
    private static func behindPrefix(_ word: Word) -> String? {
        guard case .letters(let script) = word.shape, script == .arabic || script == .hebrew else { return nil }
        let digits = word.text.dropFirst()
        return !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber } ? plain(String(digits)) : nil
    }

    /// Without zeros that mean nothing: `05`, `2.50`.
    private static func plain(_ text: String) -> String {
        var number = text[...]
        if number.contains(".") {
            while number.last == "0" { number.removeLast() }
            if number.last == "." { number.removeLast() }
        }
        while number.count > 1, number.first == "0", number.dropFirst().first != "." { number.removeFirst() }
        return String(number)
    }

    private static let values: [String: Int] = {
        let lists = [
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
            "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
        ]
        var values: [String: Int] = [
            "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100,
            "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
            "hundert": 100, "tausend": 1000, "thousand": 1000, "million": 1_000_000,
            "ثلاثة": 3, "ثلاث": 3, "أربعة": 4, "أربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6, "سبعة": 7, "سبع": 7,
            "ثمانية": 8, "تسعة": 9, "تسع": 9, "عشرة": 10, "عشر": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30,
            "مائة": 100, "مئة": 100,
        ]
        for list in lists {
            for (offset, word) in list.split(separator: " ").enumerated() { values[String(word)] = offset + 2 }
        }
        return values
    }()

    private static let factors: [String: Int] = [
        "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "tausend": 1000, "millionen": 1_000_000,
        "milliarde": 1_000_000_000, "milliarden": 1_000_000_000, "ألف": 1000, "آلاف": 1000, "مليون": 1_000_000,
        "مليار": 1_000_000_000,
    ]

    private static let months: [String: Int] = {
        let lists = [
            "january february march april may june july august september october november december",
            "januar februar märz april mai juni juli august september oktober november dezember",
            "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        ]
        var months: [String: Int] = [:]
        for list in lists {
            for (offset, month) in list.split(separator: " ").enumerated() { months[String(month)] = offset + 1 }
        }
        return months
    }()

    /// More often the verb than the month.
    private static let verbs: Set<String> = ["may", "march"]

    private static let digits: [Unicode.Scalar: Int] = [
        "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    ]

    private static let units: [Unicode.Scalar: Int] = [
        "十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000,
    ]

    /// Those of at least two that are written in characters, as in `二十四`. A one alone is mostly an article.
    private static func chineseNumbers(_ scalars: [Unicode.Scalar]) -> [Int] {
        var numbers: [Int] = []
        var (total, section, digit) = (0, 0, 0)
        var length = 0
        func close() {
            let number = total + section + digit
            if length > 0, number >= 2 { numbers.append(number) }
            (total, section, digit, length) = (0, 0, 0, 0)
        }
        for scalar in scalars {
            if let value = digits[scalar] {
                digit = value
                length += 1
            } else if let unit = units[scalar], length > 0 || unit == 10 {
                if unit >= 10_000 {
                    total = min((total + section + digit) * unit, 1_000_000_000_000)
                    section = 0
                } else {
                    section += max(digit, 1) * unit
                }
                digit = 0
                length += 1
            } else {
                close()
            }
        }
        close()
        return numbers
    }
}
