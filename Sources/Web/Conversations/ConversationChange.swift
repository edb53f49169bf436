/// What `PATCH /api/v1/conversations/{id}` may change; what is not said stays.
struct ConversationChange: Decodable {
    var title: String?
    var model: ModelChange?

    /// `"model": null` leaves the choice to the assistant again.
    struct ModelChange {
        var id: String?
    }

    private enum CodingKeys: String, CodingKey {
        case title, model
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if container.contains(.model) { model = ModelChange(id: try container.decodeIfPresent(String.self, forKey: .model)) }
        title =
            model == nil
            ? try container.decode(String.self, forKey: .title)
            : try container.decodeIfPresent(
                String.self, forKey: .title)
    }
}
