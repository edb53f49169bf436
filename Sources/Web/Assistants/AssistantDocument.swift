import Chat
import Foundation
import LanguageModel
import Storage

/// An assistant as callers of the API read it: what the page shows of it, and for admins what it is made of.
struct AssistantDocument: Encodable {
    enum Source: String, Encodable {
        case configuration
        case stored
    }

    /// For admins.
    struct Making: Encodable {
        var source: Source
        var chain: String
        var instructions: String?
        var output_schema: JSONValue?
        var catalogue: String?
        var knowledge: [String]?
        var requests_per_minute: Int?
        var audience: Audience
        var enabled: Bool
        var order: Int
        var deleted: Bool
        var version: Int?
        var updated_at: String?

        init(_ entry: AssistantEntry) {
            let assistant = entry.assistant
            source = entry.version == nil ? .configuration : .stored
            chain = assistant.chain
            instructions = assistant.instructions
            output_schema = assistant.outputSchema.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
            catalogue = assistant.catalogue
            knowledge = assistant.knowledge
            requests_per_minute = assistant.requestsPerMinute
            audience = assistant.audience
            enabled = assistant.isEnabled
            order = assistant.order
            deleted = entry.isDeleted
            version = entry.version
            updated_at = entry.updatedAt.map(AvailabilityDocument.date)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, greeting, suggestions, model_selection, picture_text, picture_url, accent, url
    }

    let assistant: Assistant
    var making: Making?

    /// What everybody who may use it reads.
    init(_ assistant: Assistant) {
        self.assistant = assistant
    }

    /// What admins read.
    init(_ entry: AssistantEntry) {
        assistant = entry.assistant
        making = Making(entry)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(assistant.id, forKey: .id)
        try container.encode(assistant.name, forKey: .name)
        try container.encodeIfPresent(assistant.greeting, forKey: .greeting)
        try container.encode(assistant.suggestions, forKey: .suggestions)
        try container.encode(assistant.selectsModels ? "visible" : "hidden", forKey: .model_selection)
        switch AssistantFace(assistant).picture {
        case .text(let text): try container.encode(text, forKey: .picture_text)
        case .image(let address): try container.encode(address, forKey: .picture_url)
        }
        try container.encodeIfPresent(assistant.accent, forKey: .accent)
        try container.encode("/a/\(assistant.id)", forKey: .url)
        try making?.encode(to: encoder)
    }
}

/// One version of an assistant.
struct AssistantVersionDocument: Encodable {
    var version: Int
    var change: String
    var created_at: String
    /// A user's or key's identifier.
    var created_by: String?
    var assistant: AssistantDocument

    init(_ version: AssistantVersion) {
        self.version = version.number
        change = version.change.rawValue
        created_at = AvailabilityDocument.date(version.createdAt)
        created_by = version.createdBy
        assistant = AssistantDocument(AssistantEntry(version.assistant, version: version.number))
    }
}
