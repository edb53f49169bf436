/// The table of docs/configuration.md: every setting, from the catalogue.
package func settingsReference() -> String {
    var lines = ["| Setting | Type | Default | Environment |", "|---|---|---|---|"]
    for setting in SettingCatalogue.all {
        let shown = setting.path.keys.map { $0 == "*" ? "NAME" : $0 }
        let names = [SettingPath(shown).environmentName] + SettingAlias.all.filter { $0.path == setting.path }.flatMap(\.names)
        lines.append(
            "| `\(shown.joined(separator: "."))`<br>\(setting.summary) | \(setting.type.label) | "
                + "\(setting.fallback.map { "`\($0)`" } ?? "–") | \(names.map { "`\($0)`" }.joined(separator: "<br>")) |")
    }
    return lines.joined(separator: "\n") + "\n"
}
