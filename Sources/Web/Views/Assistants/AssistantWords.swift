/// What the pages say about assistants, in one language.
struct AssistantWords: Sendable, Hashable {
    /// Over the list of assistants.
    var choose: String
    /// `{name}`
    var gone: String
    var goOnWith: String
    var goOn: String
    var missingTitle: String
    var missingText: String
}

extension AssistantWords {
    static let english = AssistantWords(
        choose: "Whom would you like to talk to?",
        gone: "{name} is no longer here. You can read this conversation, and go on with another assistant.",
        goOnWith: "Go on with", goOn: "Go on", missingTitle: "This assistant is not here",
        missingText: "It may have been taken away, or it is not meant for your account.")

    static let german = AssistantWords(
        choose: "Mit wem möchten Sie sprechen?",
        gone: "{name} ist nicht mehr da. Sie können dieses Gespräch lesen und mit einem anderen Assistenten weiterführen.",
        goOnWith: "Weiter mit", goOn: "Weiter", missingTitle: "Diesen Assistenten gibt es hier nicht",
        missingText: "Vielleicht wurde er entfernt, oder er ist nicht für Ihr Konto bestimmt.")

    static let chinese = AssistantWords(
        choose: "您想和谁对话？", gone: "{name} 已不在这里。您可以阅读此对话，并与其他助手继续。", goOnWith: "继续使用", goOn: "继续",
        missingTitle: "没有这个助手", missingText: "它可能已被移除，或不对您的账户开放。")

    static let arabic = AssistantWords(
        choose: "مع من تودّ التحدث؟", gone: "لم يعد {name} هنا. يمكنك قراءة هذه المحادثة ومتابعتها مع مساعد آخر.",
        goOnWith: "المتابعة مع", goOn: "متابعة", missingTitle: "هذا المساعد غير موجود",
        missingText: "ربما أُزيل، أو أنه غير متاح لحسابك.")
}

extension PageLanguage {
    var assistantWords: AssistantWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
