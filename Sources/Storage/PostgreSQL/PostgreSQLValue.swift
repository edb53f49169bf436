extension SQLValue {
    /// The text that goes to the server, which knows the type from the place where it stands; nil for NULL, and for bytes, which go
    /// as they are.
    ///
    /// PostgreSQL keeps no U+0000 in text. It becomes U+FFFD, as CommonMark and HTML have it, so that a model that says
    /// such a character spoils no answer.
    var postgresql: String? {
        switch self {
        case .null, .bytes: nil
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .real(let value): value.description
        case .text: withoutNUL.text
        }
    }

    /// What PostgreSQL keeps of it.
    var withoutNUL: SQLValue {
        guard case .text(let value) = self, value.utf8.contains(0) else { return self }
        return .text(String(String.UnicodeScalarView(value.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })))
    }

    /// - Parameters:
    ///   - postgresql: a value as the server writes it, `DateStyle` being ISO, the time zone UTC, and bytes in hexadecimal digits.
    ///   - type: the identifier of its type.
    init(postgresql written: UnsafeRawBufferPointer, type: UInt32) {
        if type == 17, written.starts(with: "\\x".utf8), let bytes = [UInt8](hex: written.dropFirst(2)) {
            self = .bytes(bytes)
            return
        }
        let text = String(decoding: written, as: UTF8.self)
        self =
            switch type {
            case 16: .bool(text == "t")
            case 20, 21, 23, 26: Int(text).map(SQLValue.integer) ?? .text(text)
            case 700, 701: Double(text).map(SQLValue.real) ?? .text(text)
            // What sums and means of whole numbers are.
            case 1700: Int(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real) ?? .text(text)
            case 1114, 1184: .text(momentInStoredForm(text))
            default: .text(text)
            }
    }
}

/// `2026-11-21 08:17:38.1+00` as `2026-11-21 08:17:38.100`, the form that ``Timestamp`` writes.
private func momentInStoredForm(_ text: String) -> String {
    let moment = text.hasSuffix("+00") ? text.dropLast(3) : text[...]
    let parts = moment.split(separator: ".", maxSplits: 1)
    guard moment.utf8.count >= 19, let seconds = parts.first else { return text }
    let fraction = parts.count > 1 ? parts[1].prefix(3) : ""
    return "\(seconds).\(fraction)" + String(repeating: "0", count: 3 - fraction.count)
}
