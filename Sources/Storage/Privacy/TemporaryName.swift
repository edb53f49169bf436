/// The identifier of a conversation, or of a message, that is kept in memory alone. It says so itself, so that nothing has to be
/// looked up to know where it is, and whoever sees it in the ledger knows why there is no such conversation.
package enum TemporaryName {
    private static let prefix = "temporary-"

    package static func make(of id: String) -> String { prefix + id }

    package static func isOne(_ id: String) -> Bool { id.hasPrefix(prefix) }
}
