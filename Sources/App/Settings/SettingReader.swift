import Foundation
import LanguageModel
import Usage

/// Understands entries: the text of each becomes the value that its type promises, or a problem.
struct SettingReader {
    let layers: SettingLayers
    /// Relative paths in variables and flags start here; those in the file start at its own folder.
    let workingDirectory: String
    private(set) var problems: [SettingProblem] = []

    init(layers: SettingLayers, workingDirectory: String) {
        self.layers = layers
        self.workingDirectory = workingDirectory
    }

    mutating func report(_ path: SettingPath, _ message: String) {
        problems.append(SettingProblem(place: layers.origin(of: path).description, message: message))
    }

    mutating func report(_ origin: SettingOrigin, _ message: String) {
        problems.append(SettingProblem(place: origin.description, message: message))
    }

    mutating func text(_ path: SettingPath) -> String? {
        parse(path) { $0.isEmpty ? nil : $0 }
    }

    mutating func integer(_ path: SettingPath) -> Int? {
        guard case .integer(let range) = SettingCatalogue.description(of: path)?.type else { return nil }
        return parse(path) { Int($0).flatMap { range.contains($0) ? $0 : nil } }
    }

    mutating func boolean(_ path: SettingPath) -> Bool? { parse(path, parseBoolean) }

    mutating func duration(_ path: SettingPath) -> Duration? { parse(path, parseDuration) }

    mutating func size(_ path: SettingPath) -> Int? { parse(path, parseSize) }

    mutating func url(_ path: SettingPath) -> String? { parse(path, parseURL) }

    mutating func price(_ path: SettingPath) -> TokenPrice? {
        parse(path) { try? TokenPrice(perMillion: $0) }
    }

    mutating func money(_ path: SettingPath) -> Money? {
        parse(path) { text in
            guard let money = Money(text), money >= .zero, money <= LimitValues.mostMoney, !text.hasPrefix("-") else {
                return nil
            }
            return money
        }
    }

    mutating func fraction(_ path: SettingPath) -> Double? {
        parse(path) { Double($0).flatMap { (0...1).contains($0) ? $0 : nil } }
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ path: SettingPath) -> Choice?
    where Choice.RawValue == String {
        parse(path) { Choice(rawValue: $0) }
    }

    /// A path, absolute.
    mutating func path(_ path: SettingPath) -> String? {
        let origin = layers[path]?.origin ?? .builtIn
        let text: String? = parse(path) { $0.isEmpty ? nil : $0 }
        return text.map { absolute($0, from: origin) }
    }

    /// A secret; `file:PATH` stands for what is in that file, without the line's end.
    mutating func secret(_ path: SettingPath) -> Secret? {
        guard let text: String = parse(path, { $0.isEmpty ? nil : $0 }) else { return nil }
        guard text.hasPrefix("file:") else { return Secret(text) }
        let file = absolute(String(text.dropFirst(5)), from: layers[path]?.origin ?? .builtIn)
        guard let content = try? String(contentsOfFile: file, encoding: .utf8) else {
            report(path, "\(path) refers to the file \(file), which cannot be read")
            return nil
        }
        let value = content.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !value.isEmpty else {
            report(path, "\(path) refers to the file \(file), which is empty")
            return nil
        }
        return Secret(value)
    }

    /// The elements of a list with where each stands; nil when nothing was said.
    func list(_ path: SettingPath) -> [SettingEntry.Item]? {
        guard case .list(let items) = layers[path]?.raw else { return nil }
        return items
    }

    /// The value of `path`, or of its default. A value that does not parse is a problem, and the default stands in.
    private mutating func parse<Value>(_ path: SettingPath, _ parse: (String) -> Value?) -> Value? {
        let setting = SettingCatalogue.description(of: path)
        guard let entry = layers[path], case .scalar(let text) = entry.raw else { return setting?.fallback.flatMap(parse) }
        if let value = parse(text) { return value }
        guard let setting else { return nil }
        var message = "\(path) must be \(setting.type.label)"
        // An address may hold a password where none belongs.
        if !setting.type.isSecret, !text.contains("@") { message += ", found \"\(text)\"" }
        if case .choice(let names) = setting.type, let near = nearest(to: text, in: names) {
            message += "; did you mean \"\(near)\"?"
        }
        report(entry.origin, message)
        return setting.fallback.flatMap(parse)
    }

    private func absolute(_ path: String, from origin: SettingOrigin) -> String {
        switch origin {
        case .file(let file, _), .dotEnv(let file, _, _):
            SettingsLoader.absolute(path, in: SettingsLoader.folder(of: SettingsLoader.absolute(file, in: workingDirectory)))
        case .builtIn, .environment, .flag:
            SettingsLoader.absolute(path, in: workingDirectory)
        }
    }
}
