extension PrivacyWords {
    static let english = PrivacyWords(
        title: "Privacy",
        consentTitle: "Before you write",
        agree: "I agree",
        understood: "I understand",
        agreeFirst: "Nothing that you write is taken before you agree to the text below.",
        readMore: "Read more",
        agreedOn: "You agreed to this text on {date}.",
        notAgreed: "You have not agreed to this text.",
        withdraw: "Withdraw consent",
        withdrawText:
            "You are then shown the text again, and where consent is required no message of yours is taken before you agree anew. What is kept already stays until you delete it.",
        withdrawn: "Your consent is withdrawn.",
        kept: "Your conversations are kept until you delete them.",
        keptFor: "Your conversations are deleted {days} days after their last use, pinned ones too.",
        nothingKept:
            "Nothing is kept here: conversations are in the server’s memory alone, and gone {minutes} minutes after their last use.",
        temporary: "Temporary chat",
        temporaryText:
            "Temporary chat: nothing of it is kept. It is in no list, search or export, and gone {minutes} minutes after its last use.",
        endNow: "End it now",
        keepInstead: "Begin one that is kept",
        download: "Download everything",
        downloadText: "One file with your conversations, settings, logins, the names of your keys, and what you used.",
        deleteChats: "Delete all conversations",
        deleteChatsText: "With all suggestions. They cannot be brought back.",
        confirmDeleteChats: "Yes, delete them all",
        deletedChats: "Your conversations are deleted.",
        deleteAccount: "Delete account",
        deleteIntro: "This cannot be undone.",
        goesTitle: "What goes",
        goes:
            "Your name, address and password; your logins and keys; your settings and what you agreed to; your profile and rentals; all your conversations and suggestions. Answers that are being written are stopped.",
        staysTitle: "What stays",
        stays:
            "The ledger keeps for each answer when it was given, by which model, how many tokens it took, what it cost and a checksum of its text, under a random identifier that leads to nobody any more, because accounts must add up. The record of what was done to accounts keeps that there was this one, without where you came from. Backups that were made before are the operator’s to delete.",
        proofUsername: "Your username, to confirm",
        wrongUsername: "This is not your username.",
        lastAdmin: "You are the last admin. Make somebody else one first.",
        deleted: "The account is deleted."
    )

    static let german = PrivacyWords(
        title: "Datenschutz",
        consentTitle: "Bevor Sie schreiben",
        agree: "Ich stimme zu",
        understood: "Ich habe verstanden",
        agreeFirst: "Nichts, was Sie schreiben, wird angenommen, bevor Sie dem Text unten zustimmen.",
        readMore: "Mehr dazu",
        agreedOn: "Sie haben diesem Text am {date} zugestimmt.",
        notAgreed: "Sie haben diesem Text nicht zugestimmt.",
        withdraw: "Zustimmung widerrufen",
        withdrawText:
            "Der Text wird Ihnen dann wieder gezeigt, und wo Zustimmung nötig ist, wird keine Nachricht von Ihnen angenommen, bevor Sie erneut zustimmen. Was schon gespeichert ist, bleibt, bis Sie es löschen.",
        withdrawn: "Ihre Zustimmung ist widerrufen.",
        kept: "Ihre Unterhaltungen bleiben gespeichert, bis Sie sie löschen.",
        keptFor: "Ihre Unterhaltungen werden {days} Tage nach dem letzten Gebrauch gelöscht, auch angeheftete.",
        nothingKept:
            "Hier wird nichts gespeichert: Unterhaltungen stehen nur im Arbeitsspeicher des Servers und verschwinden {minutes} Minuten nach dem letzten Gebrauch.",
        temporary: "Temporärer Chat",
        temporaryText:
            "Temporärer Chat: Nichts davon wird gespeichert. Er steht in keiner Liste, Suche oder Ausgabe und verschwindet {minutes} Minuten nach dem letzten Gebrauch.",
        endNow: "Jetzt beenden",
        keepInstead: "Einen beginnen, der gespeichert wird",
        download: "Alles herunterladen",
        downloadText:
            "Eine Datei mit Ihren Unterhaltungen, Einstellungen, Anmeldungen, den Namen Ihrer Schlüssel und Ihrer Nutzung.",
        deleteChats: "Alle Unterhaltungen löschen",
        deleteChatsText: "Mit allen Vorschlägen. Sie lassen sich nicht zurückholen.",
        confirmDeleteChats: "Ja, alle löschen",
        deletedChats: "Ihre Unterhaltungen sind gelöscht.",
        deleteAccount: "Konto löschen",
        deleteIntro: "Das lässt sich nicht rückgängig machen.",
        goesTitle: "Was verschwindet",
        goes:
            "Ihr Name, Ihre Adresse und Ihr Passwort; Ihre Anmeldungen und Schlüssel; Ihre Einstellungen und Zustimmungen; Ihr Profil und Ihre Mieten; alle Ihre Unterhaltungen und Vorschläge. Antworten, die gerade geschrieben werden, enden.",
        staysTitle: "Was bleibt",
        stays:
            "Das Hauptbuch behält zu jeder Antwort, wann und von welchem Modell sie kam, wie viele Token sie brauchte, was sie kostete und eine Prüfsumme ihres Textes, unter einer zufälligen Kennung, die zu niemandem mehr führt; denn Abrechnungen müssen aufgehen. Das Protokoll über Konten behält, dass es dieses gab, ohne woher Sie kamen. Früher angelegte Sicherungen löscht der Betreiber.",
        proofUsername: "Ihr Benutzername, zur Bestätigung",
        wrongUsername: "Das ist nicht Ihr Benutzername.",
        lastAdmin: "Sie verwalten den Server als Letzte oder Letzter. Geben Sie zuerst jemand anderem diese Rolle.",
        deleted: "Das Konto ist gelöscht."
    )

