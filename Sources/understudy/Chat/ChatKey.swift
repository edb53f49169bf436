import ArgumentParser
import Foundation

/// The key that `understudy chat` shows the server.
enum ChatKey {
    static let variable = "UNDERSTUDY_KEY"

    /// The option's or else the environment's; `file:PATH` stands for what is in that file. Nil when there is none.
    static func read(option: String?, environment: [String: String]) throws -> String? {
        guard let text = option ?? environment[variable], !text.isEmpty else { return nil }
        let origin = option == nil ? variable : "--key"
        let key = text.hasPrefix("file:") ? try content(of: String(text.dropFirst(5)), origin) : text
        guard !key.isEmpty, key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ValidationError("\(origin) is not a key: it must be one word of plain characters")
        }
        return key
    }

    private static func content(of path: String, _ origin: String) throws -> String {
        let path = NSString(string: path).expandingTildeInPath
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError("\(origin) refers to the file \(path), which cannot be read")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
