import Foundation

/// The names that a configuration may refer to: the process's environment over a `.env` file. A variable that is set
/// to nothing counts as unset, because that is how container tools pass on what they do not have.
struct SettingVariables: Sendable {
    struct Value: Sendable {
        var text: String
        var origin: SettingOrigin
    }

    let environment: [String: Value]
    let dotEnv: [String: Value]

    init(environment: [String: String], dotEnv: [String: Value]) {
        self.environment = environment.reduce(into: [:]) { values, variable in
            if !variable.value.isEmpty { values[variable.key] = Value(text: variable.value, origin: .environment(variable.key)) }
        }
        self.dotEnv = dotEnv.filter { !$0.value.text.isEmpty }
    }

    subscript(name: String) -> Value? { environment[name] ?? dotEnv[name] }
}

/// Reads a `.env` file: `NAME=value` a line, `export` in front allowed, `#` begins a comment, quotes around a value are
/// taken off; in double quotes `\n`, `\"` and `\\` are understood.
func parseDotEnv(_ text: String, path: String, problems: inout [SettingProblem]) -> [String: SettingVariables.Value] {
    var values: [String: SettingVariables.Value] = [:]
    for (index, rawLine) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        var line = rawLine.trimmingCharacters(in: .whitespaces)[...]
        if line.isEmpty || line.hasPrefix("#") { continue }
        if line.hasPrefix("export ") { line = line.dropFirst(7).drop { $0 == " " } }
        let place = "\(path):\(index + 1)"
        guard let equals = line.firstIndex(of: "=") else {
            problems.append(SettingProblem(place: place, message: "expected NAME=value"))
            continue
        }
        let name = line[..<equals].trimmingCharacters(in: .whitespaces)
        guard isVariableName(name) else {
            problems.append(SettingProblem(place: place, message: "\"\(name)\" is not a variable name"))
            continue
        }
        guard let value = dotEnvValue(line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)) else {
            problems.append(SettingProblem(place: place, message: "the quote that \(name) begins with is never closed"))
            continue
        }
        values[name] = SettingVariables.Value(text: value, origin: .dotEnv(path: path, line: index + 1, name: name))
    }
    return values
}

/// nil when a quote is left open.
private func dotEnvValue(_ text: String) -> String? {
    guard let quote = text.first, quote == "\"" || quote == "'" else {
        guard let comment = text.range(of: " #") else { return text }
        return text[..<comment.lowerBound].trimmingCharacters(in: .whitespaces)
    }
    var value = ""
    var escaping = false
    for character in text.dropFirst() {
        if escaping {
            value.append(character == "n" ? "\n" : character)
            escaping = false
        } else if character == "\\", quote == "\"" {
            escaping = true
        } else if character == quote {
            return value
        } else {
            value.append(character)
        }
    }
    return nil
}

func isVariableName(_ name: some StringProtocol) -> Bool {
    guard let first = name.first, first.isASCII, first.isLetter || first == "_" else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
}
