import Synchronization

/// An assistant with where it comes from.
package struct AssistantEntry: Sendable, Hashable {
    package var assistant: Assistant
    /// nil for one that is set in the configuration.
    package var version: Int?
    package var isDeleted: Bool
    /// Seconds since 1970; nil for one that is set in the configuration.
    package var updatedAt: Double?

    package init(_ assistant: Assistant, version: Int? = nil, isDeleted: Bool = false, updatedAt: Double? = nil) {
        self.assistant = assistant
        self.version = version
        self.isDeleted = isDeleted
        self.updatedAt = updatedAt
    }
}

/// The assistants that are on stage now, from the configuration and from the database; the latter are exchanged as a whole when
/// one of them changes. Whoever holds an ``Assistant`` keeps it as it was: a running answer ends as it began.
package final class AssistantDirectory: Sendable {
    private struct State {
        /// Configured ones first, then stored ones by identifier, deleted ones too.
        var entries: [AssistantEntry]
        /// Those that may be asked, in their order.
        var onStage: [Assistant]
        /// Which state of the database this is; higher is newer.
        var stamp = 0
    }

    private let configured: [Assistant]
    private let state: Mutex<State>
    private let pace: @Sendable (_ key: String, _ perMinute: Int) -> Duration?

    /// - Parameters:
    ///   - configured: a stored assistant does not take one of their identifiers.
    ///   - pace: counts a request, and says how long to wait when it is one too many; nil when it is not.
    package init(_ configured: [Assistant], pace: @escaping @Sendable (String, Int) -> Duration? = { _, _ in nil }) {
        self.configured = configured
        self.pace = pace
        state = Mutex(Self.state(of: configured.map { AssistantEntry($0) }))
    }

    /// Those that may be asked by somebody, in their order.
    package var all: [Assistant] { state.withLock { $0.onStage } }

    /// Who answers where nobody is named.
    package var first: Assistant? { all.first }

    /// Those that may be asked by whoever has this standing, in their order.
    package func all(for standing: Audience) -> [Assistant] { all.filter { $0.isOpen(to: standing) } }

    /// The assistant with this identifier, when whoever has this standing may ask it.
    package func assistant(_ id: String, for standing: Audience) -> Assistant? {
        all.first { $0.id == id && $0.isOpen(to: standing) }
    }

    /// Every assistant, also those that may not be asked now. Deleted ones are marked.
    package var entries: [AssistantEntry] { state.withLock { $0.entries } }

    package func entry(_ id: String) -> AssistantEntry? { entries.first { $0.assistant.id == id } }

    /// What an assistant is or was called; its identifier when nothing else is known of it.
    package func name(of id: String?) -> String {
        guard let id else { return first?.name ?? "Understudy" }
        return entry(id)?.assistant.name ?? id
    }

    /// Which state of the database is known; 0 for none.
    var stamp: Int { state.withLock { $0.stamp } }

    /// Takes over what is stored, unless something newer is known.
    /// - Parameter stamp: which state of the database it is.
    package func replace(with stored: [AssistantEntry], stamp: Int) {
        let known = Set(configured.map(\.id))
        var new = Self.state(
            of: configured.map { AssistantEntry($0) } + stored.filter { !known.contains($0.assistant.id) })
        new.stamp = stamp
        state.withLock { [new] state in
            if new.stamp >= state.stamp { state = new }
        }
    }

    /// Counts one request of `owner` to `assistant`.
    /// - Throws: ``ConversationError/tooManyRequests(retryAfter:)`` when it is one too many.
    package func admit(_ owner: String?, to assistant: Assistant) throws(ConversationError) {
        guard let limit = assistant.requestsPerMinute, let owner else { return }
        if let wait = pace("assistant:\(assistant.id):\(owner)", limit) { throw .tooManyRequests(retryAfter: wait) }
    }

    private static func state(of entries: [AssistantEntry]) -> State {
        let onStage = entries.enumerated().filter { !$0.element.isDeleted && $0.element.assistant.isEnabled }
            .sorted { ($0.element.assistant.order, $0.offset) < ($1.element.assistant.order, $1.offset) }
            .map(\.element.assistant)
        return State(entries: entries, onStage: onStage)
    }
}
