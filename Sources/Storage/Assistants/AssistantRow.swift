/// An assistant as it is stored: what it is stands in `document`, which only Chat can read.
package struct AssistantRow: Sendable, Hashable {
    package var id: String
    /// 1 for the first; each change makes the next.
    package var version: Int
    /// JSON.
    package var document: String
    package var isDeleted: Bool
    /// Seconds since 1970.
    package var updatedAt: Double
}

/// One version of an assistant, with who made it.
package struct AssistantVersionRow: Sendable, Hashable {
    /// What made it.
    package enum Change: String, Sendable, Hashable, CaseIterable {
        case created
        case changed
        case deleted
        /// An earlier version counts again.
        case restored
    }

    package var version: Int
    package var change: Change
    /// JSON.
    package var document: String
    /// Seconds since 1970.
    package var createdAt: Double
    /// A user's or key's identifier.
    package var createdBy: String?
}

/// Who changes something, and from where, for the record.
package struct ChangeAuthor: Sendable, Hashable {
    /// A user's or key's identifier.
    package var id: String?
    package var address: String?
    package var requestID: String?

    package init(id: String? = nil, address: String? = nil, requestID: String? = nil) {
        self.id = id
        self.address = address
        self.requestID = requestID
    }
}
