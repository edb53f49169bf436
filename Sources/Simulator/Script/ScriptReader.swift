import LanguageModel
import Yams

extension Script {
    /// Reads a script from YAML (of which JSON is a part).
    /// - Throws: ``ScriptError`` with the line and, for a misspelt name, the nearest right one.
    package init(yaml: String) throws(ScriptError) {
        self.init()
        guard let root = try Node.parsed(yaml) else { return }
        for (key, value) in try root.members(allowed: ["pace", "api_key", "models"], in: "the script") {
            switch key {
            case "pace": pace = try value.pace()
            case "api_key": apiKey = try value.text("api_key")
            default:
                for (name, node) in try value.members(in: "models") {
                    models[name] = try Behaviour(node, isPhase: false)
                }
            }
        }
    }
}

extension Behaviour {
    /// Reads one behaviour from JSON or YAML, as the body of `POST /simulate/models/{model}`.
    /// - Throws: ``ScriptError``
    package init(yaml: String) throws(ScriptError) {
        self.init()
        if let root = try Node.parsed(yaml) { self = try Behaviour(root, isPhase: false) }
    }

    fileprivate init(_ node: Node, isPhase: Bool) throws(ScriptError) {
        self.init()
        let keys = Key.allCases.map(\.rawValue).filter { !isPhase || $0 != Key.then.rawValue }
        for (name, value) in try node.members(allowed: keys, in: isPhase ? "a phase" : "a model") {
            guard let key = Key(rawValue: name) else { continue }
            try set(key, to: value)
        }
        if !isPhase { try requireEndings(node) }
    }

    /// Sets one key from a model's name, as in `+pace=50`.
    /// - Throws: ``ScriptError``
    mutating func set(_ key: Key, toText text: String) throws(ScriptError) {
        try set(key, to: Node(text))
    }

    /// Every key of a behaviour.
    enum Key: String, CaseIterable {
        case after, answer, delay, dimensions, duration = "for", echo, fault, pace, prefill, size, then, times, words
        case contextWindow = "context_window"
        case onContinue = "on_continue"
        case retryAfter = "retry_after"
        case toolArguments = "tool_arguments"
        case toolCall = "tool_call"
    }

    private mutating func set(_ key: Key, to node: Node) throws(ScriptError) {
        let name = key.rawValue
        switch key {
        case .after: after = try node.count(name)
        case .answer: answer = try node.text(name)
        case .contextWindow: contextWindow = try node.count(name)
        case .delay: delay = try node.duration(name)
        case .dimensions: dimensions = max(1, try node.count(name, upTo: EmbeddingQuery.mostDimensions))
        case .duration: duration = try node.duration(name)
        case .echo: echo = try node.flag(name)
        case .fault: fault = try node.fault()
        case .onContinue: onContinue = try node.choice(name)
        case .pace: pace = try node.pace()
        case .prefill: rejectsPrefill = try (node.choice(name) as Prefill) == .reject
        case .retryAfter: retryAfter = try node.count(name)
        case .size: size = try node.count(name, upTo: 16_777_216)
        case .times: times = try node.count(name)
        case .toolArguments: toolArguments = node.json.text
        case .toolCall: callsTool = try node.flag(name)
        case .words: words = try node.count(name)
        case .then:
            guard let items = node.sequence else { throw node.error("“then” must be a list of phases") }
            then = []
            for item in items { then.append(try Behaviour(item, isPhase: true)) }
        }
    }

    private enum Prefill: String, CaseIterable { case accept, reject }

    /// A phase that never ends would hide those behind it.
    private func requireEndings(_ node: Node) throws(ScriptError) {
        for (index, phase) in then.dropLast().enumerated() where !phase.isLimited && phase.fault != .errorOnce {
            throw node.error("phase \(index + 1) of “then” never ends: give it “times” or “for”")
        }
    }
}
