/// What an operator writes to rehearse an outage: the models and how each behaves.
package struct Script: Sendable, Hashable {
    /// Tokens a second unless a model says otherwise; 0 is as fast as possible.
    package var pace: Double
    /// The key that every request must carry; nil lets everyone in.
    package var apiKey: String?
    package var models: [String: Behaviour]

    package init(pace: Double = 200, apiKey: String? = nil, models: [String: Behaviour] = [:]) {
        self.pace = pace
        self.apiKey = apiKey
        self.models = models
    }

    /// Names for a provider's list of models: those of the script, or one a fault when it has none.
    var listedModels: [String] {
        models.isEmpty ? Fault.allCases.map { "sim-\($0.rawValue)" } : models.keys.sorted()
    }
}

/// Why a script, a behaviour or a model name cannot be followed.
package struct ScriptError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1; nil when the place is unknown.
    package var line: Int?
    package var message: String

    package var description: String {
        line.map { "line \($0): \(message)" } ?? message
    }
}
