import LanguageModel
import Usage

/// What the page says on which admins limit what may be used.
struct LimitPageWords: Sendable {
    var title: String
    var intro: String
    var inForce: String
    /// Over the limits that hold for whoever reads.
    var mine: String
    var mineHint: String
    var none: String
    var new: String
    /// `{target}`
    var edit: String
    var change: String
    var delete: String
    var save: String
    var cancel: String
    var scope: String
    var name: String
    /// What a name is, for each scope.
    var nameHint: String
    var emptyHint: String
    var key: String
    var user: String
    var assistant: String
    var role: String
    /// `{name}`
    var everybody: String
    var requests: String
    var tokens: String
    var day: String
    var month: String
    /// `{used}` and `{limit}`
    var used: String
    /// `{amount}`
    var reserved: String
    /// `{time}`
    var renews: String
    var fromConfiguration: String
    var saved: String
    var deleted: String
    /// `{field}` and `{reason}`
    var wrong: String
    var taken: String
    var badName: String
    var badCount: String
    var badMoney: String
    var oneNeeded: String
    /// `{target}`
    var deleteQuestion: String

    func name(of scope: LimitScope) -> String {
        switch scope {
        case .key: key
        case .user: user
        case .assistant: assistant
        case .role: role
        }
    }

    func name(of measure: LimitRefusal.Measure) -> String {
        switch measure {
        case .requests: requests
        case .tokens: tokens
        case .day: day
        case .month: month
        }
    }
}

