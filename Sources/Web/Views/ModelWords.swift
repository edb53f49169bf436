/// What the page says about choosing a model, and on the settings page; see ``Words``.
package struct ModelWords: Sendable, Hashable, Encodable {
    // The selector
    var choose: String
    /// `{model}`
    var modelIs: String
    var search: String
    var noneFound: String
    /// `{count}`, for screen readers.
    var found: String
    /// `{model}`
    var defaultIs: String
    var local: String
    /// `{model}` is chosen, for screen readers.
    var chosen: String
    var notKept: String
    var cloudOff: String
    var cloudBlocked: String

    // On an answer
    /// `{model}`
    var chip: String
    /// `{model}`
    var inPlaceOf: String

    // Settings
    var settings: String
    var backToChat: String
    var aiSettings: String
    var defaultModelTitle: String
    var defaultModelText: String
    var assistantsModel: String
    var save: String
    var disableCloud: String
    var disableCloudText: String
    var setByServer: String
    var reset: String
    var resetText: String
    var savedCloudOff: String
    var savedCloudOn: String
    var savedModel: String
    var savedReset: String
}
