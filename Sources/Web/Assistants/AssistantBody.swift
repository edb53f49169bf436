import Chat
import Foundation
import LanguageModel

/// What a caller of the API wants an assistant to be; what is missing stays as it is, `null` takes away what may be missing.
struct AssistantBody: Decodable {
    /// Only counts when an assistant is made.
    private(set) var id: String?
    /// The version that the caller has seen.
    private(set) var version: Int?
    private var changes: [(inout Assistant) -> Void] = []

    func apply(to assistant: inout Assistant) {
        for change in changes { change(&assistant) }
    }

    private enum Key: String, CodingKey {
        case id, version, name, chain, instructions, greeting, suggestions, accent, catalogue, knowledge, audience, enabled, order
        case model_selection, picture_text, output_schema, requests_per_minute
    }

    private enum Selection: String, CaseIterable { case hidden, visible }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decodeIfPresent(String.self, forKey: .id)
        version = try container.decodeIfPresent(Int.self, forKey: .version)
        try take(.name, \.name, from: container)
        try take(.chain, \.chain, from: container)
        try take(.suggestions, \.suggestions, from: container)
        try take(.enabled, \.isEnabled, from: container)
        try take(.order, \.order, from: container)
        try takeOptional(.instructions, \.instructions, from: container)
        try takeOptional(.greeting, \.greeting, from: container)
        try takeOptional(.catalogue, \.catalogue, from: container)
        try takeOptional(.knowledge, \.knowledge, from: container)
        try takeOptional(.requests_per_minute, \.requestsPerMinute, from: container)
        if let audience: Audience? = try Self.word(.audience, in: container) {
            guard let audience else { throw Self.notNull(.audience) }
            changes.append { $0.audience = audience }
        }
        if let selection: Selection? = try Self.word(.model_selection, in: container) {
            guard let selection else { throw Self.notNull(.model_selection) }
            changes.append { $0.selectsModels = selection == .visible }
        }
        if let accent: Accent? = try Self.word(.accent, in: container) { changes.append { $0.accent = accent } }
        if container.contains(.picture_text) {
            let text = try container.decodeIfPresent(String.self, forKey: .picture_text)
            changes.append { $0.picture = text.map(AssistantPicture.text) }
        }
        if container.contains(.output_schema) {
            let schema = try container.decodeIfPresent(JSONValue.self, forKey: .output_schema).map(Self.text)
            changes.append { $0.outputSchema = schema }
        }
    }

    private mutating func take<Value: Decodable>(
        _ key: Key, _ path: WritableKeyPath<Assistant, Value>, from container: KeyedDecodingContainer<Key>
    ) throws {
        guard container.contains(key) else { return }
        let value = try container.decode(Value.self, forKey: key)
        changes.append { $0[keyPath: path] = value }
    }

    private mutating func takeOptional<Value: Decodable>(
        _ key: Key, _ path: WritableKeyPath<Assistant, Value?>, from container: KeyedDecodingContainer<Key>
    ) throws {
        guard container.contains(key) else { return }
        let value = try container.decodeIfPresent(Value.self, forKey: key)
        changes.append { $0[keyPath: path] = value }
    }

    /// One of a few words; `.some(nil)` for `null`, nil when nothing is said.
    private static func word<Word: RawRepresentable & CaseIterable>(
        _ key: Key, in container: KeyedDecodingContainer<Key>
    ) throws -> Word?? where Word.RawValue == String {
        guard container.contains(key) else { return nil }
        guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return .some(nil) }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue)
            let hint = nearest(to: text, in: words).map { " Did you mean \"\($0)\"?" } ?? ""
            throw APIError.invalid(key.rawValue, "must be one of \(words.joined(separator: ", ")).\(hint)")
        }
        return word
    }

    private static func notNull(_ key: Key) -> APIError { .invalid(key.rawValue, "must not be null") }

    private static func text(_ value: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
