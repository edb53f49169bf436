import Foundation

/// Letters that are written in several ways, made one.
enum LetterForms {
    /// One way to write a letter for those that differ by keyboard and not by meaning; what stemmers expect.
    static func written(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x219: "\u{15F}"  // Romanian s and t, with a comma as they should be, with a cedilla as they often are
        case 0x21B: "\u{163}"
        case 0x451: "\u{435}"  // Russian yo, mostly written ye
        case 0x6A9: "\u{643}"  // Persian kaf and ye
        case 0x6CC: "\u{64A}"
        case 0x3C2: "\u{3C3}"  // the final form of sigma
        default: scalar
        }
    }

    /// An Arabic word without the "and" or "so" that is written together with a noun and its article; the stemmer leaves it.
    static func withoutConjunction(_ word: String) -> String {
        let scalars = word.unicodeScalars
        guard let first = scalars.first, first.value == 0x648 || first.value == 0x641, scalars.count > 4 else { return word }
        let rest = scalars.dropFirst()
        return rest.starts(with: "\u{627}\u{644}".unicodeScalars) ? String(rest) : word
    }

    /// An Arabic stem without the differences that writers do not make: hamza on alef, dotless ya, ta marbuta.
    static func arabic(_ stem: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in stem.unicodeScalars {
            switch scalar.value {
            case 0x622, 0x623, 0x625, 0x671: result.append("\u{627}")
            case 0x649: result.append("\u{64A}")
            case 0x629: result.append("\u{647}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// A Latin word without its accents; nil when it has none.
    static func plain(_ word: String) -> String? {
        guard word.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        var result = String.UnicodeScalarView()
        for scalar in word.decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.value {
            case 0x300...0x36F: break
            case 0xDF: result.append(contentsOf: "ss".unicodeScalars)
            case 0xE6: result.append(contentsOf: "ae".unicodeScalars)
            case 0x153: result.append(contentsOf: "oe".unicodeScalars)
            case 0xF8: result.append("o")
            case 0x142: result.append("l")
            case 0x111, 0xF0: result.append("d")
            case 0x131: result.append("i")
            default: result.append(scalar)
            }
        }
        let plain = String(result)
        return plain == word ? nil : plain
    }
}
