/// Turns a schema's JSON into nodes, once, with everything about it checked.
struct JSONSchemaCompiler {
    private let source: JSONValue
    private let ignoresUnsupported: Bool
    private var nodes: [JSONSchema.Node] = []
    /// Where the schema at a pointer stands in ``nodes``; there before it is compiled, so that it may refer to itself.
    private var places: [String: Int] = [:]

    init(source: JSONValue, ignoresUnsupported: Bool) {
        self.source = source
        self.ignoresUnsupported = ignoresUnsupported
    }

    mutating func compile() throws(JSONSchemaError) -> [JSONSchema.Node] {
        _ = try node(source, at: "", depth: 0)
        try refuseCircles()
        return nodes
    }

    /// Words that describe and decide nothing.
    private static let silent: Set<String> = [
        "$anchor", "$comment", "$defs", "$id", "$schema", "contentEncoding", "contentMediaType", "default", "definitions",
        "deprecated", "description", "examples", "propertyOrdering", "readOnly", "title", "writeOnly",
    ]
    private static let deciding: Set<String> = [
        "$ref", "additionalProperties", "anyOf", "const", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items",
        "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "pattern", "properties", "required", "type",
    ]

    private mutating func node(_ schema: JSONValue, at pointer: String, depth: Int) throws(JSONSchemaError) -> Int {
        if let known = places[pointer] { return known }
        guard depth <= JSONSchema.Bounds.schemaDepth else {
            throw error(pointer, "lies deeper than \(JSONSchema.Bounds.schemaDepth) schemas")
        }
        guard nodes.count < JSONSchema.Bounds.schemaNodes else {
            throw error(pointer, "there are more than \(JSONSchema.Bounds.schemaNodes) schemas")
        }
        let place = nodes.count
        places[pointer] = place
        nodes.append(JSONSchema.Node())
        switch schema {
        case .bool(let allows): nodes[place].refusesAll = !allows
        case .object(let words): nodes[place] = try compile(words, at: pointer, depth: depth)
        default: throw error(pointer, "a schema must be an object, or true or false")
        }
        return place
    }

    private mutating func compile(
        _ words: [String: JSONValue], at pointer: String, depth: Int
    ) throws(JSONSchemaError) -> JSONSchema.Node {
        for word in words.keys.sorted() where !Self.deciding.contains(word) && !Self.silent.contains(word) {
            guard ignoresUnsupported else {
                let hint = nearest(to: word, in: Self.deciding.sorted()).map { "; did you mean \"\($0)\"?" } ?? ""
                throw error(pointer + pointerStep(String(word.prefix(80))), "this keyword is not supported\(hint)")
            }
        }
        var node = JSONSchema.Node()
        node.types = try types(words["type"], at: pointer + "/type")
        try members(words, of: &node, at: pointer, depth: depth)
        if let items = words["items"] { node.items = try self.node(items, at: pointer + "/items", depth: depth + 1) }
        node.choices = try choices(words, at: pointer)
        if let list = words["anyOf"] {
            guard case .array(let options) = list, !options.isEmpty else {
                throw error(pointer + "/anyOf", "must be a list of at least one schema")
            }
            for (index, option) in options.enumerated() {
                node.anyOf.append(try self.node(option, at: "\(pointer)/anyOf/\(index)", depth: depth + 1))
            }
        }
        if let reference = words["$ref"] { node.reference = try target(of: reference, at: pointer + "/$ref", depth: depth) }
        node.length = try range(words, "minLength", "maxLength", at: pointer)
        node.count = try range(words, "minItems", "maxItems", at: pointer)
        node.least = try limit(words, "minimum", "exclusiveMinimum", at: pointer, larger: true)
        node.most = try limit(words, "maximum", "exclusiveMaximum", at: pointer, larger: false)
        if let least = node.least, let most = node.most, least.value > most.value {
            throw error(pointer + "/minimum", "is larger than the maximum")
        }
        if let pattern = words["pattern"] { node.pattern = try self.pattern(pattern, at: pointer + "/pattern") }
        if let format = words["format"] {
            guard let name = format.stringValue else { throw error(pointer + "/format", "must be a string") }
            node.format = JSONSchema.Format(rawValue: name)
        }
        return node
    }

    private func types(_ value: JSONValue?, at pointer: String) throws(JSONSchemaError) -> [JSONType]? {
        guard let value else { return nil }
        let names: [JSONValue]
        if case .array(let list) = value { names = list } else { names = [value] }
        guard !names.isEmpty else { throw error(pointer, "must name a type") }
        var types: [JSONType] = []
        for name in names {
            guard let word = name.stringValue else { throw error(pointer, "must be a string or a list of strings") }
            guard let type = JSONType(rawValue: word) else {
                let known = JSONType.allCases.map(\.rawValue)
                let hint = nearest(to: word, in: known).map { "; did you mean \"\($0)\"?" } ?? ""
                throw error(pointer, "there is no type \"\(word.prefix(40))\"\(hint)")
            }
            types.append(type)
        }
        return types
    }

