public import Foundation

/// What a conversation can be taken along as.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// Everything, to be imported again.
    case json
    /// For reading.
    case markdown
}

extension UnderstudyAPI {
    /// A conversation as a file.
    public func export(_ id: Conversation.ID, as format: ExportFormat = .json) async throws -> Data {
        try await send("GET", Self.conversationsPath + [id, "export"], query: [("format", format.rawValue)]).collect()
    }

    /// All the person's conversations in one JSON file, archived ones too.
    public func exportConversations() async throws -> Data {
        try await send("GET", Self.conversationsPath + ["export"]).collect()
    }
}
