/// What the pages about webhooks say, in one language.
struct WebhookWords: Sendable {
    var title: String
    var intro: String
    var none: String
    var new: String
    var change: String
    var url: String
    var urlHint: String
    var description: String
    var events: String
    var eventsHint: String
    var allEvents: String
    var allowLocal: String
    var health: String
    var working: String
    var failing: String
    var disabled: String
    var disabledGone: String
    var disabledFailing: String
    var pending: String
    var delivered: String
    var dead: String
    /// Over the secret.
    var secret: String
    var previousSecret: String
    /// Back to the list.
    var all: String
    /// Back to the webhook.
    var back: String
    var test: String
    var rotate: String
    /// `{url}`
    var rotateText: String
    var delete: String
    /// `{url}`
    var deleteText: String
    var log: String
    var noDeliveries: String
    var event: String
    var attempt: String
    var attempts: String
    var outcome: String
    var answer: String
    var duration: String
    var again: String
    /// Before a moment.
    var next: String
    var replay: String
    var replayDead: String
    var payload: String
    var created: String
    /// `{reason}`
    var wrong: String
    var isDisabled: String
    var saved: String
    var deleted: String
    var tested: String
    var replayed: String
    var nowEnabled: String
    var nowDisabled: String

    /// What was just done, by its name in the address.
    func done(_ what: String) -> String? {
        switch what {
        case "save": saved
        case "delete": deleted
        case "test": tested
        case "replay": replayed
        case "enable": nowEnabled
        case "disable": nowDisabled
        default: nil
        }
    }
}

