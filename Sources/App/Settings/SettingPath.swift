/// Where a setting stands: the keys from the top of the file down to it.
struct SettingPath: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    var keys: [String]

    init(_ keys: [String]) { self.keys = keys }

    /// Keys separated by dots; for paths whose keys hold no dot of their own.
    init(stringLiteral text: String) { keys = text.split(separator: ".").map(String.init) }

    var description: String { keys.joined(separator: ".") }

    func appending(_ key: String) -> SettingPath { SettingPath(keys + [key]) }

    /// `UNDERSTUDY_` and the keys, upper-cased, with `_` for whatever is no letter or digit.
    var environmentName: String {
        (["UNDERSTUDY"] + keys.map(Self.environmentToken)).joined(separator: "_")
    }

    static func environmentToken(_ key: String) -> String {
        String(
            key.uppercased().map { character in
                character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
            })
    }
}

/// Who said what a setting is; in errors, in warnings and in the rendered configuration.
enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
    case builtIn
    case file(path: String, line: Int)
    case environment(String)
    case dotEnv(path: String, line: Int, name: String)
    case flag(String)

    var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .environment(let name): "environment variable \(name)"
        case .dotEnv(let path, let line, let name): "\(path):\(line) (\(name))"
        case .flag(let name): name
        }
    }
}

/// What was said about one setting, before it is understood.
struct SettingEntry: Hashable, Sendable {
    enum Raw: Hashable, Sendable {
        case scalar(String)
        case list([Item])
        /// `{}`, or a key with nothing behind it.
        case empty
    }

    /// An element of a list, with a place of its own.
    struct Item: Hashable, Sendable {
        var text: String
        var origin: SettingOrigin
    }

    var path: SettingPath
    var raw: Raw
    var origin: SettingOrigin
}

/// One thing that is wrong, and where.
package struct SettingProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// `FILE:LINE`, an environment variable or a flag.
    package var place: String
    /// What is wrong, and the nearest valid name where there is one.
    package var message: String

    package var description: String { "\(place): \(message)" }
}

/// Everything that is wrong with a configuration; never empty.
package struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    package var problems: [SettingProblem]

    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
