import LanguageModel
import Yams

/// Typed reading of YAML nodes, with errors that name the line.
extension Node {
    static func parsed(_ yaml: String) throws(ScriptError) -> Node? {
        do {
            return try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw ScriptError(line: mark.line, message: problem)
            default:
                throw ScriptError(line: nil, message: "cannot be read as YAML")
            }
        } catch {
            throw ScriptError(line: nil, message: "cannot be read as YAML")
        }
    }

    func error(_ message: String) -> ScriptError {
        ScriptError(line: mark?.line, message: message)
    }

    /// The mapping's members in order; nil `allowed` takes any key.
    func members(allowed: [String]? = nil, in place: String) throws(ScriptError) -> [(String, Node)] {
        if let scalar, scalar.string.isEmpty || scalar.string == "null" || scalar.string == "~" { return [] }
        guard let mapping else { throw error("\(place) must be a mapping of keys to values") }
        var members: [(String, Node)] = []
        for (keyNode, value) in mapping {
            guard let key = keyNode.scalar?.string else { throw keyNode.error("a key of \(place) must be text") }
            if let allowed, !allowed.contains(key) {
                throw keyNode.error("unknown key “\(key)” in \(place)" + suggestion(for: key, among: allowed))
            }
            members.append((key, value))
        }
        return members
    }

    func text(_ key: String) throws(ScriptError) -> String {
        guard let scalar else { throw error("“\(key)” must be text") }
        return scalar.string
    }

    /// A whole number from 0 up.
    func count(_ key: String, upTo limit: Int = 1_000_000) throws(ScriptError) -> Int {
        guard let number = scalar.flatMap({ Int($0.string) }), (0...limit).contains(number) else {
            throw error("“\(key)” must be a whole number from 0 to \(limit)")
        }
        return number
    }

    func pace() throws(ScriptError) -> Double {
        guard let number = scalar.flatMap({ Double($0.string) }), number == 0 || (0.01...1_000_000).contains(number) else {
            throw error("“pace” must be tokens a second, from 0.01 to 1000000, or 0 for as fast as possible")
        }
        return number
    }

    func flag(_ key: String) throws(ScriptError) -> Bool {
        switch scalar?.string {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw error("“\(key)” must be true or false")
        }
    }

    /// `30`, `1.5`, `30s`, `500ms` or `2m`.
    func duration(_ key: String) throws(ScriptError) -> Duration {
        let text = scalar?.string ?? ""
        let unit = text.drop { $0.isNumber || $0 == "." }
        let factor: Double? =
            switch unit {
            case "", "s": 1
            case "ms": 0.001
            case "m": 60
            default: nil
            }
        guard let factor, let number = Double(text.dropLast(unit.count)), (0...86_400).contains(number * factor) else {
            throw error("“\(key)” must be a time such as 30s, 500ms or 2m, at most a day")
        }
        return .seconds(number * factor)
    }

    func fault() throws(ScriptError) -> Fault {
        let name = try text("fault")
        guard let fault = Fault(named: name) else {
            throw error("unknown fault “\(name)”" + suggestion(for: name, among: Fault.allCases.map(\.rawValue)))
        }
        return fault
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) throws(ScriptError) -> Choice {
        let name = try text(key)
        guard let choice = Choice(rawValue: name) else {
            let names = Choice.allCases.map(\.rawValue)
            throw error("“\(key)” must be one of \(names.joined(separator: ", "))" + suggestion(for: name, among: names))
        }
        return choice
    }

    /// The node as JSON, for arguments of tools; text that already is JSON of an object stays what it is.
    var json: OrderedJSON {
        switch self {
        case .mapping(let mapping):
            .object(mapping.map { ($0.key.scalar?.string ?? "", $0.value.json) })
        case .sequence(let sequence): .array(sequence.map(\.json))
        case .scalar(let scalar):
            if scalar.string.hasPrefix("{") {
                .raw(scalar.string)
            } else if scalar.style != .plain {
                .string(scalar.string)
            } else if let integer = Int(scalar.string) {
                .integer(integer)
            } else if let number = Double(scalar.string), number.isFinite {
                .raw("\(number)")
            } else if scalar.string == "true" || scalar.string == "false" || scalar.string == "null" {
                .raw(scalar.string)
            } else {
                .string(scalar.string)
            }
        case .alias: .null
        }
    }
}

func suggestion(for name: String, among names: [String]) -> String {
    nearest(to: name.replacing("-", with: "_"), in: names).map { "; did you mean “\($0)”?" } ?? ""
}
