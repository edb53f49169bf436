import LanguageModel
import Yams

/// Turns the configuration file into entries, noting everything that cannot be one.
struct SettingsFile {
    let path: String
    let variables: SettingVariables
    private(set) var entries: [SettingEntry] = []
    private(set) var problems: [SettingProblem] = []
    private(set) var warnings: [SettingProblem] = []
    private let interpolation: Interpolation

    init(text: String, path: String, variables: SettingVariables) {
        self.path = path
        self.variables = variables
        interpolation = Interpolation(text)
        do {
            guard let root = try compose(yaml: interpolation.text) else { return }
            read(root, at: SettingPath([]))
        } catch let error as YamlError {
            problems.append(problem(for: error))
        } catch {
            problems.append(SettingProblem(place: path, message: "cannot be read: \(error)"))
        }
    }

    private mutating func read(_ node: Node, at path: SettingPath) {
        let setting = SettingCatalogue.description(of: path)
        switch node {
        case .mapping(let mapping):
            guard setting == nil else { return report(node, "\(path) must be \(setting?.type.label ?? ""), found a map") }
            if mapping.isEmpty { entries.append(SettingEntry(path: path, raw: .empty, origin: origin(node))) }
            for (key, value) in mapping { read(value, key: key, under: path) }
        case .sequence(let sequence):
            guard let setting, setting.type.isList else {
                return report(node, "\(name(path)) must be \(setting?.type.label ?? "a map"), found a list")
            }
            let items = sequence.compactMap { element -> SettingEntry.Item? in
                guard case .scalar(let scalar) = element else {
                    report(element, "\(path) must be \(setting.type.label); this element is not a text")
                    return nil
                }
                guard let text = expand(scalar, of: setting, at: path, element) else { return nil }
                return SettingEntry.Item(text: text, origin: origin(element))
            }
            entries.append(SettingEntry(path: path, raw: .list(items), origin: origin(node)))
        case .scalar(let scalar):
            if Self.isNull(scalar) {
                if setting == nil { entries.append(SettingEntry(path: path, raw: .empty, origin: origin(node))) }
                return
            }
            guard let setting else { return report(node, "\(name(path)) must be a map, found \"\(shown(scalar))\"") }
            guard !setting.type.isList else {
                return report(node, "\(path) must be \(setting.type.label), found \"\(shown(scalar))\"; write [\(shown(scalar))]")
            }
            guard let text = expand(scalar, of: setting, at: path, node) else { return }
            entries.append(SettingEntry(path: path, raw: .scalar(text), origin: origin(node)))
        case .alias:
            report(node, "\(name(path)) refers to an anchor that is not there")
        }
    }

    private mutating func read(_ value: Node, key: Node, under path: SettingPath) {
        guard case .scalar(let scalar) = key else { return report(key, "a key of \(name(path)) is not a text") }
        let name = scalar.string
        let allowed = SettingCatalogue.keys(below: path) ?? []
        guard allowed.contains("*") || allowed.contains(name) else {
            let hint =
                nearest(to: name, in: allowed).map { "did you mean \"\($0)\"?" }
                ?? "known here: \(allowed.joined(separator: ", "))"
            return report(key, "unknown key \"\(path.appending(name))\"; \(hint)")
        }
        read(value, at: path.appending(name))
    }

    private mutating func expand(
        _ scalar: Node.Scalar, of setting: SettingDescription, at path: SettingPath, _ node: Node
    ) -> String? {
        switch interpolation.expand(scalar.string, variables: variables) {
        case .text(let text):
            return text
        case .unset(let name, isWhole: true) where setting.type == .secret:
            warnings.append(SettingProblem(place: origin(node).description, message: "\(path) is empty: \(name) is not set"))
        case .unset(let name, _):
            report(node, "\(path) needs \(name), which is not set; set it or write ${\(name):-a default}")
        }
        return nil
    }

    private mutating func report(_ node: Node, _ message: String) {
        problems.append(SettingProblem(place: origin(node).description, message: message))
    }

    private func origin(_ node: Node) -> SettingOrigin {
        .file(path: path, line: node.mark?.line ?? 1)
    }

    private func name(_ path: SettingPath) -> String {
        path.keys.isEmpty ? "the file" : path.description
    }

    /// A scalar for a message, its references as they were written if they can be resolved and not at all otherwise.
    private func shown(_ scalar: Node.Scalar) -> String {
        switch interpolation.expand(scalar.string, variables: SettingVariables(environment: [:], dotEnv: [:])) {
        case .text(let text): text
        case .unset(let name, _): "${\(name)}"
        }
    }

    private static func isNull(_ scalar: Node.Scalar) -> Bool {
        guard scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private func problem(for error: YamlError) -> SettingProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            SettingProblem(place: "\(path):\(mark.line)", message: "not valid YAML: \(problem) in column \(mark.column)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            SettingProblem(
                place: "\(path):\(context.mark.line)",
                message: "the same key twice in one map: \(duplicates.sorted().joined(separator: ", "))")
        case .reader(let problem, _, _, _):
            SettingProblem(place: path, message: "not valid YAML: \(problem)")
        default:
            SettingProblem(place: path, message: "not valid YAML")
        }
    }
}
