/// What the page says about sources, in one language: below answers, on a document's own page, and beside what is selected.
struct SourceWords: Sendable, Hashable {
    // Below an answer
    var sources: String
    /// `{number}` and `{title}`
    var source: String
    /// `{number}`
    var page: String
    /// `{count}`
    var more: String
    var borneOut: String
    var notBorneOut: String
    /// Said in the place of the sign behind a sentence.
    var unborne: String
    /// `{sign}`: one sentence has it.
    var oneUnborne: String
    /// `{sign}` and `{count}`
    var severalUnborne: String
    var notCovered: String
    var oneIndexing: String
    /// `{count}`
    var severalIndexing: String

    // A document's own page
    var quotedPlace: String
    var changed: String
    var noText: String
    var address: String
    var format: String
    var pages: String
    var updated: String
    var textPages: String
    /// `{number}` and `{count}`
    var textPage: String
    var previous: String
    var next: String
    var back: String
    var missingTitle: String
    var missingText: String

    // What is selected
    var ask: String
    /// For screen readers.
    var selected: String
    var quote: String
    var removeQuote: String
    var fromAnswer: String
}

extension PageLanguage {
    var sourceWords: SourceWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension SourceWords {
    static let english = SourceWords(
        sources: "Sources", source: "Source {number}: {title}", page: "page {number}", more: "{count} more",
        borneOut: "Bears out what cites it", notBorneOut: "Does not bear out all that cites it",
        unborne: "(no source bears this out)", oneUnborne: "{sign} One statement is borne out by no source.",
        severalUnborne: "{sign} {count} statements are borne out by no source.",
        notCovered: "The documents do not contain this.", oneIndexing: "One document was still being read.",
        severalIndexing: "{count} documents were still being read.",
        quotedPlace: "The place that was cited is marked.",
        changed: "This document has changed since it was cited: the quoted words do not stand here any more.",
        noText: "There is no text of this document yet.", address: "Address", format: "Format", pages: "Pages",
        updated: "Last read", textPages: "Pages of the text", textPage: "{number} of {count}", previous: "Previous", next: "Next",
        back: "Back to the chat", missingTitle: "No such document",
        missingText: "It was taken away, or it is not for you to read.",
        ask: "Ask about this", selected: "Text is selected. Press Tab to ask about it.", quote: "What you ask about",
        removeQuote: "Remove the quote", fromAnswer: "an answer")

    static let german = SourceWords(
        sources: "Quellen", source: "Quelle {number}: {title}", page: "Seite {number}", more: "{count} weitere",
        borneOut: "Belegt, was sich darauf beruft", notBorneOut: "Belegt nicht alles, was sich darauf beruft",
        unborne: "(von keiner Quelle belegt)", oneUnborne: "{sign} Eine Aussage ist von keiner Quelle belegt.",
        severalUnborne: "{sign} {count} Aussagen sind von keiner Quelle belegt.",
        notCovered: "In den Dokumenten steht dazu nichts.", oneIndexing: "Ein Dokument wurde noch eingelesen.",
        severalIndexing: "{count} Dokumente wurden noch eingelesen.",
        quotedPlace: "Die zitierte Stelle ist hervorgehoben.",
        changed: "Das Dokument hat sich seit dem Zitat geändert: Die zitierten Worte stehen nicht mehr hier.",
        noText: "Von diesem Dokument gibt es noch keinen Text.", address: "Adresse", format: "Format", pages: "Seiten",
        updated: "Zuletzt gelesen", textPages: "Seiten des Textes", textPage: "{number} von {count}", previous: "Zurück",
        next: "Weiter", back: "Zurück zum Chat", missingTitle: "Kein solches Dokument",
        missingText: "Es wurde entfernt, oder Sie dürfen es nicht lesen.",
        ask: "Dazu fragen", selected: "Text ist ausgewählt. Mit der Tabulatortaste dazu fragen.", quote: "Wozu Sie fragen",
        removeQuote: "Zitat entfernen", fromAnswer: "eine Antwort")

    static let chinese = SourceWords(
        sources: "来源", source: "来源 {number}：{title}", page: "第 {number} 页", more: "还有 {count} 个", borneOut: "支持引用它的内容",
        notBorneOut: "未能支持引用它的全部内容", unborne: "（没有来源支持）", oneUnborne: "{sign} 有一处说法没有来源支持。",
        severalUnborne: "{sign} 有 {count} 处说法没有来源支持。", notCovered: "文档中没有相关内容。", oneIndexing: "当时还有一份文档正在读取。",
        severalIndexing: "当时还有 {count} 份文档正在读取。", quotedPlace: "引用的位置已标出。",
        changed: "引用之后文档已有改动：引用的文字已不在此处。", noText: "这份文档还没有文本。", address: "地址", format: "格式", pages: "页数",
        updated: "最近读取", textPages: "文本分页", textPage: "第 {number} 页，共 {count} 页", previous: "上一页", next: "下一页",
        back: "返回聊天", missingTitle: "没有这份文档", missingText: "它已被移除，或者您无权阅读。", ask: "就此提问",
        selected: "已选中文字。按 Tab 键就此提问。", quote: "您要问的内容", removeQuote: "移除引文", fromAnswer: "一个回答")

    static let arabic = SourceWords(
        sources: "المصادر", source: "المصدر {number}: {title}", page: "الصفحة {number}", more: "{count} أخرى",
        borneOut: "يؤيد ما يستشهد به", notBorneOut: "لا يؤيد كل ما يستشهد به", unborne: "(لا يؤيده أي مصدر)",
        oneUnborne: "{sign} عبارة واحدة لا يؤيدها أي مصدر.", severalUnborne: "{sign} عبارات لا يؤيدها أي مصدر: {count}.",
        notCovered: "لا تحتوي المستندات على هذا.", oneIndexing: "كان مستند واحد لا يزال قيد القراءة.",
        severalIndexing: "مستندات كانت لا تزال قيد القراءة: {count}.", quotedPlace: "الموضع المستشهد به مميَّز.",
        changed: "تغيّر هذا المستند منذ الاستشهاد به: لم تعد الكلمات المقتبسة في هذا الموضع.",
        noText: "لا يوجد نص لهذا المستند بعد.", address: "العنوان", format: "الصيغة", pages: "الصفحات",
        updated: "آخر قراءة", textPages: "صفحات النص", textPage: "{number} من {count}", previous: "السابق", next: "التالي",
        back: "العودة إلى المحادثة", missingTitle: "لا يوجد مستند كهذا", missingText: "أُزيل، أو لا يحق لك قراءته.",
        ask: "اسأل عن هذا", selected: "تم تحديد نص. اضغط Tab للسؤال عنه.", quote: "ما تسأل عنه",
        removeQuote: "إزالة الاقتباس", fromAnswer: "إجابة")
}
