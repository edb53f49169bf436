/// What a page's styles keep from those who look at it: by the words that are used for that, for nothing here draws a page.
struct HiddenStyles {
    private var classes: Set<String> = []
    private var identifiers: Set<String> = []
    /// Whether colours may come from anywhere else than from the elements themselves.
    private(set) var knowsColours = true

    /// Takes the rules of a `<style>` for single classes and identifiers.
    mutating func read(_ sheet: String) {
        knowsColours = false
        for rule in sheet.lowercased().split(separator: "}").prefix(5000) {
            guard let brace = rule.lastIndex(of: "{"), Self.hides(String(rule[rule.index(after: brace)...])) else { continue }
            for selector in rule[..<brace].split(separator: ",") {
                let name = selector.trimmed
                guard let mark = name.first, name.dropFirst().allSatisfy({ $0.isLetter || $0.isNumber || "-_".contains($0) })
                else { continue }
                if mark == "." { classes.insert(String(name.dropFirst())) }
                if mark == "#" { identifiers.insert(String(name.dropFirst())) }
            }
        }
    }

    mutating func linkFound() { knowsColours = false }

    func hides(classes names: String?, identifier: String?) -> Bool {
        if let identifier, identifiers.contains(identifier.lowercased()) { return true }
        guard let names, !classes.isEmpty else { return false }
        return names.lowercased().split(whereSeparator: \.isWhitespace).contains { classes.contains(String($0)) }
    }

    /// Whether declarations keep something from being seen, whatever is around it.
    static func hides(_ style: String) -> Bool {
        let values = declarations(style)
        if values["display"] == "none" || ["hidden", "collapse"].contains(values["visibility"]) { return true }
        if let opacity = values["opacity"].flatMap(Double.init), opacity < 0.05 { return true }
        if let size = values["font-size"].flatMap(number), size < 2 { return true }
        for side in ["left", "top", "right", "text-indent", "margin-left"] {
            if let place = values[side].flatMap(number), place <= -900 { return true }
        }
        if values["overflow"] == "hidden",
            ["height", "width", "max-height"].contains(where: { values[$0].flatMap(number).map { $0 <= 1 } ?? false })
        {
            return true
        }
        if values["clip"] == "rect(0,0,0,0)" || values["clip-path"] == "inset(100%)" { return true }
        if let colour = values["color"] {
            if colour == "transparent" || colour.hasPrefix("rgba(") && colour.hasSuffix(",0)") { return true }
            if let behind = values["background"] ?? values["background-color"], Self.colour(behind) == Self.colour(colour) {
                return true
            }
        }
        return false
    }

    /// Whether text is white, where nothing says that it stands on anything else.
    static func isWhite(_ style: String) -> Bool { declarations(style)["color"].map { colour($0) == "#ffffff" } ?? false }

    static func hasBackground(_ style: String) -> Bool { style.lowercased().contains("background") }

    private static func declarations(_ style: String) -> [String: String] {
        var values: [String: String] = [:]
        for declaration in style.lowercased().split(separator: ";") {
            let parts = declaration.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[parts[0].trimmed] = parts[1].filter { !$0.isWhitespace }.replacing("!important", with: "")
        }
        return values
    }

    /// Of `-9999px` or `0.1em`; what is counted in letters' sizes becomes pixels of usual letters.
    private static func number(_ value: String) -> Double? {
        let digits = value.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard let number = Double(digits) else { return nil }
        switch value.dropFirst(digits.count) {
        case "em", "rem": return number * 16
        case "%": return number / 100 * 16
        case "", "px", "pt": return number
        default: return nil
        }
    }

    private static func colour(_ value: String) -> String {
        switch value {
        case "white", "#fff", "#ffffff", "#fefefe", "rgb(255,255,255)", "rgba(255,255,255,1)": "#ffffff"
        case "black", "#000", "#000000", "rgb(0,0,0)": "#000000"
        default: value
        }
    }
}
