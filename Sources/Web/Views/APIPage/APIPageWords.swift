/// Every sentence that the API page says around the descriptions, in one language; like ``Words``, of which that page
/// needs few.
struct APIPageWords: Sendable, Hashable, Encodable {
    var title: String
    var skip: String
    var back: String
    var intro: String
    var document: String
    var needsScript: String
    var search: String
    /// `{count}`
    var found: String

    var authorize: String
    var authorized: String
    var authorizeIntro: String
    var token: String
    var useToken: String
    var forget: String
    var forgotten: String
    var loginHeading: String
    var username: String
    var password: String
    var login: String
    var loggedIn: String
    var loginFailed: String

    var needsKey: String
    var needsToken: String
    var needsSession: String
    var needsLogin: String
    var optional: String
    var body: String
    var example: String
    var shape: String
    var run: String
    var running: String
    var stop: String
    var stopped: String
    var curl: String
    var copied: String
    var answers: String
    var headers: String
    var reply: String
    var noAnswer: String
    var cut: String
}

extension PageLanguage {
    var apiPageWords: APIPageWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension APIPageWords {
    static let english = APIPageWords(
        title: "API", skip: "Skip to the search field", back: "Back to the chat",
        intro: "Everything that this server answers. Authorize, open an operation, and run it from here.",
        document: "OpenAPI document", needsScript: "Running requests needs JavaScript.", search: "Search operations",
        found: "Operations found: {count}",
        authorize: "Authorize", authorized: "Authorized",
        authorizeIntro: "What you enter stays in the memory of this page, and is gone when you close or reload it.",
        token: "Access token or API key", useToken: "Use", forget: "Forget", forgotten: "Nothing is kept any more.",
        loginHeading: "Or log in", username: "User name", password: "Password", login: "Log in",
        loggedIn: "Authorized. Requests carry the token now.", loginFailed: "That did not work.",
        needsKey: "Needs an API key", needsToken: "Needs the token of a login",
        needsSession: "Needs a browser session, which opening the chat page gives",
        needsLogin: "Needs a browser that has logged in", optional: "optional", body: "Body",
        example: "Example", shape: "Fields", run: "Run", running: "Running…", stop: "Stop", stopped: "Stopped",
        curl: "Copy as curl", copied: "Copied", answers: "Answers", headers: "Headers", reply: "Body of the answer",
        noAnswer: "No answer came. Is the server running?", cut: "The rest is not shown.")

    static let german = APIPageWords(
        title: "API", skip: "Zum Suchfeld springen", back: "Zurück zum Chat",
        intro:
            "Alles, was dieser Server beantwortet. Autorisieren Sie sich, öffnen Sie eine Operation und führen Sie sie hier aus.",
        document: "OpenAPI-Dokument", needsScript: "Um Anfragen auszuführen, braucht diese Seite JavaScript.",
        search: "Operationen suchen", found: "Gefundene Operationen: {count}",
        authorize: "Autorisieren", authorized: "Autorisiert",
        authorizeIntro:
            "Was Sie eingeben, bleibt im Speicher dieser Seite und ist fort, sobald Sie sie schließen oder neu laden.",
        token: "Zugangstoken oder API-Schlüssel", useToken: "Verwenden", forget: "Vergessen",
        forgotten: "Nichts ist mehr gespeichert.", loginHeading: "Oder anmelden", username: "Benutzername",
        password: "Passwort", login: "Anmelden", loggedIn: "Autorisiert. Anfragen tragen nun das Token.",
        loginFailed: "Das hat nicht geklappt.", needsKey: "Braucht einen API-Schlüssel",
        needsToken: "Braucht das Token einer Anmeldung",
        needsSession: "Braucht die Sitzung eines Browsers, die man beim Öffnen des Chats erhält",
        needsLogin: "Braucht einen Browser, in dem man angemeldet ist", optional: "optional",
        body: "Inhalt", example: "Beispiel", shape: "Felder", run: "Ausführen", running: "Läuft…", stop: "Anhalten",
        stopped: "Angehalten", curl: "Als curl kopieren", copied: "Kopiert", answers: "Antworten", headers: "Kopfzeilen",
        reply: "Inhalt der Antwort", noAnswer: "Es kam keine Antwort. Läuft der Server?", cut: "Der Rest wird nicht gezeigt.")

    static let chinese = APIPageWords(
        title: "API", skip: "跳到搜索框", back: "返回聊天", intro: "此服务器提供的全部接口。先授权，再打开一个操作并在此运行。",
        document: "OpenAPI 文档", needsScript: "运行请求需要 JavaScript。", search: "搜索操作", found: "找到的操作：{count}",
        authorize: "授权", authorized: "已授权", authorizeIntro: "您输入的内容只保存在此页面的内存中，关闭或刷新页面后即消失。",
        token: "访问令牌或 API 密钥", useToken: "使用", forget: "清除", forgotten: "已清除，不再保留任何内容。",
        loginHeading: "或登录", username: "用户名", password: "密码", login: "登录", loggedIn: "已授权。请求现在会带上令牌。",
        loginFailed: "操作未成功。", needsKey: "需要 API 密钥", needsToken: "需要登录后的令牌", needsSession: "需要浏览器会话，打开聊天页面即可获得",
        needsLogin: "需要在浏览器中登录",
        optional: "可选", body: "正文", example: "示例", shape: "字段", run: "运行", running: "正在运行…", stop: "停止", stopped: "已停止",
        curl: "复制为 curl", copied: "已复制", answers: "响应", headers: "响应头", reply: "响应正文",
        noAnswer: "没有收到响应。服务器在运行吗？", cut: "其余内容未显示。")

    static let arabic = APIPageWords(
        title: "واجهة برمجة التطبيقات", skip: "انتقل إلى حقل البحث", back: "العودة إلى المحادثة",
        intro: "كل ما يجيب عنه هذا الخادم. امنح الإذن، ثم افتح عملية وشغّلها من هنا.", document: "مستند OpenAPI",
        needsScript: "يحتاج تشغيل الطلبات إلى JavaScript.", search: "ابحث في العمليات", found: "العمليات التي عُثر عليها: {count}",
        authorize: "منح الإذن", authorized: "مُنح الإذن",
        authorizeIntro: "ما تدخله يبقى في ذاكرة هذه الصفحة فقط، ويزول عند إغلاقها أو إعادة تحميلها.",
        token: "رمز الوصول أو مفتاح API", useToken: "استخدام", forget: "نسيان", forgotten: "لم يعد أي شيء محفوظًا.",
        loginHeading: "أو سجّل الدخول", username: "اسم المستخدم", password: "كلمة المرور", login: "تسجيل الدخول",
        loggedIn: "مُنح الإذن. تحمل الطلبات الرمز الآن.", loginFailed: "لم ينجح ذلك.", needsKey: "يتطلب مفتاح API",
        needsToken: "يتطلب رمز تسجيل دخول", needsSession: "يتطلب جلسة متصفح، تحصل عليها بفتح صفحة المحادثة",
        needsLogin: "يتطلب تسجيل الدخول في المتصفح", optional: "اختياري",
        body: "المحتوى", example: "مثال", shape: "الحقول", run: "تشغيل", running: "جارٍ التشغيل…", stop: "إيقاف", stopped: "أُوقف",
        curl: "نسخ كأمر curl", copied: "نُسخ", answers: "الإجابات", headers: "الترويسات", reply: "محتوى الإجابة",
        noAnswer: "لم تصل أي إجابة. هل الخادم يعمل؟", cut: "لا تُعرض البقية.")
}
