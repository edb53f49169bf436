import Foundation
import LanguageModel
import UnderstudyClient

/// What can be asked in the terminal, and what the person has chosen.
struct ChatModels: Sendable {
    /// Chains, assistants, and single models.
    var names: [String]
    /// The models of `names` that cannot answer now.
    var out: Set<String>
    /// The person's default model; nil when they have none.
    var ownDefault: String?

    /// - Throws: `UnderstudyError`. A key that may only chat has no settings, and that is no error.
    init(from understudy: UnderstudyAPI) async throws {
        names = try await understudy.models().map(\.id)
        let models = try await Self.unlessRefused { try await understudy.selectableModels().models } ?? []
        out = Set(models.filter { !$0.isAvailable }.map(\.id))
        ownDefault = try await Self.ownDefault(of: understudy)
    }

    /// Who is asked where nobody is named: the person's default model, or the chain `default`.
    static func usual(of understudy: UnderstudyAPI) async throws -> String {
        try await ownDefault(of: understudy) ?? "default"
    }

    /// One line a name, with who is asked now, who is out, and the default.
    func list(asked: String) -> String {
        names.map { name in
            let remarks = [out.contains(name) ? "out right now" : nil, name == ownDefault ? "your default" : nil].compactMap(
                \.self)
            return (name == asked ? "* " : "  ") + name + (remarks.isEmpty ? "" : "  (\(remarks.joined(separator: ", ")))")
        }.joined(separator: "\n")
    }

    /// nil when there is one of that name.
    func mistake(in name: String) -> String? {
        guard !names.contains(name) else { return nil }
        let hint = nearest(to: name, in: names).map { "Did you mean \"\($0)\"?" }
        return "There is no \"\(name)\". " + (hint ?? "There are: \(names.joined(separator: ", ")).")
    }

    private static func ownDefault(of understudy: UnderstudyAPI) async throws -> String? {
        try await unlessRefused { try await understudy.settings().defaultModelID } ?? nil
    }

    private static func unlessRefused<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch UnderstudyError.refused {
            return nil
        }
    }
}
