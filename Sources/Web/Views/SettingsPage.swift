/// Everything that the settings page shows.
package struct SettingsPage: Sendable {
    /// What has just been done.
    package enum Saved: String, Sendable, CaseIterable {
        case cloud
        case model
        case reset
    }

    package var language: PageLanguage
    package var assistantName: String
    /// The models to choose a default from; empty where no assistant lets people choose.
    package var models: [ModelSelector.Option]
    /// The owner's own default model.
    package var defaultModel: String?
    package var cloudDisabled: Bool
    /// Whether the operator has disabled cloud providers for everyone.
    package var isSetByServer: Bool
    /// Whether there is a model that could be asked with cloud providers disabled.
    package var hasLocalModel: Bool
    package var saved: Saved?
    /// nil for a reader of whom nothing is known.
    var privacy: PrivacySection?

    package init(
        language: PageLanguage, assistantName: String, models: [ModelSelector.Option], defaultModel: String?, cloudDisabled: Bool,
        isSetByServer: Bool, hasLocalModel: Bool, saved: Saved? = nil
    ) {
        self.language = language
        self.assistantName = assistantName
        self.models = models
        self.defaultModel = defaultModel
        self.cloudDisabled = cloudDisabled
        self.isSetByServer = isSetByServer
        self.hasLocalModel = hasLocalModel
        self.saved = saved
    }
}
