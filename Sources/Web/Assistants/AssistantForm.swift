import Chat

/// What the admin page's form about an assistant holds: text, as it was typed.
struct AssistantForm: Sendable, Hashable {
    var id = ""
    /// The version that was on the page; nil for a new assistant.
    var version: Int?
    var name = ""
    var chain = "default"
    var instructions = ""
    var greeting = ""
    /// One a line.
    var suggestions = ""
    var selectsModels = true
    var pictureText = ""
    /// Whether an uploaded picture is to stay.
    var keepsPicture = false
    var accent = ""
    var schema = ""
    var catalogue = ""
    /// One a line.
    var knowledge = ""
    var perMinute = ""
    var audience = Audience.everyone.rawValue
    var isEnabled = true
    var order = String(Assistant.usualOrder)

    init() {}

    /// What is there now.
    init(_ assistant: Assistant, version: Int?) {
        id = assistant.id
        self.version = version
        name = assistant.name
        chain = assistant.chain
        instructions = assistant.instructions ?? ""
        greeting = assistant.greeting ?? ""
        suggestions = assistant.suggestions.joined(separator: "\n")
        selectsModels = assistant.selectsModels
        switch assistant.picture {
        case .text(let text): pictureText = text
        case .image: keepsPicture = true
        case nil: break
        }
        accent = assistant.accent?.rawValue ?? ""
        schema = assistant.outputSchema ?? ""
        catalogue = assistant.catalogue ?? ""
        knowledge = assistant.knowledge?.joined(separator: "\n") ?? ""
        perMinute = assistant.requestsPerMinute.map(String.init) ?? ""
        audience = assistant.audience.rawValue
        isEnabled = assistant.isEnabled
        order = String(assistant.order)
    }

    /// What was sent.
    init(_ form: MultipartForm) {
        id = form["id"] ?? ""
        version = form["version"].flatMap { Int($0) }
        name = form["name"] ?? ""
        chain = form["chain"] ?? ""
        instructions = form["instructions"] ?? ""
        greeting = form["greeting"] ?? ""
        suggestions = form["suggestions"] ?? ""
        selectsModels = form["model_selection"] != "hidden"
        pictureText = form["picture_text"] ?? ""
        keepsPicture = form["keep_picture"] != nil
        accent = form["accent"] ?? ""
        schema = form["output_schema"] ?? ""
        catalogue = form["catalogue"] ?? ""
        knowledge = form["knowledge"] ?? ""
        perMinute = form["requests_per_minute"] ?? ""
        audience = form["audience"] ?? ""
        isEnabled = form["enabled"] != nil
        order = form["order"] ?? ""
    }

    /// Makes `assistant` what the form says, but for a picture that is uploaded with it.
    /// - Throws: ``AssistantError/invalid(field:reason:)`` for what is no value of its field at all.
    func apply(to assistant: inout Assistant) throws(AssistantError) {
        assistant.name = name
        assistant.chain = chain
        assistant.instructions = instructions
        assistant.greeting = greeting
        assistant.suggestions = suggestions.split(whereSeparator: \.isNewline).map(String.init)
        assistant.selectsModels = selectsModels
        if !pictureText.allSatisfy(\.isWhitespace) {
            assistant.picture = .text(pictureText)
        } else if case .image = assistant.picture, keepsPicture {
            // It stays.
        } else {
            assistant.picture = nil
        }
        assistant.accent = Accent(rawValue: accent)
        assistant.outputSchema = schema
        assistant.catalogue = catalogue.filter { !$0.isWhitespace }
        assistant.knowledge = knowledge.split(whereSeparator: \.isNewline).map(String.init)
        assistant.requestsPerMinute = try number(perMinute, "requests_per_minute")
        guard let audience = Audience(rawValue: audience) else {
            throw .invalid(field: "audience", reason: "must be one of the list")
        }
        assistant.audience = audience
        assistant.isEnabled = isEnabled
        assistant.order = try number(order, "order") ?? Assistant.usualOrder
    }

    private func number(_ text: String, _ field: String) throws(AssistantError) -> Int? {
        let digits = text.filter { !$0.isWhitespace }
        if digits.isEmpty { return nil }
        guard let number = Int(digits) else { throw .invalid(field: field, reason: "must be a whole number") }
        return number
    }
}
