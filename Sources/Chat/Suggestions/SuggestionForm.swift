import LanguageModel
import Storage

/// What there is to know of a kind of suggestion: what a model is told, the schema of its answer, and the cards it falls into.
struct SuggestionForm: Sendable {
    /// What the schema is called.
    var name: String
    var instructions: String
    var schema: JSONValue
    /// The parts of an answer that fits, in the order in which they are shown.
    var cards: @Sendable (JSONValue) -> [Suggestion.Content]

    static func of(_ kind: Suggestion.Kind) -> SuggestionForm {
        switch kind {
        case .event: .event
        case .note: .note
        case .task: .task
        }
    }
}

extension SuggestionForm {
    static let task = SuggestionForm(
        name: "task_suggestions",
        instructions: """
            You help somebody to get a task done. From its title and description suggest the steps it falls into, in order, \
            each small enough to be begun at once; labels to find it by; how pressing it is; when it should be done, if the \
            words give reason to name a day; and how long all of it takes.
            """,
        schema: .closed([
            "subtasks": .list(
                of: .closed(["title": .text("One step, as an instruction", most: 200), "minutes": .minutes("How long it takes")]),
                "The steps, in order", most: 12),
            "labels": .list(of: .text("A short label in lower case", most: 40), "Labels to find the task by", most: 6),
            "priority": .choice(["low", "medium", "high", "urgent"], "How pressing it is"),
            "due": .date("The day by which it should be done; null where nothing says so"),
            "effort_minutes": .minutes("How long all of it takes"),
        ]),
        cards: { answer in
            answer.elements("subtasks").map {
                Suggestion.Content(field: "subtask", text: $0.words("title"), minutes: $0.whole("minutes"))
            } + answer.joined("labels", as: "labels") + answer.word("priority", as: "priority") + answer.word("due", as: "due")
                + (answer.whole("effort_minutes").map { [.init(field: "effort", text: "\($0)", minutes: $0)] } ?? [])
        })

    static let event = SuggestionForm(
        name: "event_suggestions",
        instructions: """
            You help somebody to prepare an event. From its title and description suggest an agenda whose parts add up to the \
            whole, how long the event takes, who should be there by their role and why, and when to be reminded of what.
            """,
        schema: .closed([
            "agenda": .list(
                of: .closed(["topic": .text("What this part is about", most: 200), "minutes": .minutes("How long it takes")]),
                "The parts of the event, in order", most: 12),
            "duration_minutes": .minutes("How long the event takes"),
            "attendees": .list(
                of: .closed(["role": .text("Who should be there", most: 80), "reason": .text("What for", most: 200)]),
                "Who should be there", most: 10),
            "reminders": .list(
                of: .closed([
                    "text": .text("What to be reminded of", most: 200), "minutes_before": .minutes("How long before the event"),
                ]), "Reminders, the earliest first", most: 6),
        ]),
        cards: { answer in
            let agenda = answer.elements("agenda").map {
                Suggestion.Content(field: "agenda", text: $0.words("topic"), minutes: $0.whole("minutes"))
            }
            let duration = answer.whole("duration_minutes").map {
                [Suggestion.Content(field: "duration", text: "\($0)", minutes: $0)]
            }
            let attendees = answer.elements("attendees").map {
                Suggestion.Content(field: "attendee", text: $0.words("role"), detail: $0.words("reason"))
            }
            let reminders = answer.elements("reminders").map {
                Suggestion.Content(field: "reminder", text: $0.words("text"), minutes: $0.whole("minutes_before"))
            }
            return agenda + (duration ?? []) + attendees + reminders
        })

    static let note = SuggestionForm(
        name: "note_suggestions",
        instructions: """
            You help somebody to make good use of a note. From its title and text suggest a summary of two or three sentences, \
            tags to find it by, an outline of what it says or should say, and what follows from it that somebody should do.
            """,
        schema: .closed([
            "summary": .text("Two or three sentences", most: 1000),
            "tags": .list(of: .text("A short tag in lower case", most: 40), "Tags to find the note by", most: 8),
            "outline": .list(
                of: .closed([
                    "heading": .text("A heading", most: 120),
                    "points": .list(of: .text("One point", most: 240), "What belongs under it", most: 8),
                ]), "The outline, in order", most: 10),
            "follow_ups": .list(of: .text("Something to do, as an instruction", most: 200), "What follows from it", most: 8),
        ]),
        cards: { answer in
            let outline = answer.elements("outline").map { section in
                let points = section.elements("points").compactMap(\.stringValue).map { "– \($0)" }
                return Suggestion.Content(
                    field: "outline", text: section.words("heading"),
                    detail: points.isEmpty ? nil : points.joined(separator: "\n"))
            }
            let followUps = answer.elements("follow_ups").compactMap(\.stringValue).map {
                Suggestion.Content(field: "follow_up", text: $0)
            }
            return answer.word("summary", as: "summary") + answer.joined("tags", as: "tags") + outline + followUps
        })
}

// MARK: Writing schemas

extension JSONValue {
    /// An object with exactly these members.
    fileprivate static func closed(_ members: [String: JSONValue]) -> JSONValue {
        [
            "type": "object", "properties": .object(members), "required": .array(members.keys.sorted().map(JSONValue.string)),
            "additionalProperties": false,
        ]
    }

    fileprivate static func text(_ about: String, most: Int) -> JSONValue {
        ["type": "string", "description": .string(about), "minLength": 1, "maxLength": .integer(most)]
    }

    /// Up to four weeks, the longest reminder that is of any use.
    fileprivate static func minutes(_ about: String) -> JSONValue {
        ["type": "integer", "description": .string("\(about), in minutes"), "minimum": 0, "maximum": 40_320]
    }

    fileprivate static func date(_ about: String) -> JSONValue {
        ["type": ["string", "null"], "description": .string("\(about); as 2026-03-31"), "format": "date"]
    }

    fileprivate static func choice(_ words: [String], _ about: String) -> JSONValue {
        ["type": "string", "description": .string(about), "enum": .array(words.map(JSONValue.string))]
    }

    fileprivate static func list(of element: JSONValue, _ about: String, most: Int) -> JSONValue {
        ["type": "array", "description": .string(about), "items": element, "maxItems": .integer(most)]
    }
}

// MARK: Reading answers

extension JSONValue {
    fileprivate func elements(_ name: String) -> [JSONValue] { self[name]?.arrayValue ?? [] }
    fileprivate func words(_ name: String) -> String { self[name]?.stringValue ?? "" }
    fileprivate func whole(_ name: String) -> Int? { self[name]?.numberValue.flatMap { Int(exactly: $0) } }

    /// A card of one text; none when there is nothing.
    fileprivate func word(_ name: String, as field: String) -> [Suggestion.Content] {
        self[name]?.stringValue.map { [.init(field: field, text: $0)] } ?? []
    }

    /// A card of a list of words; none when there are none.
    fileprivate func joined(_ name: String, as field: String) -> [Suggestion.Content] {
        let words = elements(name).compactMap(\.stringValue)
        return words.isEmpty ? [] : [.init(field: field, text: words.joined(separator: ", "))]
    }
}
