import Knowledge

/// What is said of documents that look like orders to a model, in one language.
struct SuspicionWords: Sendable, Hashable {
    /// `{reasons}`
    var flagged: String
    var withheld: String
    var accepted: String
    var accept: String
    var reasons: [InjectionVerdict.Reason: String]

    func text(_ found: Set<InjectionVerdict.Reason>) -> String {
        let said = found.sorted { $0.rawValue < $1.rawValue }.compactMap { reasons[$0] }.joined(separator: "; ")
        return Words.fill(flagged, ["reasons": said])
    }
}

extension PageLanguage {
    var suspicionWords: SuspicionWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension SuspicionWords {
    static let english = SuspicionWords(
        flagged: "Looks as if it gave orders to a language model: {reasons}.",
        withheld: "Answers leave out what looks most like it.", accepted: "Somebody has looked at it and accepted it.",
        accept: "Accept",
        reasons: [
            .overridesInstructions: "says that earlier instructions do not hold", .addressesModel: "speaks to a model",
            .assignsRole: "gives it another role", .fakesDelimiter: "pretends that somebody else speaks",
            .callsTool: "has tools called", .exfiltrates: "wants things sent away or revealed",
            .keepsSecret: "wants things kept from readers", .dictatesAnswer: "says what answers are to say",
            .hiddenText: "holds text that nobody sees", .encodedOrder: "holds orders in a code",
        ])

    static let german = SuspicionWords(
        flagged: "Sieht aus, als gebe es einem Sprachmodell Anweisungen: {reasons}.",
        withheld: "Antworten lassen aus, was am meisten danach aussieht.", accepted: "Jemand hat es angesehen und freigegeben.",
        accept: "Freigeben",
        reasons: [
            .overridesInstructions: "erklärt frühere Anweisungen für ungültig", .addressesModel: "spricht ein Modell an",
            .assignsRole: "weist ihm eine andere Rolle zu", .fakesDelimiter: "gibt vor, dass jemand anderes spricht",
            .callsTool: "lässt Werkzeuge aufrufen", .exfiltrates: "will, dass etwas verschickt oder verraten wird",
            .keepsSecret: "will Lesern etwas verschweigen", .dictatesAnswer: "schreibt Antworten vor",
            .hiddenText: "enthält Text, den niemand sieht", .encodedOrder: "enthält verschlüsselte Anweisungen",
        ])

    static let chinese = SuspicionWords(
        flagged: "看起来像在向语言模型下达指令：{reasons}。", withheld: "回答会略去最可疑的部分。", accepted: "已有人查看并认可。", accept: "认可",
        reasons: [
            .overridesInstructions: "声称先前的指令无效", .addressesModel: "对模型说话", .assignsRole: "给模型另派角色",
            .fakesDelimiter: "冒充他人发言", .callsTool: "要求调用工具", .exfiltrates: "要求发送或泄露内容",
            .keepsSecret: "要求对读者隐瞒", .dictatesAnswer: "规定回答的内容", .hiddenText: "含有看不见的文字", .encodedOrder: "含有编码的指令",
        ])

    static let arabic = SuspicionWords(
        flagged: "يبدو كأنه يصدر أوامر إلى نموذج لغوي: {reasons}.", withheld: "تستبعد الإجابات أكثر أجزائه إثارة للشبهة.",
        accepted: "اطّلع عليه أحدهم وقبله.", accept: "قبول",
        reasons: [
            .overridesInstructions: "يقول إن التعليمات السابقة لا تسري", .addressesModel: "يخاطب نموذجًا",
            .assignsRole: "يسند إليه دورًا آخر",
            .fakesDelimiter: "يتظاهر بأن غيره يتكلم", .callsTool: "يطلب استدعاء أدوات", .exfiltrates: "يطلب إرسال شيء أو كشفه",
            .keepsSecret: "يطلب إخفاء شيء عن القارئ", .dictatesAnswer: "يملي ما تقوله الإجابات",
            .hiddenText: "فيه نص لا يراه أحد",
            .encodedOrder: "فيه أوامر مشفّرة",
        ])
}
