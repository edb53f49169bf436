import Foundation
import LanguageModel
import Routing

/// What an assistant made on the page may be.
package enum AssistantLimits {
    package static let name = 100
    package static let greeting = 1000
    package static let suggestions = 12
    package static let suggestion = 200
    /// Bytes.
    package static let instructions = 64 << 10
    package static let schema = 64 << 10
    package static let collections = 50
    package static let requestsPerMinute = 1...100_000
    package static let order = 0...9999
}

extension Assistant {
    /// The same, trimmed and with line ends as they are here.
    /// - Throws: ``AssistantError/invalid(field:reason:)`` for the first thing that cannot be.
    func checked(chains: ChainDirectory) throws(AssistantError) -> Assistant {
        var checked = self
        guard let name = ConversationTitle.cleaned(name), name.count <= AssistantLimits.name else {
            throw .invalid(field: "name", reason: "must have 1 to \(AssistantLimits.name) characters that can be shown")
        }
        checked.name = name
        guard chains[chain] != nil else {
            let hint = nearest(to: chain, in: chains.all.map(\.name)).map { " Did you mean \"\($0)\"?" } ?? ""
            throw .invalid(field: "chain", reason: "there is no chain \"\(chain.prefix(100))\".\(hint)")
        }
        checked.instructions = try Self.text(
            instructions, "instructions", bytes: AssistantLimits.instructions)
        checked.greeting = try Self.text(greeting, "greeting", bytes: AssistantLimits.greeting * 4)
        guard checked.greeting?.count ?? 0 <= AssistantLimits.greeting else {
            throw .invalid(field: "greeting", reason: "must have at most \(AssistantLimits.greeting) characters")
        }
        checked.suggestions = try Self.suggestions(suggestions)
        if case .text(let text) = picture { checked.picture = try Self.picture(text) }
        checked.outputSchema = try Self.schema(outputSchema)
        if let catalogue, !catalogue.isEmpty {
            guard Self.isSlug(catalogue) else { throw .invalid(field: "catalogue", reason: "must be a catalogue's identifier") }
        } else {
            checked.catalogue = nil
        }
        checked.knowledge = try Self.knowledge(knowledge)
        if let limit = requestsPerMinute, !AssistantLimits.requestsPerMinute.contains(limit) {
            throw .invalid(
                field: "requests_per_minute",
                reason: "must be a whole number from 1 to \(AssistantLimits.requestsPerMinute.upperBound)")
        }
        guard AssistantLimits.order.contains(order) else {
            throw .invalid(field: "order", reason: "must be a whole number from 0 to \(AssistantLimits.order.upperBound)")
        }
        return checked
    }

    /// Whether `id` may stand in an address: `a-z`, `0-9`, and hyphens between them; at most 64.
    static func isSlug(_ id: String) -> Bool {
        id.utf8.count <= 64 && id.wholeMatch(of: /[a-z0-9]+(?:-[a-z0-9]+)*/) != nil
    }

    /// The members of a page's address that are no assistant's.
    static let reserved: Set<String> = ["new"]

    private static func suggestions(_ given: [String]) throws(AssistantError) -> [String] {
        guard given.count <= AssistantLimits.suggestions else {
            throw .invalid(field: "suggestions", reason: "must be at most \(AssistantLimits.suggestions)")
        }
        var kept: [String] = []
        for suggestion in given where !suggestion.allSatisfy(\.isWhitespace) {
            guard let line = ConversationTitle.cleaned(suggestion), line.count <= AssistantLimits.suggestion else {
                throw .invalid(
                    field: "suggestions", reason: "each must have at most \(AssistantLimits.suggestion) characters on one line")
            }
            kept.append(line)
        }
        return kept
    }

    private static func knowledge(_ given: [String]?) throws(AssistantError) -> [String]? {
        var kept: [String] = []
        for name in (given ?? []).map({ $0.trimmingCharacters(in: .whitespacesAndNewlines) }) {
            if !name.isEmpty, !kept.contains(name) { kept.append(name) }
        }
        guard kept.count <= AssistantLimits.collections else {
            throw .invalid(field: "knowledge", reason: "must be at most \(AssistantLimits.collections) collections")
        }
        return kept.isEmpty ? nil : kept
    }

    private static func picture(_ text: String) throws(AssistantError) -> AssistantPicture? {
        guard let cleaned = ConversationTitle.cleaned(text) else { return nil }
        guard cleaned.count <= 2, cleaned.utf8.count <= 64 else {
            throw .invalid(field: "picture", reason: "must be an emoji, or one or two letters")
        }
        return .text(cleaned)
    }

    private static func schema(_ text: String?) throws(AssistantError) -> String? {
        guard let text = try Self.text(text, "output_schema", bytes: AssistantLimits.schema) else { return nil }
        do {
            _ = try JSONSchema(ofAnswers: text)
        } catch {
            throw .invalid(field: "output_schema", reason: "is not a valid JSON Schema: \(error)")
        }
        return text
    }

    /// `text` without the space around it, its lines ended as here; nil when nothing is left.
    private static func text(_ text: String?, _ field: String, bytes: Int) throws(AssistantError) -> String? {
        guard let text else { return nil }
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let kept = lines.trimmingCharacters(in: .whitespacesAndNewlines)
        guard kept.utf8.count <= bytes else {
            throw .invalid(field: field, reason: "must have at most \(bytes) bytes")
        }
        let isPlain = kept.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t"
        }
        guard isPlain else { throw .invalid(field: field, reason: "must have no control characters") }
        return kept.isEmpty ? nil : kept
    }
}