    static let chinese = PrivacyWords(
        title: "隐私",
        consentTitle: "开始之前",
        agree: "我同意",
        understood: "我已了解",
        agreeFirst: "在您同意以下文字之前，不会接收您写的任何内容。",
        readMore: "了解更多",
        agreedOn: "您已于 {date} 同意此文字。",
        notAgreed: "您尚未同意此文字。",
        withdraw: "撤回同意",
        withdrawText: "此后会再次向您显示该文字；若必须同意，在您重新同意之前不会接收您的消息。已保存的内容会保留，直到您删除。",
        withdrawn: "您已撤回同意。",
        kept: "您的对话会一直保存，直到您删除。",
        keptFor: "您的对话在最后一次使用 {days} 天后删除，置顶的也不例外。",
        nothingKept: "此处不保存任何内容：对话仅在服务器内存中，最后一次使用 {minutes} 分钟后消失。",
        temporary: "临时对话",
        temporaryText: "临时对话：不保存任何内容。它不出现在列表、搜索或导出中，最后一次使用 {minutes} 分钟后消失。",
        endNow: "立即结束",
        keepInstead: "改为开始会保存的对话",
        download: "下载全部数据",
        downloadText: "一个文件，包含您的对话、设置、登录记录、密钥名称和使用情况。",
        deleteChats: "删除所有对话",
        deleteChatsText: "包括所有建议，且无法恢复。",
        confirmDeleteChats: "是的，全部删除",
        deletedChats: "您的对话已删除。",
        deleteAccount: "删除账户",
        deleteIntro: "此操作无法撤销。",
        goesTitle: "将被删除",
        goes: "您的姓名、邮箱和密码；登录和密钥；设置和同意记录；个人资料和租借记录；所有对话和建议。正在生成的回答会停止。",
        staysTitle: "将会保留",
        stays:
            "账目会保留每个回答的时间、模型、令牌数、费用和文本校验和，记在一个不再指向任何人的随机标识下，因为账目必须相符。账户操作记录会保留曾有此账户，但不含您的来源地址。此前的备份由运营者删除。",
        proofUsername: "请输入您的用户名以确认",
        wrongUsername: "这不是您的用户名。",
        lastAdmin: "您是最后一位管理员。请先让其他人成为管理员。",
        deleted: "账户已删除。"
    )

    static let arabic = PrivacyWords(
        title: "الخصوصية",
        consentTitle: "قبل أن تكتب",
        agree: "أوافق",
        understood: "فهمت",
        agreeFirst: "لا يُقبل شيء مما تكتبه قبل أن توافق على النص أدناه.",
        readMore: "اقرأ المزيد",
        agreedOn: "وافقت على هذا النص في {date}.",
        notAgreed: "لم توافق على هذا النص.",
        withdraw: "سحب الموافقة",
        withdrawText:
            "يُعرض عليك النص مرة أخرى، وحيث تكون الموافقة مطلوبة لا تُقبل منك رسالة قبل أن توافق من جديد. ويبقى المحفوظ حتى تحذفه.",
        withdrawn: "سُحبت موافقتك.",
        kept: "تُحفظ محادثاتك حتى تحذفها.",
        keptFor: "تُحذف محادثاتك بعد {days} يومًا من آخر استخدام لها، والمثبّتة منها أيضًا.",
        nothingKept: "لا يُحفظ شيء هنا: المحادثات في ذاكرة الخادم وحدها، وتزول بعد {minutes} دقيقة من آخر استخدام لها.",
        temporary: "محادثة مؤقتة",
        temporaryText:
            "محادثة مؤقتة: لا يُحفظ شيء منها. لا تظهر في القائمة أو البحث أو التصدير، وتزول بعد {minutes} دقيقة من آخر استخدام لها.",
        endNow: "إنهاؤها الآن",
        keepInstead: "بدء محادثة محفوظة",
        download: "تنزيل كل شيء",
        downloadText: "ملف واحد فيه محادثاتك وإعداداتك وعمليات دخولك وأسماء مفاتيحك واستخدامك.",
        deleteChats: "حذف جميع المحادثات",
        deleteChatsText: "مع جميع الاقتراحات. لا يمكن استرجاعها.",
        confirmDeleteChats: "نعم، احذفها كلها",
        deletedChats: "حُذفت محادثاتك.",
        deleteAccount: "حذف الحساب",
        deleteIntro: "لا يمكن التراجع عن هذا.",
        goesTitle: "ما يُحذف",
        goes:
            "اسمك وعنوانك وكلمة مرورك؛ عمليات دخولك ومفاتيحك؛ إعداداتك وموافقاتك؛ ملفك وإيجاراتك؛ جميع محادثاتك واقتراحاتك. وتتوقف الإجابات الجاري كتابتها.",
        staysTitle: "ما يبقى",
        stays:
            "يحتفظ السجل لكل إجابة بوقتها ونموذجها وعدد رموزها وكلفتها وبصمة نصها، تحت معرّف عشوائي لم يعد يدل على أحد، لأن الحسابات يجب أن تتطابق. ويحتفظ سجل الحسابات بأنه كان هناك حساب، دون مصدر اتصالك. أما النسخ الاحتياطية السابقة فيحذفها المشغّل.",
        proofUsername: "اسم المستخدم، للتأكيد",
        wrongUsername: "ليس هذا اسم المستخدم الخاص بك.",
        lastAdmin: "أنت آخر مسؤول. عيّن شخصًا آخر أولًا.",
        deleted: "حُذف الحساب."
    )
}
