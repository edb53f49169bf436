import LanguageModel
import Storage

extension SuggestionForm {
    /// What a card says once a person has put it otherwise. A card that is one value of the answer, such as a day or a length, must
    /// stay one that its schema takes; others may have any words.
    /// - Throws: ``JSONProblems``; ``JSONSchemaError`` when the form's own schema is wrong.
    func reworded(_ content: Suggestion.Content, as text: String) throws -> Suggestion.Content {
        var content = content
        content.text = text
        let member =
            switch content.field {
            case "due", "priority": content.field
            case "duration", "effort": "\(content.field)_minutes"
            default: String?.none
            }
        guard let member, let part = schema["properties"]?[member] else { return content }
        let minutes = member.hasSuffix("_minutes") ? Int(text) : nil
        let problems = try JSONSchema(part).problems(in: minutes.map(JSONValue.integer) ?? .string(text))
        guard problems.isEmpty else { throw JSONProblems(all: problems) }
        if let minutes {
            content.text = String(minutes)
            content.minutes = minutes
        }
        return content
    }
}
