/// A conversation in which words were found.
public struct SearchHit: Sendable, Hashable, Decodable {
    /// A part of the text around what was found.
    public struct Piece: Sendable, Hashable, Decodable {
        /// As it stands there.
        public var text: String
        /// Whether this is what was looked for.
        public var match: Bool
    }

    /// Where it was found.
    public var conversation: Conversation
    /// The message it was found in; nil when it was the title.
    public var messageID: ConversationMessage.ID?
    /// What stands around it, in order.
    public var snippet: [Piece]
    /// In how many of the conversation's messages it stands, its title among them.
    public var count: Int

    private enum CodingKeys: String, CodingKey {
        case conversation, snippet, count
        case messageID = "message_id"
    }
}

extension UnderstudyAPI {
    /// Looks through all the person's conversations, archived ones too.
    ///
    /// - Parameter words: words, or parts of them, that must all be there.
    public func search(_ words: String) async throws -> [SearchHit] {
        struct List: Decodable { var hits: [SearchHit] }
        let list: List = try await value("GET", Self.conversationsPath + ["search"], query: [("q", words)])
        return list.hits
    }
}
