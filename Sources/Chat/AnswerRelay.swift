package import LanguageModel
import Synchronization

/// Carries an answer's events from the task that makes it to whoever reads it, now or later.
///
/// With a capacity it is a pipe for one reader: what was read is dropped, and the writer waits while that much is unread,
/// so that a slow caller slows the model's stream instead of filling memory. Without one it keeps everything, and
/// any number of readers may start from the beginning at any time: the page, after a reload.
package final class AnswerRelay: Sendable {
    fileprivate struct State {
        var events: [ChatEvent] = []
        /// Events that were read and dropped; the index of `events[0]`.
        var dropped = 0
        var ended = false
        var abandoned = false
        var nextWaiter = 0
        var readers: [Int: CheckedContinuation<Void, Never>] = [:]
        var writer: CheckedContinuation<Void, Never>?
    }

    private let capacity: Int?
    private let state = Mutex(State())

    package init(capacity: Int?) {
        self.capacity = capacity
    }

    /// Adds an event; suspends while the reader is behind by the relay's capacity, unless the task is cancelled.
    /// - Throws: `CancellationError` once the reader has abandoned the answer.
    package func write(_ event: ChatEvent) async throws {
        let abandoned = state.withLock { state -> Bool in
            if !state.abandoned { state.events.append(event) }
            state.wakeReaders()
            return state.abandoned
        }
        if abandoned { throw CancellationError() }
        guard let capacity else { return }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    if state.events.count < capacity || state.abandoned || Task.isCancelled { return true }
                    state.writer = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.wakeWriter() }
        }
    }

    /// No more events will come.
    package func end() {
        state.withLock { state in
            state.ended = true
            state.wakeReaders()
        }
    }

    /// The one reader of a pipe has left: writing throws from now on.
    package func abandon() {
        state.withLock { state in
            state.abandoned = true
            state.events = []
            state.wakeWriter()
        }
    }

    /// All events from `index` on that are there, at least one; empty when the answer has ended before it or the task
    /// is cancelled. Reading on from `index` lets go of what lies before it when the relay is a pipe.
    package func events(from index: Int) async -> [ChatEvent] {
        while !Task.isCancelled {
            let ready: [ChatEvent]? = state.withLock { state in
                let offset = index - state.dropped
                if offset < state.events.count {
                    let events = Array(state.events[max(0, offset)...])
                    if capacity != nil {
                        state.dropped += state.events.count
                        state.events = []
                        state.wakeWriter()
                    }
                    return events
                }
                return state.ended ? [] : nil
            }
            if let ready { return ready }
            await waitForMore(index)
        }
        return []
    }

    private func waitForMore(_ index: Int) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    let isReady = state.ended || index - state.dropped < state.events.count || Task.isCancelled
                    if !isReady { state.readers[id] = continuation }
                    return !isReady
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.readers.removeValue(forKey: id) }?.resume()
        }
    }
}

extension AnswerRelay.State {
    fileprivate mutating func wakeReaders() {
        let waiting = readers.values
        readers = [:]
        for reader in waiting { reader.resume() }
    }

    fileprivate mutating func wakeWriter() {
        writer?.resume()
        writer = nil
    }
}
