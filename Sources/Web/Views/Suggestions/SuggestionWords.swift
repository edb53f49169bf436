import Storage

/// Every sentence of the assistants' pages, in one language.
struct SuggestionWords: Sendable, Hashable {
    var assistants: String
    var tasks: String
    var events: String
    var notes: String
    var tasksIntro: String
    var eventsIntro: String
    var notesIntro: String
    var back: String

    // The form
    var title: String
    var description: String
    var descriptionHint: String
    var model: String
    var usualModel: String
    var suggest: String
    var working: String
    var mayNotAsk: String

    // The cards
    var suggestions: String
    /// `{title}`
    var suggestionsFor: String
    /// `{model}`
    var madeBy: String
    var accept: String
    var dismiss: String
    var edit: String
    var save: String
    var acceptAll: String
    var dismissAll: String
    var kept: String
    var nothingKept: String
    var takeBack: String
    /// `{count}`
    var minutes: String
    /// `{count}`
    var minutesBefore: String

    // What each card is
    var step: String
    var labels: String
    var priority: String
    var due: String
    var effort: String
    var agenda: String
    var duration: String
    var attendee: String
    var reminder: String
    var summary: String
    var tags: String
    var outline: String
    var followUp: String
    var low: String
    var medium: String
    var high: String
    var urgent: String

    // What went wrong
    var titleMissing: String
    var tooLong: String
    /// `{count}`
    var notUnderstood: String
    var noModel: String
    var outOfModels: String
    var declined: String
    var failed: String
    var offline: String

    /// What a card of this field is called.
    func label(of field: String) -> String {
        switch field {
        case "subtask": step
        case "labels": labels
        case "priority": priority
        case "due": due
        case "effort": effort
        case "agenda": agenda
        case "duration": duration
        case "attendee": attendee
        case "reminder": reminder
        case "summary": summary
        case "tags": tags
        case "outline": outline
        case "follow_up": followUp
        default: field
        }
    }

    func name(of kind: Suggestion.Kind) -> String {
        switch kind {
        case .event: events
        case .note: notes
        case .task: tasks
        }
    }

    func intro(of kind: Suggestion.Kind) -> String {
        switch kind {
        case .event: eventsIntro
        case .note: notesIntro
        case .task: tasksIntro
        }
    }

    /// The fixed words of a priority, with what each is called.
    var priorities: [(value: String, name: String)] {
        [("low", low), ("medium", medium), ("high", high), ("urgent", urgent)]
    }

    /// What a card says, as people read it.
    func text(of content: Suggestion.Content) -> String {
        switch content.field {
        case "priority": priorities.first { $0.value == content.text }?.name ?? content.text
        case "effort", "duration": Int(content.text).map { Words.fill(minutes, ["count": String($0)]) } ?? content.text
        default: content.text
        }
    }
}

extension PageLanguage {
    var suggestionWords: SuggestionWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
