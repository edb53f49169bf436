/// What a character means to the bounds of words.
///
/// After the word boundary rules of Unicode (UAX 29), with three differences: apostrophes and underscores part words, and
/// scripts that put no spaces between words are not one word a character but material for pairs.
enum ScalarClass: Hashable {
    case letter(Script)
    /// A decimal digit of any script, by its value.
    case digit(UInt8)
    /// Belongs to the letter before it.
    case mark
    /// Neither shown nor a bound: joiners, soft hyphens, and vowel signs that writers leave out.
    case nothing
    /// Chinese, Japanese or Korean.
    case ideograph
    /// Of a script without spaces whose characters are letters: Thai, Lao, Khmer, Burmese, Tibetan.
    case syllable
    case apostrophe
    /// Parts the digits of a number, and sentences.
    case point
    case sentenceEnd
    case other

    /// - Parameter scalar: in lower case.
    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        switch value {
        case 0x61...0x7A, 0x41...0x5A: self = .letter(.latin)
        case 0x30...0x39: self = .digit(UInt8(value - 0x30))
        case 0x27, 0x2018, 0x2019, 0x2BC: self = .apostrophe
        case 0x2C, 0x2E, 0x66B, 0x66C: self = .point
        case 0x0A, 0x21, 0x3F, 0x61F, 0x6D4, 0x964, 0x965, 0x3002: self = .sentenceEnd
        case 0..<0x80: self = .other
        case 0xAD, 0xB7, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xFE00...0xFE0F: self = .nothing
        case 0xC0...0x24F where value != 0xD7 && value != 0xF7: self = .letter(.latin)
        case 0x250...0x2AF, 0x1E00...0x1EFF: self = .letter(.latin)
        case 0x300...0x36F: self = .mark
        case 0x591...0x5C7, 0x5F3, 0x5F4: self = .nothing
        case 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670, 0x6D6...0x6DC, 0x6DF...0x6E8, 0x6EA...0x6ED: self = .nothing
        case 0x1100...0x11FF, 0x3130...0x318F, 0xAC00...0xD7FF: self = .ideograph
        case 0x3005...0x3007, 0x3041...0x3096, 0x3099...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            self = .ideograph
        default: self.init(properties: scalar)
        }
    }

    private init(properties scalar: Unicode.Scalar) {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber, .otherNumber:
            self = Self.isSyllabic(scalar) ? .syllable : .letter(Self.script(scalar))
        case .nonspacingMark, .spacingMark, .enclosingMark:
            self = .mark
        case .decimalNumber:
            self = .digit(UInt8(scalar.properties.numericValue ?? 0))
        default:
            self = .other
        }
    }

    private static func isSyllabic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xE00...0xFFF, 0x1000...0x109F, 0x1780...0x17FF, 0xA9E0...0xA9FF, 0xAA60...0xAA7F: true
        default: false
        }
    }

    private static func script(_ scalar: Unicode.Scalar) -> Script {
        switch scalar.value {
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F, 0x1C80...0x1C8F, 0x2DE0...0x2DFF, 0xA640...0xA69F: .cyrillic
        case 0x531...0x58F: .armenian
        case 0x5D0...0x5F2: .hebrew
        case 0x600...0x6FF, 0x750...0x77F, 0x870...0x8FF: .arabic
        case 0x900...0x97F: .devanagari
        case 0xB80...0xBFF: .tamil
        case 0xAA...0x2FF: .latin
        default: .other
        }
    }
}
