/// What a model suggested, with who made it and what it took.
public struct Suggested<Content: Sendable & Hashable & Decodable>: Sendable, Hashable, Decodable {
    /// One request that was made of a model.
    public struct Attempt: Sendable, Hashable, Decodable {
        /// The `provider:model` that was asked.
        public var model: String
        /// `success`, `invalid` for a reply that could not be used, or how it failed.
        public var outcome: String
    }

    /// The suggestions.
    public var suggestions: Content
    /// The `provider:model` that made them.
    public var model: String
    /// How many requests were made of models.
    public var calls: Int
    /// Those requests, in order.
    public var attempts: [Attempt]
    /// What the server's log and ledger know the request by.
    public var requestID: String

    private enum CodingKeys: String, CodingKey {
        case suggestions, model, calls, attempts
        case requestID = "request_id"
    }
}

/// Suggestions for getting a task done.
public struct TaskSuggestions: Sendable, Hashable, Decodable {
    /// One step.
    public struct Step: Sendable, Hashable, Decodable {
        /// What to do.
        public var title: String
        /// How long it takes.
        public var minutes: Int
    }

    /// How pressing a task is.
    public enum Priority: String, Sendable, Hashable, Decodable {
        case low, medium, high, urgent
    }

    /// The steps it falls into, in order.
    public var steps: [Step]
    /// What to find it by.
    public var labels: [String]
    /// How pressing it is.
    public var priority: Priority
    /// The day by which it should be done, as `2026-03-31`; nil where nothing said so.
    public var due: String?
    /// How long all of it takes.
    public var effortMinutes: Int

    private enum CodingKeys: String, CodingKey {
        case labels, priority, due
        case steps = "subtasks"
        case effortMinutes = "effort_minutes"
    }
}

/// Suggestions for preparing an event.
public struct EventSuggestions: Sendable, Hashable, Decodable {
    /// One part of the event.
    public struct Part: Sendable, Hashable, Decodable {
        /// What it is about.
        public var topic: String
        /// How long it takes.
        public var minutes: Int
    }

    /// Somebody who should be there.
    public struct Attendee: Sendable, Hashable, Decodable {
        /// Their role.
        public var role: String
        /// What for.
        public var reason: String
    }

    /// Something to be reminded of.
    public struct Reminder: Sendable, Hashable, Decodable {
        /// What it is.
        public var text: String
        /// How long before the event.
        public var minutesBefore: Int

        private enum CodingKeys: String, CodingKey {
            case text
            case minutesBefore = "minutes_before"
        }
    }

    /// The parts of the event, in order.
    public var agenda: [Part]
    /// How long the event takes.
    public var durationMinutes: Int
    /// Who should be there.
    public var attendees: [Attendee]
    /// Reminders.
    public var reminders: [Reminder]

    private enum CodingKeys: String, CodingKey {
        case agenda, attendees, reminders
        case durationMinutes = "duration_minutes"
    }
}

/// Suggestions for making use of a note.
public struct NoteSuggestions: Sendable, Hashable, Decodable {
    /// One part of the outline.
    public struct Section: Sendable, Hashable, Decodable {
        /// Its heading.
        public var heading: String
        /// What belongs under it.
        public var points: [String]
    }

    /// Two or three sentences.
    public var summary: String
    /// What to find it by.
    public var tags: [String]
    /// The outline, in order.
    public var outline: [Section]
    /// What follows from it.
    public var followUps: [String]

    private enum CodingKeys: String, CodingKey {
        case summary, tags, outline
        case followUps = "follow_ups"
    }
}

extension UnderstudyAPI {
    /// Has a model suggest how to get a task done. Needs a key or an account.
    ///
    /// - Parameter model: the `provider:model` to ask first; nil leaves it to the server.
    public func suggestForTask(
        title: String, description: String = "", model: String? = nil
    ) async throws -> Suggested<TaskSuggestions> {
        try await suggest("tasks", title: title, description: description, model: model)
    }

    /// Has a model suggest how to prepare an event, as ``suggestForTask(title:description:model:)``.
    public func suggestForEvent(
        title: String, description: String = "", model: String? = nil
    ) async throws -> Suggested<EventSuggestions> {
        try await suggest("events", title: title, description: description, model: model)
    }

    /// Has a model suggest what to make of a note, as ``suggestForTask(title:description:model:)``.
    public func suggestForNote(
        title: String, description: String = "", model: String? = nil
    ) async throws -> Suggested<NoteSuggestions> {
        try await suggest("notes", title: title, description: description, model: model)
    }

    private struct Question: Encodable {
        var title: String
        var description: String
        var model: String?
    }

    private func suggest<Content>(
        _ kind: String, title: String, description: String, model: String?
    ) async throws -> Suggested<Content> {
        try await value(
            "POST", ["ai", kind, "suggest"], body: Question(title: title, description: description, model: model),
            timeout: .seconds(180))
    }
}
