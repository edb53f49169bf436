import Knowledge

/// What the pages of evaluations say, in one language.
struct EvaluationWords: Sendable, Hashable {
    // All sets
    var title: String
    var intro: String
    var nothing: String
    var name: String
    var searched: String
    var questions: String
    var newest: String
    var newSet: String
    /// `{name}`
    var ofCollection: String
    /// `{name}`
    var ofAssistant: String
    var noCollections: String
    var file: String
    var fileHint: String
    var upload: String
    /// `{count}`
    var unusable: String
    /// `{line}`
    var line: String
    /// `{reason}`
    var unreadable: String
    var unknownTarget: String
    var badName: String
    var deleted: String

    // One set
    var created: String
    var newRun: String
    var note: String
    var noteHint: String
    var run: String
    var willRun: String
    var busy: String
    var ended: String
    var runs: String
    var noRuns: String
    var runColumn: String
    /// `{number}`
    var runNumber: String
    var status: String
    var queued: String
    var running: String
    var done: String
    var failed: String
    var cancelled: String
    var interrupted: String
    /// `{done}` and `{total}`
    var progress: String
    var median: String
    var change: String
    var cancel: String
    var delete: String
    var removed: String
    var deleteSet: String
    /// `{name}`
    var deleteQuestion: String
    var deleteText: String
    var all: String

    // One run
    var noFigures: String
    var against: String
    var nothingElse: String
    var leg: String
    var keywords: String
    var vectors: String
    var fused: String
    var compare: String
    var figures: String
    var figure: String
    var value: String
    var difference: String
    var milliseconds: String
    var ground: String
    var fact: String
    var date: String
    var model: String
    var noModel: String
    var program: String
    var version: String
    var documents: String
    /// `{count}`
    var indexing: String
    var chunks: String
    var changed: String
    var changedMeanwhile: String
    /// `{count}`
    var wins: String
    /// `{count}`
    var losses: String
    /// `{count}`
    var same: String
    /// `{count}`
    var missed: String
    /// `{count}`
    var first: String
    var expected: String
    var before: String
    var after: String
    var foundInstead: String
    var right: String
    var gone: String
    var nothingFound: String

    func name(of status: EvaluationRun.Status) -> String {
        switch status {
        case .queued: queued
        case .running: running
        case .done: done
        case .failed: failed
        case .cancelled: cancelled
        case .interrupted: interrupted
        }
    }

    func name(ofLeg leg: String) -> String {
        switch leg {
        case "keywords": keywords
        case "vectors": vectors
        default: fused
        }
    }
}

extension PageLanguage {
    var evaluationWords: EvaluationWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
