package import LanguageModel

/// Whether a chain can answer now, and what keeps each of its models if it cannot.
package struct Availability: Sendable, Hashable {
    /// nil while at least one model's breaker is closed.
    package var outage: Exhaustion?

    package init(outage: Exhaustion?) {
        self.outage = outage
    }

    package var isAvailable: Bool { outage == nil }
}

extension BreakerBoard {
    /// A lapsed cooldown alone does not make a model available: only a success does.
    package func availability(of chain: Chain, at now: Duration) -> Availability {
        var models: [Exhaustion.Model] = []
        for model in chain.models {
            switch phase(of: model.id) {
            case .closed:
                return Availability(outage: nil)
            case .open(let until, let reason):
                models.append(.init(model: model.id, reason: reason, retryAfter: max(.zero, until - now)))
            case .halfOpen(let reason):
                models.append(.init(model: model.id, reason: reason, retryAfter: .zero))
            }
        }
        return Availability(outage: Exhaustion(models: models))
    }
}
