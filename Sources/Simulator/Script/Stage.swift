package import LanguageModel
import Synchronization

/// Decides how each request is treated: follows the script's phases and whatever was set since the start.
package final class Stage: Sendable {
    fileprivate struct Progress {
        var phases: [Behaviour]
        var index = 0
        var beganAt: Duration?
        var served = 0
        var lastServedAt: Duration = .zero
    }

    private struct State {
        var behaviours: [String: Behaviour]
        var progress: [String: Progress] = [:]
    }

    package let script: Script
    private let time: any TimeSource
    private let state: Mutex<State>
    /// Names are free, so their number has to be bounded.
    private static let capacity = 10_000

    package init(script: Script, time: any TimeSource) {
        self.script = script
        self.time = time
        state = Mutex(State(behaviours: script.models))
    }

    /// Makes `model` behave so from its next request on, whatever it did before.
    package func set(_ behaviour: Behaviour, for model: String) {
        state.withLock { state in
            state.behaviours[model] = behaviour
            state.progress = state.progress.filter { $0.key != model && ModelName.base(of: $0.key) != model }
        }
    }

    /// The behaviour for one more request to `model`; the request counts towards its phase.
    /// - Throws: ``ScriptError`` for a name that asks for what does not exist.
    func next(for model: String) throws(ScriptError) -> Behaviour {
        let asked = try ModelName.behaviour(in: model)
        let now = time.now
        return state.withLock { state in
            if state.progress.count > Self.capacity { state.progress = [:] }
            let known = state.behaviours[model] ?? state.behaviours[ModelName.base(of: model)]?.overlaid(by: asked) ?? asked
            var progress = state.progress[model] ?? Progress(phases: known.phases)
            let behaviour = progress.next(at: now)
            state.progress[model] = progress
            return behaviour
        }
    }
}

extension Stage.Progress {
    /// Moves on through every phase that is over, and counts the request in the one that is not.
    fileprivate mutating func next(at now: Duration) -> Behaviour {
        var began = beganAt ?? now
        while index < phases.count - 1 {
            let phase = phases[index]
            let timedOut = phase.duration.map { began + $0 }.flatMap { $0 <= now ? $0 : nil }
            let usedUp = phase.times.flatMap { served >= $0 ? (served == 0 ? began : lastServedAt) : nil }
            guard let end = [timedOut, usedUp].compactMap({ $0 }).min() else { break }
            index += 1
            began = end
            served = 0
        }
        beganAt = began
        served += 1
        lastServedAt = now
        return phases[index]
    }
}
