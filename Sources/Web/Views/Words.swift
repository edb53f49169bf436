/// Every sentence that the page says, in one language: the views use it, and the script is handed the same words as JSON.
///
/// `{name}` stands for what is put in when the sentence is used. A language is one file with one value of this type, so
/// that a missing sentence does not compile.
package struct Words: Sendable, Hashable, Encodable {
    // The frame
    var skipToMessage: String
    var conversations: String
    var showConversations: String
    var close: String
    var newChat: String
    var noConversations: String
    var untitled: String
    var needsScript: String
    /// To whoever may read and not write.
    var readOnly: String
    var missingTitle: String
    var missingText: String

    // The conversation
    var you: String
    /// On the empty page of an assistant that has no greeting of its own.
    var greeting: String
    var greetingHint: String
    var suggestions: String
    var processing: String
    var whichModel: String
    /// `{model}`
    var answeredBy: String
    /// `{model}` finished what `{models}` began.
    var rescued: String
    /// `{name}` and `{text}`, for screen readers.
    var answered: String
    var retry: String
    var stopped: String
    var interrupted: String
    var failed: String
    var wasOut: String
    var declined: String
    var tooLong: String
    var misfit: String
    /// `{id}`
    var reference: String
    var earlier: String
    var latest: String
    var edit: String
    /// `{number}` and `{count}`
    var version: String
    var previousVersion: String
    var nextVersion: String
    var fork: String
    var copy: String
    var copied: String

    // The composer
    /// `{name}`
    var message: String
    var send: String
    var stop: String
    var keys: String
    var messageTooLarge: String
    var busy: String
    var tooMany: String

    // Out of models, offline
    var unavailable: String
    /// `{time}`
    var retryIn: String
    var checking: String
    var availableAgain: String
    var offline: String
    var online: String
    var connectionLost: String
    var notSent: String

    // Choosing a model
    var models: ModelWords

    // What may be used
    var limits: LimitWords

    // Finding, keeping and deleting
    var search: String
    /// `{count}`
    var found: String
    var foundNothingHere: String
    /// `{title}`
    var actions: String
    var pin: String
    var unpin: String
    var pinned: String
    var rename: String
    var title: String
    var save: String
    var archive: String
    var unarchive: String
    var archived: String
    var noArchived: String
    var more: String
    var exportJSON: String
    var exportMarkdown: String
    var exportAll: String
    var importFile: String
    var importing: String
    /// `{count}`
    var imported: String
    /// `{count}`
    var notImported: String
    /// `{title}`
    var deleteQuestion: String
    var deleteConfirm: String
    var cancel: String

    // Connecting a model
    var connect: String
    var builtinOnly: String
    /// `{models}`
    var foundSummary: String
    var connectIntro: String
    var foundHeading: String
    var foundNothing: String
    var connectedHeading: String
    var connectedNothing: String
    var modelOut: String
    var addHeading: String
    var kind: String
    var key: String
    var keyHint: String
    var address: String
    /// `{address}`
    var addressHint: String
    var modelNames: String
    var modelNamesHint: String
    var connectAction: String
    var connecting: String
    /// `{models}`
    var connected: String
    var didNotWork: String
}
