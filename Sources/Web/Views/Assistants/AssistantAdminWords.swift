import Chat
import Storage

/// What the pages say on which admins make assistants, in one language.
struct AssistantAdminWords: Sendable, Hashable {
    var title: String
    var new: String
    var newTitle: String
    /// `{name}`
    var editTitle: String
    var edit: String
    var copy: String
    var versions: String
    /// `{name}`
    var versionsOf: String
    var delete: String
    /// `{name}`
    var deleteQuestion: String
    var deleteText: String
    var deletedTitle: String
    var bringBack: String
    var cancel: String
    var save: String
    var undo: String
    var configured: String
    var disabled: String
    /// `{chain}`
    var playsChain: String

    // The form
    var id: String
    var idHint: String
    var look: String
    var name: String
    var pictureText: String
    var pictureTextHint: String
    var pictureFile: String
    var pictureFileHint: String
    var keepPicture: String
    var accent: String
    var usualAccent: String
    var accents: [Accent: String]
    var greeting: String
    var suggestions: String
    var suggestionsHint: String
    var work: String
    var instructions: String
    var instructionsHint: String
    var chain: String
    var selection: String
    var visible: String
    var hidden: String
    var schema: String
    var schemaHint: String
    var catalogue: String
    var catalogueHint: String
    var knowledge: String
    var knowledgeHint: String
    var use: String
    var who: String
    var everyone: String
    var members: String
    var admins: String
    var perMinute: String
    var perMinuteHint: String
    var order: String
    var orderHint: String
    var enabled: String
    var enabledHint: String

    // Versions
    /// `{number}`
    var version: String
    var current: String
    var restore: String
    var unknownAuthor: String
    var created: String
    var changed: String
    var wasDeleted: String
    var restored: String

    // What was done, or not
    /// `{name}`
    var saidCreated: String
    /// `{name}`
    var saidChanged: String
    /// `{name}`
    var saidDeleted: String
    /// `{name}`
    var saidRestored: String
    /// `{field}` and `{reason}`, which is in English.
    var badValue: String
    var taken: String
    var takenByDeleted: String
    /// `{version}`
    var changedMeanwhile: String
    var notHere: String

    func accent(_ accent: Accent) -> String { accents[accent] ?? accent.rawValue }

    func audience(_ audience: Audience) -> String {
        switch audience {
        case .everyone: everyone
        case .members: members
        case .admins: admins
        }
    }

    func change(_ change: AssistantVersion.Change) -> String {
        switch change {
        case .created: created
        case .changed: changed
        case .deleted: wasDeleted
        case .restored: restored
        }
    }

    /// With `{name}`.
    func done(_ change: AssistantVersion.Change) -> String {
        switch change {
        case .created: saidCreated
        case .changed: saidChanged
        case .deleted: saidDeleted
        case .restored: saidRestored
        }
    }

    func said(of error: AssistantError) -> AdminFrame.Notice {
        let text =
            switch error {
            case .invalid(let field, let reason): Words.fill(badValue, ["field": label(of: field), "reason": reason])
            case .taken: taken
            case .takenByDeleted: takenByDeleted
            case .changedMeanwhile(let version): Words.fill(changedMeanwhile, ["version": String(version)])
            case .configured, .notFound, .unknownVersion: notHere
            }
        return .init(text: text)
    }

    /// What a field of the form is called.
    func label(of field: String) -> String {
        switch field {
        case "accent": accent
        case "audience": who
        case "catalogue": catalogue
        case "chain": chain
        case "enabled": enabled
        case "greeting": greeting
        case "id": id
        case "instructions": instructions
        case "knowledge": knowledge
        case "model_selection": selection
        case "name": name
        case "order": order
        case "output_schema": schema
        case "picture": pictureText
        case "requests_per_minute": perMinute
        case "suggestions": suggestions
        default: field
        }
    }

    /// The names of the fields in which two versions differ.
    func fields(changedFrom old: Assistant, to new: Assistant) -> [String] {
        let differences: [(String, Bool)] = [
            ("name", old.name != new.name), ("picture", old.picture != new.picture), ("accent", old.accent != new.accent),
            ("greeting", old.greeting != new.greeting), ("suggestions", old.suggestions != new.suggestions),
            ("instructions", old.instructions != new.instructions), ("chain", old.chain != new.chain),
            ("model_selection", old.selectsModels != new.selectsModels), ("output_schema", old.outputSchema != new.outputSchema),
            ("catalogue", old.catalogue != new.catalogue), ("knowledge", old.knowledge != new.knowledge),
            ("audience", old.audience != new.audience),
            ("requests_per_minute", old.requestsPerMinute != new.requestsPerMinute), ("order", old.order != new.order),
            ("enabled", old.isEnabled != new.isEnabled),
        ]
        return differences.filter(\.1).map { label(of: $0.0) }
    }
}

extension PageLanguage {
    var assistantAdminWords: AssistantAdminWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