    private mutating func members(
        _ words: [String: JSONValue], of node: inout JSONSchema.Node, at pointer: String, depth: Int
    ) throws(JSONSchemaError) {
        if let properties = words["properties"] {
            guard case .object(let members) = properties else { throw error(pointer + "/properties", "must be an object") }
            for (name, schema) in members.sorted(by: { $0.key < $1.key }) {
                let place = pointer + "/properties" + pointerStep(name)
                node.properties[name] = try self.node(schema, at: place, depth: depth + 1)
            }
        }
        if let required = words["required"] {
            guard case .array(let names) = required, Set(names).count == names.count else {
                throw error(pointer + "/required", "must be a list of names, each once")
            }
            for name in names {
                guard let name = name.stringValue else { throw error(pointer + "/required", "must be a list of names") }
                node.required.append(name)
            }
        }
        switch words["additionalProperties"] {
        case nil, .bool(true): break
        case .bool(false): node.additional = .forbidden
        case .some(let schema):
            node.additional = .matching(try self.node(schema, at: pointer + "/additionalProperties", depth: depth + 1))
        }
        if case .forbidden = node.additional, let lost = node.required.first(where: { node.properties[$0] == nil }) {
            throw error(pointer + "/required", "\"\(lost.prefix(40))\" is required, and no property")
        }
    }

    private func choices(_ words: [String: JSONValue], at pointer: String) throws(JSONSchemaError) -> [JSONValue]? {
        if let constant = words["const"] { return [constant] }
        guard let list = words["enum"] else { return nil }
        guard case .array(let values) = list, !values.isEmpty else {
            throw error(pointer + "/enum", "must be a list of at least one value")
        }
        return values
    }

    private mutating func target(
        of reference: JSONValue, at pointer: String, depth: Int
    ) throws(JSONSchemaError) -> Int {
        guard let text = reference.stringValue, text == "#" || text.hasPrefix("#/") else {
            throw error(pointer, "must refer to a place in this schema, as in \"#/$defs/name\"")
        }
        var schema = source
        for step in text.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) where text != "#" {
            let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            if let member = schema[name] {
                schema = member
            } else if case .array(let list) = schema, let index = Int(name), list.indices.contains(index) {
                schema = list[index]
            } else {
                throw error(pointer, "there is nothing at \(text.prefix(200))")
            }
        }
        return try node(schema, at: String(text.dropFirst()), depth: depth + 1)
    }

    private func range(
        _ words: [String: JSONValue], _ least: String, _ most: String, at pointer: String
    ) throws(JSONSchemaError) -> ClosedRange<Int>? {
        guard words[least] != nil || words[most] != nil else { return nil }
        let lower = try count(words[least], at: pointer + "/" + least) ?? 0
        let upper = try count(words[most], at: pointer + "/" + most) ?? Int.max
        guard lower <= upper else { throw error(pointer + "/" + least, "is larger than \(most)") }
        return lower...upper
    }

    private func count(_ value: JSONValue?, at pointer: String) throws(JSONSchemaError) -> Int? {
        guard let value else { return nil }
        guard let number = value.numberValue, let count = Int(exactly: number), count >= 0 else {
            throw error(pointer, "must be a whole number, 0 or more")
        }
        return count
    }

    private func limit(
        _ words: [String: JSONValue], _ plain: String, _ exclusive: String, at pointer: String, larger: Bool
    ) throws(JSONSchemaError) -> JSONSchema.Limit? {
        var limit: JSONSchema.Limit?
        for (word, isExclusive) in [(plain, false), (exclusive, true)] {
            guard let value = words[word] else { continue }
            guard let number = value.numberValue else { throw error(pointer + "/" + word, "must be a number") }
            let isTighter = limit.map { larger ? number >= $0.value : number <= $0.value } ?? true
            if isTighter { limit = JSONSchema.Limit(value: number, isExclusive: isExclusive) }
        }
        return limit
    }

    /// A pattern that cannot take for ever: short, and nothing repeated inside what is repeated.
    private func pattern(_ value: JSONValue, at pointer: String) throws(JSONSchemaError) -> String {
        guard let text = value.stringValue else { throw error(pointer, "must be a string") }
        guard text.unicodeScalars.count <= JSONSchema.Bounds.pattern else {
            throw error(pointer, "is longer than \(JSONSchema.Bounds.pattern) characters")
        }
        guard !SchemaPattern.mayRunAway(text) else {
            throw error(
                pointer, "repeats a group that repeats or has alternatives inside, or refers back; that may take for ever")
        }
        guard (try? Regex(text)) != nil else { throw error(pointer, "is not a regular expression that can be read") }
        return text
    }

    /// A schema that leads back to itself without going deeper into the value would be checked for ever.
    private func refuseCircles() throws(JSONSchemaError) {
        let pointers = Dictionary(places.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        for start in nodes.indices {
            var waiting = [start]
            var seen: Set<Int> = []
            while let index = waiting.popLast() {
                for next in nodes[index].anyOf + (nodes[index].reference.map { [$0] } ?? []) {
                    guard next != start else { throw error(pointers[start] ?? "", "refers to itself") }
                    if seen.insert(next).inserted { waiting.append(next) }
                }
            }
        }
    }

    private func error(_ pointer: String, _ reason: String) -> JSONSchemaError {
        JSONSchemaError(pointer: pointer, reason: reason)
    }
}
