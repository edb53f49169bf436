/// Model names that carry behaviour with them: a fault's name (`cut_after=5`, `sim-cut-after`), or any name with changes
/// behind plus signs (`gpt-4o+cut-after=5+words=10`).
enum ModelName {
    /// The name before the first plus sign, which the script may know.
    static func base(of name: String) -> String {
        String(name.prefix { $0 != "+" })
    }

    /// What the name itself asks for.
    /// - Throws: ``ScriptError`` when something behind a plus sign is neither a fault nor a key.
    static func behaviour(in name: String) throws(ScriptError) -> Behaviour {
        let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        var behaviour = Behaviour()
        let first = parts[0].hasPrefix("sim-") ? String(parts[0].dropFirst(4)) : parts[0]
        let (head, number) = sides(of: first)
        if let fault = Fault(named: head) { try behaviour.set(fault, number: number) }
        for part in parts.dropFirst() {
            let (word, value) = sides(of: part)
            if let fault = Fault(named: word) {
                if fault == .toolCall { behaviour.callsTool = true } else { try behaviour.set(fault, number: value) }
            } else if let key = Behaviour.Key(rawValue: word.replacing("-", with: "_")), key != .then, key != .fault {
                try behaviour.set(key, toText: value ?? "true")
            } else {
                let names = Fault.allCases.map(\.rawValue) + Behaviour.Key.allCases.map(\.rawValue)
                throw ScriptError(message: "unknown fault “\(word)” in the model's name" + suggestion(for: word, among: names))
            }
        }
        return behaviour
    }

    private static func sides(of text: String) -> (String, String?) {
        guard let equals = text.firstIndex(of: "=") else { return (text, nil) }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}

extension Behaviour {
    fileprivate mutating func set(_ fault: Fault, number: String?) throws(ScriptError) {
        self.fault = fault
        guard let number else { return }
        guard let parameter = fault.parameter, let key = Key(rawValue: parameter.rawValue) else {
            throw ScriptError(message: "the fault “\(fault.rawValue)” takes no number")
        }
        try set(key, toText: number)
    }
}
