import Foundation

/// Where a page of the list of conversations ended, to go on from there.
package struct ConversationCursor: Sendable, Hashable, CustomStringConvertible {
    let isPinned: Bool
    let updatedAt: Timestamp
    let id: String

    package init(after conversation: Conversation) {
        isPinned = conversation.isPinned
        updatedAt = Timestamp(seconds: conversation.updatedAt)
        id = conversation.id
    }

    /// Parses what ``description`` gave; nil for anything else.
    package init?(_ text: String) {
        let base64 = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = base64 + String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let plain = String(validating: data, as: UTF8.self) else { return nil }
        let parts = plain.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "0" || parts[0] == "1", let moment = Timestamp(String(parts[1])),
            !parts[2].utf8.contains(0)
        else { return nil }
        isPinned = parts[0] == "1"
        updatedAt = moment
        id = String(parts[2])
    }

    /// Letters, digits, `-` and `_`.
    package var description: String {
        Data("\(isPinned ? 1 : 0)|\(updatedAt)|\(id)".utf8).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
