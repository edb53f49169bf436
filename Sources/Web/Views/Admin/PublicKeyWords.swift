/// What the page of keys says of public ones, in one language.
struct PublicKeyWords: Sendable, Hashable {
    var title: String
    var intro: String
    var publicKey: String
    var origins: String
    var originsHint: String
    var assistant: String
    var anyAssistant: String
    var collections: String
    var collectionsHint: String
    var perVisitor: String
    var perVisitorHint: String
    var create: String
    var made: String
    var snippetHint: String
    var policyHint: String

    static let english = PublicKeyWords(
        title: "New public key, for the chat on a site",
        intro: "It stands in the site's pages, where everybody can read it: it counts only there, and may only ask questions.",
        publicKey: "public",
        origins: "Sites",
        originsHint: "One origin a line, such as https://shop.example",
        assistant: "Who answers",
        anyAssistant: "Whoever comes first",
        collections: "Only from these documents",
        collectionsHint: "With none chosen: from all that everybody may read.",
        perVisitor: "Questions a minute for each visitor",
        perVisitorHint: "20 when it is left empty.",
        create: "Make public key",
        made: "The public key is made. Put this into the site's pages:",
        snippetHint: "Where the site has a content security policy, it must allow these:",
        policyHint: "How the chat looks and speaks is set by more attributes of this tag; see docs/widget.md.")

    static let german = PublicKeyWords(
        title: "Neuer öffentlicher Schlüssel, für den Chat auf einer Website",
        intro: "Er steht in den Seiten der Website, wo ihn jeder lesen kann: Er gilt nur dort und darf nur Fragen stellen.",
        publicKey: "öffentlich",
        origins: "Websites",
        originsHint: "Ein Ursprung je Zeile, etwa https://shop.example",
        assistant: "Wer antwortet",
        anyAssistant: "Wer an erster Stelle steht",
        collections: "Nur aus diesen Dokumenten",
        collectionsHint: "Ist nichts gewählt: aus allem, was jeder lesen darf.",
        perVisitor: "Fragen pro Minute je Besucher",
        perVisitorHint: "20, wenn das Feld leer bleibt.",
        create: "Öffentlichen Schlüssel anlegen",
        made: "Der öffentliche Schlüssel ist angelegt. Dies gehört in die Seiten der Website:",
        snippetHint: "Hat die Website eine Content Security Policy, muss sie dies erlauben:",
        policyHint: "Aussehen und Sprache des Chats bestimmen weitere Attribute dieses Tags; siehe docs/widget.md.")

    static let chinese = PublicKeyWords(
        title: "新建公开密钥，用于网站上的聊天",
        intro: "它写在网站页面里，人人可见：只在那里有效，并且只能提问。",
        publicKey: "公开",
        origins: "网站",
        originsHint: "每行一个来源，例如 https://shop.example",
        assistant: "由谁回答",
        anyAssistant: "排在第一位的助手",
        collections: "仅限这些文档",
        collectionsHint: "不选则为所有人可读的全部文档。",
        perVisitor: "每位访客每分钟的提问数",
        perVisitorHint: "留空则为 20。",
        create: "创建公开密钥",
        made: "公开密钥已创建。请把下面这行放进网站页面：",
        snippetHint: "如果网站设有内容安全策略，须允许以下内容：",
        policyHint: "聊天的外观和语言由此标签的其他属性设定；见 docs/widget.md。")

    static let arabic = PublicKeyWords(
        title: "مفتاح عام جديد للمحادثة على موقع",
        intro: "يوضع في صفحات الموقع حيث يراه الجميع: لا يصلح إلا هناك، ولا يتيح إلا طرح الأسئلة.",
        publicKey: "عام",
        origins: "المواقع",
        originsHint: "مصدر واحد في كل سطر، مثل https://shop.example",
        assistant: "من يجيب",
        anyAssistant: "صاحب المرتبة الأولى",
        collections: "من هذه المستندات فقط",
        collectionsHint: "إن لم يُختر شيء: من كل ما يحق للجميع قراءته.",
        perVisitor: "الأسئلة في الدقيقة لكل زائر",
        perVisitorHint: "20 إذا تُرك فارغًا.",
        create: "إنشاء مفتاح عام",
        made: "تم إنشاء المفتاح العام. ضع هذا في صفحات الموقع:",
        snippetHint: "إذا كانت للموقع سياسة أمان محتوى فيجب أن تسمح بما يلي:",
        policyHint: "مظهر المحادثة ولغتها تحددهما سمات أخرى لهذا الوسم؛ انظر docs/widget.md.")
}

extension PageLanguage {
    var publicKeyWords: PublicKeyWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}