extension PageLanguage {
    var limitWords: LimitPageWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension LimitPageWords {
    fileprivate static let english = LimitPageWords(
        title: "Limits", intro: "What may be used. Every limit that fits a request holds; the narrowest refuses first.",
        inForce: "In force", mine: "What you have left",
        mineHint: "These limits hold for you. An assistant's is shared by all who ask it.",
        none: "Nothing is limited.", new: "New limit", edit: "Change the limit for {target}", change: "Change", delete: "Delete",
        save: "Save", cancel: "Cancel", scope: "For", name: "Name",
        nameHint: "A username, a key's identifier, an assistant's identifier, or a role: admin, member, viewer, visitor.",
        emptyHint: "An empty field is no limit.", key: "Key", user: "Person", assistant: "Assistant",
        role: "Everybody of a role", everybody: "Everybody with the role {name}", requests: "Requests a minute",
        tokens: "Tokens a minute", day: "Dollars a day",
        month: "Dollars a month", used: "{used} of {limit} used", reserved: "{amount} reserved", renews: "renews {time}",
        fromConfiguration: "From the configuration. A limit that you enter for the same name takes its place.",
        saved: "Saved.", deleted: "Deleted.", wrong: "{field}: {reason}",
        taken: "There is a limit for this name already. Change that one.", badName: "nobody has this name",
        badCount: "must be a whole number of at least 1", badMoney: "must be an amount of dollars from 0 to 1000000",
        oneNeeded: "At least one of the four limits is needed.", deleteQuestion: "Delete the limit for {target}?")

    fileprivate static let german = LimitPageWords(
        title: "Grenzen",
        intro: "Was verbraucht werden darf. Jede Grenze gilt, die auf eine Anfrage passt; die engste lehnt zuerst ab.",
        inForce: "In Kraft", mine: "Was Ihnen bleibt",
        mineHint: "Diese Grenzen gelten für Sie. Die eines Assistenten teilen sich alle, die ihn fragen.",
        none: "Nichts ist begrenzt.", new: "Neue Grenze", edit: "Grenze für {target} ändern", change: "Ändern",
        delete: "Löschen", save: "Speichern", cancel: "Abbrechen", scope: "Für", name: "Name",
        nameHint:
            "Ein Benutzername, die Kennung eines Schlüssels oder Assistenten oder eine Rolle: admin, member, viewer, visitor.",
        emptyHint: "Ein leeres Feld ist keine Grenze.", key: "Schlüssel", user: "Person", assistant: "Assistent",
        role: "Alle mit einer Rolle", everybody: "Alle mit der Rolle {name}", requests: "Anfragen je Minute",
        tokens: "Token je Minute", day: "Dollar je Tag",
        month: "Dollar je Monat", used: "{used} von {limit} verbraucht", reserved: "{amount} reserviert",
        renews: "neu ab {time}",
        fromConfiguration: "Aus der Konfiguration. Eine Grenze, die Sie für denselben Namen eintragen, tritt an ihre Stelle.",
        saved: "Gespeichert.", deleted: "Gelöscht.", wrong: "{field}: {reason}",
        taken: "Für diesen Namen gibt es schon eine Grenze. Bitte diese ändern.", badName: "niemand heißt so",
        badCount: "muss eine ganze Zahl ab 1 sein", badMoney: "muss ein Betrag in Dollar von 0 bis 1000000 sein",
        oneNeeded: "Mindestens eine der vier Grenzen ist nötig.",
        deleteQuestion: "Grenze für {target} löschen?")

    fileprivate static let chinese = LimitPageWords(
        title: "限额", intro: "可以使用多少。所有适用于某个请求的限额都有效；最窄的先拒绝。",
        inForce: "生效中", mine: "您的剩余额度", mineHint: "这些限额适用于您。助手的限额由所有使用者共享。",
        none: "没有任何限制。", new: "新建限额", edit: "更改 {target} 的限额", change: "更改",
        delete: "删除", save: "保存", cancel: "取消", scope: "适用于", name: "名称",
        nameHint: "用户名、密钥标识、助手标识，或角色：admin、member、viewer、visitor。", emptyHint: "留空表示不限。", key: "密钥",
        user: "人员", assistant: "助手", role: "某角色的每个人", everybody: "角色 {name} 的每个人", requests: "每分钟请求数", tokens: "每分钟令牌数",
        day: "每天美元",
        month: "每月美元", used: "已用 {used}，共 {limit}", reserved: "已预留 {amount}", renews: "{time} 恢复",
        fromConfiguration: "来自配置。您为同一名称输入的限额会取代它。", saved: "已保存。", deleted: "已删除。",
        wrong: "{field}：{reason}", taken: "此名称已有限额，请更改该限额。", badName: "没有这个名称",
        badCount: "必须是不小于 1 的整数", badMoney: "必须是 0 到 1000000 之间的美元金额", oneNeeded: "四项限额中至少需要填写一项。",
        deleteQuestion: "删除 {target} 的限额？")

    fileprivate static let arabic = LimitPageWords(
        title: "الحدود", intro: "ما الذي يجوز استخدامه. يسري كل حد ينطبق على الطلب، والأضيق يرفض أولًا.",
        inForce: "سارية", mine: "ما تبقى لك",
        mineHint: "تسري هذه الحدود عليك. أما حد المساعد فيتقاسمه كل من يسأله.",
        none: "لا توجد حدود.",
        new: "حد جديد", edit: "تغيير حد {target}", change: "تغيير", delete: "حذف", save: "حفظ", cancel: "إلغاء",
        scope: "لمن", name: "الاسم",
        nameHint: "اسم مستخدم، أو معرّف مفتاح، أو معرّف مساعد، أو دور: admin أو member أو viewer أو visitor.",
        emptyHint: "الحقل الفارغ يعني بلا حد.", key: "مفتاح", user: "شخص", assistant: "مساعد", role: "كل من له دور",
        everybody: "كل من له الدور {name}",
        requests: "الطلبات في الدقيقة", tokens: "الرموز في الدقيقة", day: "دولار في اليوم", month: "دولار في الشهر",
        used: "استُخدم {used} من {limit}", reserved: "محجوز {amount}", renews: "تتجدد في {time}",
        fromConfiguration: "من ملف الإعدادات. الحد الذي تُدخله للاسم نفسه يحل محله.", saved: "تم الحفظ.",
        deleted: "تم الحذف.", wrong: "{field}: {reason}", taken: "يوجد حد لهذا الاسم بالفعل. يُرجى تغييره.",
        badName: "لا يوجد أحد بهذا الاسم", badCount: "يجب أن يكون عددًا صحيحًا لا يقل عن 1",
        badMoney: "يجب أن يكون مبلغًا بالدولار من 0 إلى 1000000", oneNeeded: "يلزم حد واحد على الأقل من الحدود الأربعة.",
        deleteQuestion: "هل تريد حذف حد {target}؟")
}