extension PageLanguage {
    var webhookWords: WebhookWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension WebhookWords {
    fileprivate static let english = WebhookWords(
        title: "Webhooks",
        intro: "Other programs are told of what happens here: signed, and again until they have taken it.",
        none: "Nobody is told of anything yet.", new: "New webhook", change: "Change the webhook", url: "Address",
        urlHint: "Where events are posted to; begins with https://.", description: "What it is for", events: "Events",
        eventsHint: "With none chosen, all of them are sent.", allEvents: "All",
        allowLocal: "It may be on this machine or in its network", health: "State", working: "Working", failing: "Failing since",
        disabled: "Disabled", disabledGone: "Disabled: the receiver says it is gone",
        disabledFailing: "Disabled: it failed for days", pending: "Waiting", delivered: "Delivered", dead: "Given up",
        secret: "The secret with which receivers check the signature:", previousSecret: "The old secret still signs until",
        all: "All webhooks", back: "Back to the webhook", test: "Send a test", rotate: "New secret",
        rotateText: "Give {url} a new secret? The old one signs as well for another 24 hours.", delete: "Delete",
        deleteText: "Delete {url}, with everything that still waits for it?", log: "Deliveries",
        noDeliveries: "There is nothing here.", event: "Event", attempt: "Attempt", attempts: "Attempts", outcome: "Outcome",
        answer: "Answer", duration: "Time", again: "Again", next: "next:", replay: "Send again",
        replayDead: "Send all that was given up again", payload: "What is sent", created: "Happened",
        wrong: "That does not work: it {reason}.", isDisabled: "It is disabled, so nothing is sent. Enable it first.",
        saved: "Saved.", deleted: "Deleted.", tested: "A test is on its way. Reload to see what came of it.",
        replayed: "It is on its way again.", nowEnabled: "Enabled.", nowDisabled: "Disabled.")

    fileprivate static let german = WebhookWords(
        title: "Webhooks",
        intro: "Andere Programme erfahren, was hier geschieht: signiert, und so oft, bis sie es angenommen haben.",
        none: "Noch erfährt niemand etwas.", new: "Neuer Webhook", change: "Webhook ändern", url: "Adresse",
        urlHint: "Wohin Ereignisse gesendet werden; beginnt mit https://.", description: "Wofür er ist", events: "Ereignisse",
        eventsHint: "Ist keines gewählt, werden alle gesendet.", allEvents: "Alle",
        allowLocal: "Er darf auf diesem Rechner oder in dessen Netz sein", health: "Zustand", working: "In Ordnung",
        failing: "Scheitert seit", disabled: "Abgeschaltet", disabledGone: "Abgeschaltet: der Empfänger ist laut Antwort fort",
        disabledFailing: "Abgeschaltet: tagelang gescheitert", pending: "Wartet", delivered: "Zugestellt", dead: "Aufgegeben",
        secret: "Das Geheimnis, mit dem Empfänger die Signatur prüfen:", previousSecret: "Das alte Geheimnis signiert noch bis",
        all: "Alle Webhooks", back: "Zurück zum Webhook", test: "Probe senden", rotate: "Neues Geheimnis",
        rotateText: "{url} ein neues Geheimnis geben? Das alte signiert noch 24 Stunden mit.", delete: "Löschen",
        deleteText: "{url} löschen, mit allem, was noch darauf wartet?", log: "Zustellungen", noDeliveries: "Hier ist nichts.",
        event: "Ereignis", attempt: "Versuch", attempts: "Versuche", outcome: "Ergebnis", answer: "Antwort", duration: "Dauer",
        again: "Erneut", next: "nächster:", replay: "Erneut senden", replayDead: "Alles Aufgegebene erneut senden",
        payload: "Was gesendet wird", created: "Geschehen", wrong: "So geht es nicht: {reason}.",
        isDisabled: "Er ist abgeschaltet, also wird nichts gesendet. Bitte zuerst einschalten.", saved: "Gespeichert.",
        deleted: "Gelöscht.", tested: "Eine Probe ist unterwegs. Neu laden zeigt, was daraus wurde.",
        replayed: "Wieder unterwegs.", nowEnabled: "Eingeschaltet.", nowDisabled: "Abgeschaltet.")

    fileprivate static let chinese = WebhookWords(
        title: "Webhook", intro: "把这里发生的事情告诉其他程序：带签名，并反复发送直到对方收下。", none: "目前还没有通知任何程序。",
        new: "新建 Webhook", change: "更改 Webhook", url: "地址", urlHint: "事件发送到的地址，以 https:// 开头。",
        description: "用途", events: "事件", eventsHint: "一个都不选则发送全部。", allEvents: "全部",
        allowLocal: "可以在本机或其网络内", health: "状态", working: "正常", failing: "开始失败于", disabled: "已停用",
        disabledGone: "已停用：接收方表示已不存在", disabledFailing: "已停用：连续多日失败", pending: "等待中", delivered: "已送达",
        dead: "已放弃", secret: "接收方用来验证签名的密钥：", previousSecret: "旧密钥仍有效至", all: "全部 Webhook",
        back: "返回此 Webhook", test: "发送测试", rotate: "更换密钥", rotateText: "为 {url} 更换密钥？旧密钥在 24 小时内仍会一起签名。",
        delete: "删除", deleteText: "删除 {url} 以及所有等待发送的内容？", log: "发送记录", noDeliveries: "这里没有内容。", event: "事件",
        attempt: "次序", attempts: "尝试", outcome: "结果", answer: "应答", duration: "用时", again: "重发", next: "下次：",
        replay: "重新发送", replayDead: "重新发送所有已放弃的", payload: "发送的内容", created: "发生于", wrong: "不行：{reason}。",
        isDisabled: "已停用，因此不会发送。请先启用。", saved: "已保存。", deleted: "已删除。", tested: "测试已发出，刷新可查看结果。",
        replayed: "已重新发出。", nowEnabled: "已启用。", nowDisabled: "已停用。")

    fileprivate static let arabic = WebhookWords(
        title: "إشعارات الويب", intro: "تُبلَّغ برامج أخرى بما يحدث هنا: بتوقيع، وتكرارًا حتى تستلمه.",
        none: "لا يُبلَّغ أحد بشيء بعد.", new: "إشعار جديد", change: "تغيير الإشعار", url: "العنوان",
        urlHint: "إلى أين تُرسل الأحداث؛ يبدأ بـ https://.", description: "الغرض منه", events: "الأحداث",
        eventsHint: "إن لم يُختر شيء تُرسل كلها.", allEvents: "الكل", allowLocal: "يجوز أن يكون على هذا الجهاز أو في شبكته",
        health: "الحالة", working: "يعمل", failing: "يفشل منذ", disabled: "معطّل",
        disabledGone: "معطّل: يقول المستقبِل إنه لم يعد موجودًا",
        disabledFailing: "معطّل: فشل أيامًا", pending: "ينتظر", delivered: "سُلِّم", dead: "تُرك",
        secret: "السر الذي يتحقق به المستقبِلون من التوقيع:", previousSecret: "السر القديم يوقّع حتى", all: "كل الإشعارات",
        back: "العودة إلى الإشعار", test: "إرسال اختبار", rotate: "سر جديد",
        rotateText: "إعطاء {url} سرًا جديدًا؟ سيوقّع القديم معه 24 ساعة أخرى.", delete: "حذف",
        deleteText: "حذف {url} مع كل ما ينتظره؟", log: "عمليات التسليم", noDeliveries: "لا شيء هنا.", event: "الحدث",
        attempt: "المحاولة", attempts: "المحاولات", outcome: "النتيجة", answer: "الجواب", duration: "المدة", again: "مجددًا",
        next: "التالية:", replay: "إرسال مجددًا", replayDead: "إرسال كل ما تُرك مجددًا", payload: "ما يُرسل", created: "حدث في",
        wrong: "هذا لا يصلح: {reason}.", isDisabled: "إنه معطّل، فلا يُرسل شيء. فعّله أولًا.", saved: "حُفظ.", deleted: "حُذف.",
        tested: "الاختبار في الطريق. أعد التحميل لترى النتيجة.", replayed: "في الطريق مجددًا.", nowEnabled: "فُعِّل.",
        nowDisabled: "عُطِّل.")
}
