/// What the admin area says of AI clients and chains, in one language. `{name}` and the like stand for what is put in.
package struct StageWords: Sendable, Hashable {
    // AI clients
    var clients: String
    var clientsIntro: String
    var local: String
    var cloud: String
    var fromConfiguration: String
    var fromPage: String
    var fromFound: String
    var fromBuiltin: String
    var keyUnreadable: String
    var noKey: String
    var hasKey: String
    var modelsInChains: String
    var noModels: String
    var showModels: String
    /// `{client}`, `{count}`, `{ms}`
    var listed: String
    /// `{client}`, `{reason}`, `{ms}`
    var listFailed: String
    var copyID: String
    var test: String
    /// `{model}`, `{ms}`, `{answer}`
    var testWorked: String
    /// `{model}`, `{ms}`, `{reason}`
    var testFailed: String
    /// `{model}`, `{reason}`
    var testHeldBack: String
    var addClient: String
    var clientName: String
    var clientNameHint: String
    var kind: String
    var key: String
    var keyHint: String
    var address: String
    var addressHint: String
    var modelNames: String
    var modelNamesHint: String
    var connect: String
    /// `{client}`
    var connected: String
    var changeKey: String
    var newKey: String
    /// `{client}`
    var keyChanged: String
    var removeClient: String
    /// `{client}`
    var removeClientText: String
    /// `{client}`
    var clientRemoved: String
    /// `{chains}`
    var clientInUse: String
    var keyMissing: String
    var keyRefused: String
    var badAddress: String
    var badClientName: String
    var clientNameTaken: String
    var noChatModels: String
    var cloudDisabled: String

    // What a model's breaker says
    var ready: String
    /// `{reason}`
    var resting: String
    /// `{seconds}`, `{reason}`
    var restingFor: String
    /// `{reason}`
    var tried: String
    var gone: String
    var resetBreaker: String
    /// `{model}`
    var breakerReset: String
    var reasonUnreachable: String
    var reasonSlow: String
    var reasonRateLimited: String
    var reasonOverloaded: String
    var reasonServerError: String
    var reasonUnauthorized: String
    var reasonModelNotFound: String
    var reasonNotAllowed: String
    var reasonDeclined: String

    // Chains
    var chains: String
    var chainsIntro: String
    var isConfigured: String
    var isStored: String
    var isOwn: String
    var isTakenAway: String
    /// `{names}`
    var playedBy: String
    /// `{number}`, `{when}`, `{name}`
    var versionBy: String
    var edit: String
    /// `{name}`
    var editChain: String
    var newChain: String
    var chainName: String
    var chainNameHint: String
    var begin: String
    /// `{model}`
    var drag: String
    /// `{model}`
    var up: String
    /// `{model}`
    var down: String
    /// `{model}`
    var takeOut: String
    var noModelsYet: String
    var unsaved: String
    var addModel: String
    var addModelHint: String
    var add: String
    /// `{model}`
    var addThis: String
    /// `{client}`
    var listOf: String
    var saveChain: String
    /// `{name}`
    var chainSaved: String
    var backToConfiguration: String
    /// `{name}`
    var isBackToConfiguration: String
    var deleteChain: String
    /// `{name}`
    var chainDeleted: String
    var versions: String
    var version: String
    var models: String
    /// `{number}`
    var restore: String
    var inForce: String
    var emptyChain: String
    /// `{count}`
    var tooLongChain: String
    /// `{model}`
    var badModel: String
    /// `{client}`
    var unknownClient: String
    /// `{client}`
    var didYouMean: String
    /// `{model}`
    var twice: String
    var badChainName: String
    var changedMeanwhile: String
    var seeTheirs: String
    /// `{names}`
    var chainInUse: String
    var nothingToTakeBack: String
    var missingChain: String
}

extension PageLanguage {
    var stageWords: StageWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
