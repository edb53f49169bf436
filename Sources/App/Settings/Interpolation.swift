/// `${NAME}` and `${NAME:-default}` in a configuration file; `$${` stands for `${` itself.
///
/// References are cut out before YAML sees the text and put back into its scalars afterwards. So a value cannot change
/// the structure of the file, whatever is in it, and a reference may stand where YAML would not let a brace stand.
struct Interpolation {
    private enum Reference {
        case literal(String)
        case variable(name: String, fallback: String?)
    }

    /// The file's text without references; lines stay where they are.
    let text: String
    private let references: [Reference]

    init(_ source: String) {
        var text = ""
        var references: [Reference] = []
        var rest = source[...]
        while let dollar = rest.firstIndex(of: "$") {
            text += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                text += Self.placeholder(references.count)
                references.append(.literal("${"))
                rest = rest.dropFirst(3)
            } else if let (reference, length) = Self.reference(at: rest) {
                text += Self.placeholder(references.count)
                references.append(reference)
                rest = rest.dropFirst(length)
            } else {
                text += "$"
                rest = rest.dropFirst()
            }
        }
        self.text = text + rest
        self.references = references
    }

    /// What a scalar's text comes to.
    enum Expansion: Equatable {
        case text(String)
        /// A variable without default is not set. `isWhole` says that the scalar is nothing but the reference.
        case unset(name: String, isWhole: Bool)
    }

    /// Puts values in the place of the references in `scalar`.
    func expand(_ scalar: String, variables: SettingVariables) -> Expansion {
        var result = ""
        var rest = scalar[...]
        while let start = rest.firstIndex(of: Self.start) {
            result += rest[..<start]
            let body = rest[start...].dropFirst()
            guard let end = body.firstIndex(of: Self.end), let index = Int(body[..<end]), references.indices.contains(index)
            else {
                result.append(Self.start)
                rest = body
                continue
            }
            rest = body[end...].dropFirst()
            switch references[index] {
            case .literal(let text): result += text
            case .variable(let name, let fallback):
                guard let value = variables[name]?.text ?? fallback else {
                    return .unset(name: name, isWhole: scalar == Self.placeholder(index))
                }
                result += value
            }
        }
        return .text(result + rest)
    }

    // Private-use characters: allowed in YAML, of no meaning to it, and found in no configuration.
    private static let start: Character = "\u{E0F0}"
    private static let end: Character = "\u{E0F1}"

    private static func placeholder(_ index: Int) -> String { "\(start)\(index)\(end)" }

    private static func reference(at text: Substring) -> (Reference, length: Int)? {
        guard text.hasPrefix("${"), let close = text.firstIndex(of: "}") else { return nil }
        let body = text[text.index(text.startIndex, offsetBy: 2)..<close]
        guard !body.contains(where: \.isNewline) else { return nil }
        let length = text.distance(from: text.startIndex, to: close) + 1
        let name = body.prefix { $0 != ":" }
        guard isVariableName(name) else { return nil }
        let rest = body.dropFirst(name.count)
        if rest.isEmpty { return (.variable(name: String(name), fallback: nil), length) }
        guard rest.hasPrefix(":-") else { return nil }
        return (.variable(name: String(name), fallback: String(rest.dropFirst(2))), length)
    }
}
