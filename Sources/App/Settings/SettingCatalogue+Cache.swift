import Chat

extension SettingCatalogue {
    static let cache: [SettingDescription] = [
        SettingDescription(
            "cache.answers.enabled", .boolean, "true",
            "Whether an answer from documents is given again to whoever asks the same with the same rights; see docs/cache.md."),
        SettingDescription(
            "cache.answers.semantic", .boolean, "true", "Whether also to the same question in other words, by their vectors."),
        SettingDescription(
            "cache.answers.threshold", .fraction, "0.95", "How near two questions' vectors must be for that: their least cosine."),
        SettingDescription("cache.answers.ttl", .duration, "1h", "How long an answer is given again."),
        SettingDescription("cache.answers.size", .size, "64MB", "How much memory of each server they may take."),
    ]
}

extension SettingsBuilder {
    mutating func cache() -> AnswerCache.Policy {
        AnswerCache.Policy(
            isEnabled: reader.boolean("cache.answers.enabled") ?? true,
            isSemantic: reader.boolean("cache.answers.semantic") ?? true,
            threshold: reader.fraction("cache.answers.threshold") ?? 0.95,
            lifetime: positive("cache.answers.ttl"), size: reader.size("cache.answers.size") ?? 0)
    }
}
