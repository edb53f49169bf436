extension JSONSchema {
    /// What is wrong with `value`, at most twenty things; empty when it fits.
    package func problems(in value: JSONValue) -> [JSONProblem] {
        var check = JSONSchemaCheck(nodes: nodes)
        check.visit(value, 0, at: "", depth: 0)
        return check.problems
    }

    /// `value` as it fits: as it is, or without members that the schema forbids when nothing else is wrong with it.
    /// - Throws: what is wrong, when more is.
    package func fitted(_ value: JSONValue) -> Result<JSONValue, JSONProblems> {
        var value = value
        // What lies in a member that was removed may have been among the first twenty problems; a few rounds find all.
        for _ in 0..<8 {
            let found = problems(in: value)
            if found.isEmpty { return .success(value) }
            guard found.allSatisfy(\.isExtraMember) else { return .failure(JSONProblems(all: found)) }
            for problem in found {
                value = value.removing(problem.pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false)[...])
            }
        }
        return .failure(JSONProblems(all: problems(in: value)))
    }
}

/// All that is wrong with a value.
package struct JSONProblems: Error, Sendable, Hashable {
    package var all: [JSONProblem]

    package init(all: [JSONProblem]) {
        self.all = all
    }
}

/// One check of one value.
struct JSONSchemaCheck {
    let nodes: [JSONSchema.Node]
    private(set) var problems: [JSONProblem] = []
    private var steps = 0

    init(nodes: [JSONSchema.Node]) {
        self.nodes = nodes
    }

    private var isFull: Bool { problems.count >= JSONSchema.Bounds.problems }

    private mutating func complain(_ pointer: String, _ reason: String, extra: Bool = false) {
        guard !isFull else { return }
        problems.append(JSONProblem(pointer: pointer, reason: reason, isExtraMember: extra))
    }

    mutating func visit(_ value: JSONValue, _ index: Int, at pointer: String, depth: Int) {
        guard !isFull else { return }
        steps += 1
        guard steps <= JSONSchema.Bounds.steps, depth <= JSONSchema.Bounds.valueDepth else {
            return complain(pointer, "is too large or too deep to be checked")
        }
        let node = nodes[index]
        if node.refusesAll { return complain(pointer, "must not be there", extra: true) }
        if let reference = node.reference { visit(value, reference, at: pointer, depth: depth) }
        let type = JSONType(of: value)
        if let types = node.types, !types.contains(where: { $0.takes(type) }) {
            return complain(pointer, "must be \(types.map(\.phrase).joined(separator: " or ")), and is \(type.phrase)")
        }
        if let choices = node.choices, !choices.contains(where: { $0.isSameJSON(as: value) }) {
            let list = choices.prefix(12).map(\.quoted).joined(separator: ", ")
            return complain(pointer, choices.count == 1 ? "must be \(list)" : "must be one of \(list)")
        }
        switch value {
        case .object(let members): visit(members, node, at: pointer, depth: depth)
        case .array(let elements): visit(elements, node, at: pointer, depth: depth)
        case .string(let text): check(text, node, at: pointer)
        case .integer(let number): check(Double(number), node, at: pointer)
        case .number(let number): check(number, node, at: pointer)
        case .null, .bool: break
        }
        if !node.anyOf.isEmpty { visitAny(value, node.anyOf, at: pointer, depth: depth) }
    }

    private mutating func visit(_ members: [String: JSONValue], _ node: JSONSchema.Node, at pointer: String, depth: Int) {
        for name in node.required where members[name] == nil {
            complain(pointer + pointerStep(name), "is missing")
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let place = pointer + pointerStep(String(name.prefix(200)))
            if let index = node.properties[name] {
                visit(value, index, at: place, depth: depth + 1)
                continue
            }
            switch node.additional {
            case .allowed: break
            case .forbidden: complain(place, "is no member of this object", extra: true)
            case .matching(let index): visit(value, index, at: place, depth: depth + 1)
            }
        }
    }

    private mutating func visit(_ elements: [JSONValue], _ node: JSONSchema.Node, at pointer: String, depth: Int) {
        if let range = node.count, !range.contains(elements.count) {
            complain(pointer, "must have \(Self.words(range, of: "elements")), and has \(elements.count)")
        }
        guard let items = node.items else { return }
        for (index, element) in elements.enumerated() where !isFull {
            visit(element, items, at: "\(pointer)/\(index)", depth: depth + 1)
        }
    }

    private mutating func check(_ text: String, _ node: JSONSchema.Node, at pointer: String) {
        if let range = node.length {
            let length = text.unicodeScalars.count
            if !range.contains(length) {
                complain(pointer, "must have \(Self.words(range, of: "characters")), and has \(length)")
            }
        }
        if let pattern = node.pattern, !Self.matches(text, pattern) { complain(pointer, "must match \(pattern)") }
        switch node.format {
        case .date where !JSONDate.isDate(text): complain(pointer, "must be a date such as 2026-03-31")
        case .dateTime where !JSONDate.isDateTime(text):
            complain(pointer, "must be a moment such as 2026-03-31T09:30:00Z")
        default: break
        }
    }

    private mutating func check(_ number: Double, _ node: JSONSchema.Node, at pointer: String) {
        if let least = node.least, least.isExclusive ? number <= least.value : number < least.value {
            complain(pointer, "must be \(least.isExclusive ? "more than" : "at least") \(JSONValue.number(least.value).quoted)")
        }
        if let most = node.most, most.isExclusive ? number >= most.value : number > most.value {
            complain(pointer, "must be \(most.isExclusive ? "less than" : "at most") \(JSONValue.number(most.value).quoted)")
        }
    }

    /// Complains of the option that comes nearest, which is the one that the value goes furthest into.
    private mutating func visitAny(_ value: JSONValue, _ options: [Int], at pointer: String, depth: Int) {
        var nearest: [JSONProblem]?
        for option in options {
            var trial = JSONSchemaCheck(nodes: nodes)
            trial.steps = steps
            trial.visit(value, option, at: pointer, depth: depth)
            steps = trial.steps
            if trial.problems.isEmpty { return }
            let reach = { (problems: [JSONProblem]) in problems.map { $0.pointer.count }.max() ?? 0 }
            if nearest.map({ reach(trial.problems) > reach($0) }) ?? true { nearest = trial.problems }
        }
        for problem in nearest ?? [] { complain(problem.pointer, problem.reason, extra: problem.isExtraMember) }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard text.unicodeScalars.count <= JSONSchema.Bounds.matched, let regex = try? Regex(pattern) else { return false }
        return text.firstMatch(of: regex) != nil
    }

    private static func words(_ range: ClosedRange<Int>, of things: String) -> String {
        if range.lowerBound == range.upperBound { return "\(range.lowerBound) \(things)" }
        if range.upperBound == Int.max { return "at least \(range.lowerBound) \(things)" }
        return range.lowerBound == 0
            ? "at most \(range.upperBound) \(things)" : "\(range.lowerBound) to \(range.upperBound) \(things)"
    }
}
