import LanguageModel

/// The shape of a JSON value as nested lists of members, for people.
struct SchemaView {
    let words: APIPageWords
    /// How many objects inside one another are opened up.
    private static let deepest = 5

    func html(_ schema: APISchema) -> HTML {
        """
        <div class="schema" lang="en" dir="ltr">\(inside(.object(schema.json), depth: 0))</div>
        """
    }

    /// The members of an object, or what a list, a choice or a reference leads to.
    private func inside(_ schema: JSONValue, depth: Int) -> HTML {
        let schema = resolved(schema)
        guard depth < Self.deepest else { return .empty }
        if let members = schema["properties"]?.objectValue, !members.isEmpty {
            let required = Self.list(schema["required"]).compactMap(\.stringValue)
            let rows = members.sorted { $0.key < $1.key }.map { name, member in
                row(name, member, isRequired: required.contains(name), depth: depth)
            }
            return """
                <ul role="list">\(rows)</ul>
                """
        }
        if let element = schema["items"] ?? schema["additionalProperties"] { return inside(element, depth: depth) }
        let choices = Self.list(schema["anyOf"]).map { inside($0, depth: depth + 1) }.filter { $0 != .empty }
        return choices.count < 2 ? choices.first ?? .empty : alternatives(choices)
    }

    private func alternatives(_ choices: [HTML]) -> HTML {
        let rows = choices.map { choice -> HTML in
            """
            <li>\(choice)</li>
            """
        }
        return """
            <ul class="alternatives" role="list">\(rows)</ul>
            """
    }

    private func row(_ name: String, _ member: JSONValue, isRequired: Bool, depth: Int) -> HTML {
        let about = member["description"]?.stringValue ?? ""
        // Whether it may be null too says little of what may be missing anyway.
        let types = types(of: member).filter { isRequired || $0 != "null" }.joined(separator: " | ")
        return """
            <li><code>\(name)</code> <span class="quiet-text">\(types)\
            \(isRequired ? "" : ", \(words.optional)")</span>\
            \(MarkdownRenderer.render(about).map { HTML(trusted: $0) })\
            \(inside(member, depth: depth + 1))</li>
            """
    }

    private func types(of schema: JSONValue) -> [String] {
        let schema = resolved(schema)
        if case .array(let values)? = schema["enum"] { return values.compactMap(\.stringValue).map { "\"\($0)\"" } }
        let choices = Self.list(schema["anyOf"]).flatMap(types(of:))
        if !choices.isEmpty { return choices.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
        var names = Self.list(schema["type"]).compactMap(\.stringValue)
        if let name = schema["type"]?.stringValue { names = [name] }
        return names.isEmpty ? ["anything"] : names.map { named($0, schema) }
    }

    private func named(_ type: String, _ schema: JSONValue) -> String {
        guard type == "array" else { return type == "string" ? schema["format"]?.stringValue ?? type : type }
        return "array of " + (schema["items"].map(types(of:)) ?? ["anything"]).joined(separator: " | ")
    }

    private func resolved(_ schema: JSONValue) -> JSONValue {
        guard let name = schema["$ref"]?.stringValue?.split(separator: "/").last else { return schema }
        return APIDescription.schema(named: String(name)) ?? schema
    }

    private static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements)? = value { elements } else { [] }
    }
}
