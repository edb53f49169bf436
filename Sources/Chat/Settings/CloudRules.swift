package import LanguageModel
import Synchronization

/// For whom only local models may be asked: the one place that knows, and answers at once.
package final class CloudRules: Sendable {
    private struct State {
        var owners: Set<String>
        var changes = 0
        /// Changes that are being written.
        var pending = 0
    }

    /// What the operator has set for everyone.
    package let server: Reach
    private let state: Mutex<State>

    /// - Parameter owners: those who have disabled cloud providers for themselves.
    package init(server: Reach, owners: Set<String> = []) {
        self.server = server
        state = Mutex(State(owners: owners))
    }

    /// How far the requests of `owner` may travel; of nobody in particular when nil.
    package func reach(of owner: String?) -> Reach {
        guard server == .anywhere, let owner else { return server }
        return state.withLock { $0.owners.contains(owner) } ? .localOnly : .anywhere
    }

    /// Has `write` put on record what holds for `owner` from now on. A restriction holds before it is written, leave only after.
    func change(_ owner: String, cloudDisabled: Bool, _ write: () async throws -> Void) async rethrows {
        state.withLock { state in
            state.changes += 1
            state.pending += 1
            if cloudDisabled { state.owners.insert(owner) }
        }
        defer { state.withLock { $0.pending -= 1 } }
        try await write()
        state.withLock { state in
            if !cloudDisabled { state.owners.remove(owner) }
        }
    }

    /// Takes over what `read` finds, unless somebody was changing their mind meanwhile.
    func refresh(_ read: () async throws -> Set<String>) async rethrows {
        let before = state.withLock { $0.changes }
        let owners = try await read()
        state.withLock { state in
            if state.changes == before, state.pending == 0 { state.owners = owners }
        }
    }
}
