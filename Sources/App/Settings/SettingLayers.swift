import LanguageModel

/// The entries of all sources, one for each setting: what is added later wins.
struct SettingLayers {
    private(set) var entries: [SettingPath: SettingEntry] = [:]
    /// Paths in the order in which they were first named.
    private(set) var order: [SettingPath] = []
    private(set) var problems: [SettingProblem] = []
    private(set) var warnings: [SettingProblem] = []

    subscript(path: SettingPath) -> SettingEntry? { entries[path] }

    mutating func set(_ entry: SettingEntry) {
        if entries.updateValue(entry, forKey: entry.path) == nil { order.append(entry.path) }
    }

    mutating func set(_ path: SettingPath, _ text: String, _ origin: SettingOrigin) {
        set(SettingEntry(path: path, raw: .scalar(text), origin: origin))
    }

    /// The names chosen under a map such as `providers` or `knowledge.watch`, in order.
    func names(under parent: String) -> [String] {
        let head = parent.split(separator: ".").map(String.init)
        var seen: Set<String> = []
        return order.compactMap { path in
            guard path.keys.count > head.count, path.keys.starts(with: head), seen.insert(path.keys[head.count]).inserted else {
                return nil
            }
            return path.keys[head.count]
        }
    }

    /// Where a named thing was first mentioned.
    func origin(of path: SettingPath) -> SettingOrigin {
        order.first { $0.keys.starts(with: path.keys) }.flatMap { entries[$0]?.origin } ?? .builtIn
    }

    /// Adds one source of variables: the documents' names first, so that an `UNDERSTUDY_…` name wins over them.
    mutating func add(variables: [String: SettingVariables.Value]) {
        for alias in SettingAlias.all {
            if let (text, origin) = alias.read(variables) { setText(text, at: alias.path, origin) }
        }
        let own = variables.filter { $0.key.hasPrefix("UNDERSTUDY_") && $0.key != SettingsLoader.configVariable }
        // Chains first: the models they name can then have settings of their own.
        let names = own.keys.sorted {
            ($0.hasPrefix("UNDERSTUDY_CHAINS_") ? 0 : 1, $0) < ($1.hasPrefix("UNDERSTUDY_CHAINS_") ? 0 : 1, $1)
        }
        for name in names {
            guard let value = own[name] else { continue }
            if let path = path(forVariable: name) {
                setText(value.text, at: path, value.origin)
            } else {
                let near = nearest(to: name, in: knownVariables()).map { "; did you mean \($0)?" } ?? ""
                warnings.append(
                    SettingProblem(place: value.origin.description, message: "\(name) is no setting and has no effect\(near)"))
            }
        }
    }

    /// Adds what a flag or a variable says; lists are separated by commas.
    mutating func setText(_ text: String, at path: SettingPath, _ origin: SettingOrigin) {
        guard SettingCatalogue.description(of: path)?.type.isList == true else { return set(path, text, origin) }
        let items = text.split(separator: ",").map { SettingEntry.Item(text: $0.trimmed, origin: origin) }
        set(SettingEntry(path: path, raw: .list(items), origin: origin))
    }

    /// The setting that `UNDERSTUDY_…` stands for. A name chosen by the operator is found among those already there;
    /// otherwise a new one is made of it, in lower case.
    private func path(forVariable name: String) -> SettingPath? {
        var invented: SettingPath?
        for setting in SettingCatalogue.all {
            guard let star = setting.path.keys.firstIndex(of: "*") else {
                if setting.path.environmentName == name { return setting.path }
                continue
            }
            let head = SettingPath(Array(setting.path.keys[..<star])).environmentName + "_"
            let tail = setting.path.keys[(star + 1)...].map { "_" + SettingPath.environmentToken($0) }.joined()
            guard name.hasPrefix(head), name.hasSuffix(tail), name.count > head.count + tail.count else { continue }
            let token = name.dropFirst(head.count).dropLast(tail.count)
            let parent = setting.path.keys[..<star].joined(separator: ".")
            var keys = setting.path.keys
            if let known = candidates(under: parent).first(where: { SettingPath.environmentToken($0) == token }) {
                keys[star] = known
                return SettingPath(keys)
            }
            // A model's name cannot be had back from its upper-case form.
            if Self.byModel.contains(parent) { continue }
            keys[star] = token.lowercased()
            // The longer tail is the better reading: `…_BASE_URL` is no name that ends in `_base`.
            if invented.map({ $0.keys[star].count > keys[star].count }) ?? true { invented = SettingPath(keys) }
        }
        return invented
    }

    /// Maps whose names are models, or hold a colon for other reasons.
    private static let byModel: Set<String> = ["models", "prices", "limits"]

    private func candidates(under parent: String) -> [String] {
        guard Self.byModel.contains(parent), parent != "limits" else { return names(under: parent) }
        let inChains = order.filter { $0.keys[0] == "chains" }.compactMap { entries[$0] }.flatMap { entry -> [String] in
            guard case .list(let items) = entry.raw else { return [] }
            return items.map(\.text)
        }
        return names(under: parent) + inChains
    }

    private func knownVariables() -> [String] {
        SettingCatalogue.all.flatMap { setting -> [String] in
            guard let star = setting.path.keys.firstIndex(of: "*") else { return [setting.path.environmentName] }
            return candidates(under: setting.path.keys[..<star].joined(separator: ".")).map { name in
                var keys = setting.path.keys
                keys[star] = name
                return SettingPath(keys).environmentName
            }
        }
    }
}

extension Substring {
    /// Without spaces at either end.
    var trimmed: String {
        var text = self
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
