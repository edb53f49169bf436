import HeapModule
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The machine's own clock.
///
/// Every request has its deadlines, and nearly all of them are called off long before they lapse. A timer of the system for
/// each would live on until its time; so all sleepers share one, set to the earliest of them.
package final class SystemTime: TimeSource {
    private let origin = ContinuousClock.now
    private let alarms = Mutex(Alarms())

    package init() {}

    package var now: Duration { ContinuousClock.now - origin }

    package var wallClock: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    package func sleep(until deadline: Duration) async throws {
        guard deadline > now else { return try Task.checkCancellation() }
        let id = alarms.withLock { $0.makeID() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let timer: Duration?? = alarms.withLock { alarms in
                    Task.isCancelled ? nil : .some(alarms.set(id, at: deadline, continuation))
                }
                guard let timer else { return continuation.resume(throwing: CancellationError()) }
                if let timer { wake(at: timer) }
            }
        } onCancel: {
            alarms.withLock { $0.callOff(id) }?.resume(throwing: CancellationError())
        }
    }

    private func wake(at moment: Duration) {
        Task.detached { [self] in
            try? await Task.sleep(until: origin + moment, clock: .continuous)
            let (due, next) = alarms.withLock { $0.ring(moment, now: now) }
            for sleeper in due { sleeper.resume() }
            if let next { wake(at: next) }
        }
    }
}

/// Who sleeps until when.
private struct Alarms {
    typealias Sleeper = CheckedContinuation<Void, any Error>

    private struct Entry: Comparable {
        var deadline: Duration
        var id: UInt64

        static func < (a: Entry, b: Entry) -> Bool { (a.deadline, a.id) < (b.deadline, b.id) }
    }

    /// Those called off stay until their time, or until they are most of it.
    private var order = Heap<Entry>()
    private var sleepers: [UInt64: Sleeper] = [:]
    private var nextID: UInt64 = 0
    /// When timers will go off, the next one last.
    private var timers: [Duration] = []

    mutating func makeID() -> UInt64 {
        nextID += 1
        return nextID
    }

    /// - Returns: when a new timer must go off; nil when one will in time.
    mutating func set(_ id: UInt64, at deadline: Duration, _ sleeper: Sleeper) -> Duration? {
        sleepers[id] = sleeper
        order.insert(Entry(deadline: deadline, id: id))
        return addTimer(deadline)
    }

    mutating func callOff(_ id: UInt64) -> Sleeper? {
        guard let sleeper = sleepers.removeValue(forKey: id) else { return nil }
        if order.count > 2 * sleepers.count + 1024 {
            order = Heap(order.unordered.filter { sleepers[$0.id] != nil })
        }
        return sleeper
    }

    /// The timer for `moment` has gone off.
    /// - Returns: who is due, and when a new timer must go off.
    mutating func ring(_ moment: Duration, now: Duration) -> (due: [Sleeper], timer: Duration?) {
        timers.removeAll { $0 == moment }
        var due: [Sleeper] = []
        while let first = order.min, first.deadline <= now || sleepers[first.id] == nil {
            order.removeMin()
            if let sleeper = sleepers.removeValue(forKey: first.id) { due.append(sleeper) }
        }
        return (due, order.min.flatMap { addTimer($0.deadline) })
    }

    private mutating func addTimer(_ moment: Duration) -> Duration? {
        if let next = timers.last, next <= moment { return nil }
        timers.append(moment)
        return moment
    }
}
