import Foundation

/// The stored form. Members that an older version did not know have their usual values.
extension Assistant: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, name, chain, instructions, greeting, suggestions, accent, catalogue, knowledge, audience, enabled, order
        case model_selection, picture_text, picture_image, output_schema, requests_per_minute
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) throws -> String? { try container.decodeIfPresent(String.self, forKey: key) }
        self.init(
            id: try container.decode(String.self, forKey: .id), name: try container.decode(String.self, forKey: .name),
            chain: try container.decode(String.self, forKey: .chain), instructions: try text(.instructions),
            greeting: try text(.greeting),
            suggestions: try container.decodeIfPresent([String].self, forKey: .suggestions) ?? [],
            selectsModels: try text(.model_selection) == "visible",
            picture: try text(.picture_image).map(AssistantPicture.image) ?? text(.picture_text).map(AssistantPicture.text),
            accent: try text(.accent).flatMap(Accent.init), outputSchema: try text(.output_schema),
            catalogue: try text(.catalogue), knowledge: try container.decodeIfPresent([String].self, forKey: .knowledge),
            requestsPerMinute: try container.decodeIfPresent(Int.self, forKey: .requests_per_minute),
            // An audience that this version does not know is not widened.
            audience: try text(.audience).map { Audience(rawValue: $0) ?? .admins } ?? .everyone,
            isEnabled: try container.decodeIfPresent(Bool.self, forKey: .enabled) ?? true,
            order: try container.decodeIfPresent(Int.self, forKey: .order) ?? Self.usualOrder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        try container.encode(chain, forKey: .chain)
        try container.encodeIfPresent(instructions, forKey: .instructions)
        try container.encodeIfPresent(greeting, forKey: .greeting)
        try container.encode(suggestions, forKey: .suggestions)
        try container.encode(selectsModels ? "visible" : "hidden", forKey: .model_selection)
        switch picture {
        case .text(let text): try container.encode(text, forKey: .picture_text)
        case .image(let id): try container.encode(id, forKey: .picture_image)
        case nil: break
        }
        try container.encodeIfPresent(accent, forKey: .accent)
        try container.encodeIfPresent(outputSchema, forKey: .output_schema)
        try container.encodeIfPresent(catalogue, forKey: .catalogue)
        try container.encodeIfPresent(knowledge, forKey: .knowledge)
        try container.encodeIfPresent(requestsPerMinute, forKey: .requests_per_minute)
        try container.encode(audience, forKey: .audience)
        try container.encode(isEnabled, forKey: .enabled)
        try container.encode(order, forKey: .order)
    }

    /// The stored form, members in a fixed order.
    func document() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// - Throws: `DecodingError` when `document` is no stored form.
    init(document: String) throws {
        self = try JSONDecoder().decode(Assistant.self, from: Data(document.utf8))
    }
}
