import Synchronization

/// What the simulator saw, for tests and rehearsals: the latest 10,000 requests.
package final class RequestLog: Sendable {
    package enum Outcome: String, Sendable, Codable {
        /// Still being answered.
        case open
        case completed
        /// Broken off by the simulator.
        case cut
        case clientLeft = "client-left"
    }

    package struct Entry: Sendable, Hashable, Codable {
        /// Counted from 1 since the start.
        package var number: Int
        /// nil for paths of no protocol.
        package var `protocol`: WireProtocol?
        package var model: String?
        package var path: String
        package var streaming: Bool
        /// Since the simulator's start.
        package var atMilliseconds: Double
        package var fault: Fault
        /// nil when no header was sent.
        package var status: Int?
        package var outcome: Outcome
        package var tokens: Int
        /// Open connections when the request came, its own included.
        package var connections: Int

        private enum CodingKeys: String, CodingKey {
            case number, `protocol`, model, path, streaming
            case atMilliseconds = "at_ms"
            case fault, status, outcome, tokens, connections
        }
    }

    private struct State {
        var next = 1
        var entries: [Entry] = []
    }

    private let state = Mutex(State())
    private static let capacity = 10_000

    package var entries: [Entry] { state.withLock { $0.entries } }

    package func clear() { state.withLock { $0.entries = [] } }

    func nextNumber() -> Int {
        state.withLock { state in
            defer { state.next += 1 }
            return state.next
        }
    }

    func append(_ entry: Entry) {
        state.withLock { state in
            if state.entries.count >= Self.capacity { state.entries.removeFirst(Self.capacity / 10) }
            state.entries.append(entry)
        }
    }

    /// Changes the entry if it was not cleared meanwhile.
    func update(_ number: Int, outcome: Outcome, tokens: Int) {
        state.withLock { state in
            guard let index = state.entries.lastIndex(where: { $0.number == number }) else { return }
            state.entries[index].outcome = outcome
            state.entries[index].tokens = tokens
        }
    }
}
