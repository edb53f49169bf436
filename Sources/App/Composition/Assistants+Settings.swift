import Accounts
import Chat
import Foundation
import LanguageModel

extension AssistantDirectory {
    /// The configured assistants in the order of the file, with room before, between and after them for stored ones.
    /// - Throws: ``AssistantSettingError`` when the file of a schema is missing or wrong.
    convenience init(_ settings: [Settings.Assistant], time: any TimeSource) throws {
        let limiter = RateLimiter(time: time)
        self.init(
            try settings.enumerated().map { index, assistant in try Assistant(assistant, order: (index + 1) * 10) },
            pace: { key, perMinute in
                let verdict = limiter.take(key, .perMinute(perMinute))
                return verdict.isAllowed ? nil : verdict.retryAfter
            })
    }
}

extension Assistant {
    fileprivate init(_ settings: Settings.Assistant, order: Int) throws {
        self.init(
            id: settings.id, name: settings.name, chain: settings.chain, instructions: settings.instructions,
            greeting: settings.greeting, suggestions: settings.suggestions, selectsModels: settings.modelSelection == .visible,
            picture: settings.picture.map { .text(String($0.prefix(2))) }, accent: settings.accent,
            outputSchema: try settings.outputSchema.map { try Self.schema(at: $0, of: settings.id) },
            knowledge: settings.knowledge.flatMap { $0.isEmpty ? nil : $0 }, requestsPerMinute: settings.requestsPerMinute,
            audience: settings.audience, order: order)
    }

    private static func schema(at path: String, of id: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw AssistantSettingError(id: id, path: path, reason: "cannot be read")
        }
        let text = String(decoding: data, as: UTF8.self)
        do {
            _ = try JSONSchema(ofAnswers: text)
        } catch {
            throw AssistantSettingError(id: id, path: path, reason: "is not a valid JSON Schema: \(error)")
        }
        return text
    }
}

/// Why a configured assistant cannot be put on stage, in words for an operator.
struct AssistantSettingError: Error, CustomStringConvertible {
    var id: String
    var path: String
    var reason: String

    var description: String { "assistants.\(id).output_schema: the file \(path) \(reason)" }
}
