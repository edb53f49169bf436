import Synchronization

/// The vectors of the last questions, in memory only: questions are people's own.
final class QueryVectors: Sendable {
    private struct Key: Hashable {
        var text: String
        var choice: EmbeddingChoice
    }

    private struct Entry {
        var vector: [Float]
        var usedAt: Int
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int = 256) {
        self.limit = limit
    }

    func vector(of text: String, _ choice: EmbeddingChoice) -> [Float]? {
        state.withLock { state in
            state.uses += 1
            let key = Key(text: text, choice: choice)
            state.entries[key]?.usedAt = state.uses
            return state.entries[key]?.vector
        }
    }

    /// Keeps `vector`, in place of the one that was used longest ago when there are too many.
    func keep(_ vector: [Float], of text: String, _ choice: EmbeddingChoice) {
        state.withLock { state in
            state.uses += 1
            state.entries[Key(text: text, choice: choice)] = Entry(vector: vector, usedAt: state.uses)
            guard state.entries.count > limit, let oldest = state.entries.min(by: { $0.value.usedAt < $1.value.usedAt }) else {
                return
            }
            state.entries[oldest.key] = nil
        }
    }
}
