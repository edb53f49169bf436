/// What stands for an assistant beside its name.
package enum AssistantPicture: Sendable, Hashable {
    /// An emoji, or one or two letters.
    case text(String)
    /// One that was uploaded, by the digest of what is in it.
    case image(String)
}

/// The colours that an assistant's pages may have. Each is a pair for light and dark, both dark or light enough for text;
/// `assistants.css` has the values.
package enum Accent: String, Sendable, Hashable, CaseIterable, Codable {
    case teal, blue, indigo, violet, magenta, red, brown, green, slate
}

/// Who may use an assistant. Each holds all those after it: an admin may use what members may.
package enum Audience: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    case everyone
    /// Whoever has logged in, and programs with a key.
    case members
    case admins

    package static func < (one: Audience, other: Audience) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .everyone: 0
        case .members: 1
        case .admins: 2
        }
    }
}

extension Assistant {
    /// - Parameter standing: the smallest audience that whoever asks belongs to.
    package func isOpen(to standing: Audience) -> Bool { isEnabled && audience <= standing }

    /// One or two letters of its name, for where it has no picture.
    package var initials: String {
        let words = name.split(whereSeparator: \.isWhitespace).compactMap { word in
            word.first { $0.isLetter || $0.isNumber || $0.unicodeScalars.first?.properties.isEmojiPresentation == true }
        }
        return String(words.prefix(2)).uppercased()
    }
}
