/// Every setting that holds, as YAML with a note of where each comes from. Secrets are blotted out.
func renderedSettings(_ layers: SettingLayers) -> String {
    var root = RenderedMap()
    for setting in SettingCatalogue.all {
        guard let star = setting.path.keys.firstIndex(of: "*") else {
            if let entry = layers[setting.path] {
                root.insert(entry, setting)
            } else if let fallback = setting.fallback {
                root.insert(SettingEntry(path: setting.path, raw: .scalar(fallback), origin: .builtIn), setting)
            }
            continue
        }
        for name in layers.names(under: setting.path.keys[..<star].joined(separator: ".")) {
            var keys = setting.path.keys
            keys[star] = name
            if let entry = layers[SettingPath(keys)] { root.insert(entry, setting) }
        }
    }
    return root.lines(indent: "").joined(separator: "\n") + "\n"
}

/// A map in the order in which its keys came.
private struct RenderedMap {
    private enum Member {
        case leaf(String)
        case map(RenderedMap)
    }

    private var members: [(key: String, member: Member)] = []

    mutating func insert(_ entry: SettingEntry, _ setting: SettingDescription) {
        insert(entry.path.keys[...], "\(rendered(entry.raw, setting))  # \(entry.origin)")
    }

    private mutating func insert(_ keys: ArraySlice<String>, _ leaf: String) {
        guard let key = keys.first else { return }
        if keys.count == 1 {
            members.append((key, .leaf(leaf)))
            return
        }
        var map = RenderedMap()
        let index = members.firstIndex { $0.key == key }
        if let index, case .map(let existing) = members[index].member { map = existing }
        map.insert(keys.dropFirst(), leaf)
        if let index {
            members[index].member = .map(map)
        } else {
            members.append((key, .map(map)))
        }
    }

    func lines(indent: String) -> [String] {
        members.flatMap { key, member in
            switch member {
            case .leaf(let text): ["\(indent)\(quotedIfNeeded(key)): \(text)"]
            case .map(let map): ["\(indent)\(quotedIfNeeded(key)):"] + map.lines(indent: indent + "  ")
            }
        }
    }
}

private func rendered(_ raw: SettingEntry.Raw, _ setting: SettingDescription) -> String {
    switch raw {
    case .scalar(let text) where setting.type == .database && text == "sqlite": text
    case .scalar where setting.type.isSecret: "<secret>"
    case .scalar(let text): quotedIfNeeded(text)
    case .list(let items): "[" + items.map { quotedIfNeeded($0.text) }.joined(separator: ", ") + "]"
    case .empty: "{}"
    }
}

/// A scalar that YAML reads back as the same text.
private func quotedIfNeeded(_ text: String) -> String {
    let isPlain =
        text.unicodeScalars.first.map { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "." || $0 == "/" }
        ?? false
    let isSafe = text.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_./: ".unicodeScalars.contains($0)
    }
    if isPlain, isSafe, !text.contains(": "), !text.hasSuffix(":"), !text.hasSuffix(" ") { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case "\n": quoted += "\\n"
        case "\t": quoted += "\\t"
        case "\r": quoted += "\\r"
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
