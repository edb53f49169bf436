/// What the pages of documents say, in one language.
struct DocumentWords: Sendable, Hashable {
    var title: String
    var intro: String
    var collection: String
    var documents: String
    /// `{count}`
    var unfinished: String
    var nothing: String
    var newCollection: String
    var name: String
    var create: String
    var nameTaken: String
    var files: String
    var filesHint: String
    var address: String
    var addFiles: String
    var addAddress: String
    var status: String
    var queued: String
    var parsing: String
    var indexing: String
    var ready: String
    var failed: String
    /// `{count}`
    var passages: String
    var delete: String
    var cancel: String
    var again: String
    var next: String
    var all: String
    var back: String
    var noPlace: String

    func name(of status: String) -> String {
        switch status {
        case "queued": queued
        case "parsing": parsing
        case "indexing": indexing
        case "ready": ready
        default: failed
        }
    }
}

extension PageLanguage {
    var documentWords: DocumentWords {
        switch self {
        case .english: .english
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension DocumentWords {
    static let english = DocumentWords(
        title: "Documents", intro: "Collections of documents that you may ask about. Your own are nobody else’s.",
        collection: "Collection", documents: "Documents", unfinished: "{count} are still being indexed.",
        nothing: "There is nothing here yet.", newCollection: "New collection", name: "Name", create: "Create",
        nameTaken: "You have a collection of this name.", files: "Files",
        filesHint: "Markdown, text, HTML, PDF, DOCX, PPTX, XLSX, CSV or EPUB.", address: "Address on the web",
        addFiles: "Add files", addAddress: "Add the page", status: "Status", queued: "waiting", parsing: "being read",
        indexing: "being indexed", ready: "ready", failed: "failed", passages: "Passages: {count}", delete: "Delete",
        cancel: "Cancel", again: "Read again", next: "Next page", all: "All collections", back: "Back to the chat",
        noPlace: "This is no address of the web.")

    static let german = DocumentWords(
        title: "Dokumente", intro: "Sammlungen von Dokumenten, zu denen Sie fragen können. Ihre eigenen sieht sonst niemand.",
        collection: "Sammlung", documents: "Dokumente", unfinished: "{count} werden noch eingelesen.",
        nothing: "Hier ist noch nichts.", newCollection: "Neue Sammlung", name: "Name", create: "Anlegen",
        nameTaken: "Sie haben schon eine Sammlung dieses Namens.", files: "Dateien",
        filesHint: "Markdown, Text, HTML, PDF, DOCX, PPTX, XLSX, CSV oder EPUB.", address: "Adresse im Web",
        addFiles: "Dateien hinzufügen", addAddress: "Seite hinzufügen", status: "Stand", queued: "wartet",
        parsing: "wird gelesen",
        indexing: "wird eingeordnet", ready: "bereit", failed: "fehlgeschlagen", passages: "Abschnitte: {count}",
        delete: "Löschen", cancel: "Abbrechen", again: "Neu lesen", next: "Nächste Seite", all: "Alle Sammlungen",
        back: "Zurück zum Chat", noPlace: "Das ist keine Adresse im Web.")

    static let chinese = DocumentWords(
        title: "文档", intro: "您可以就这些文档集提问。您自己的文档集别人看不到。", collection: "文档集", documents: "文档",
        unfinished: "还有 {count} 份正在处理。", nothing: "这里还没有内容。", newCollection: "新建文档集", name: "名称", create: "创建",
        nameTaken: "您已有同名的文档集。", files: "文件", filesHint: "Markdown、文本、HTML、PDF、DOCX、PPTX、XLSX、CSV 或 EPUB。",
        address: "网址", addFiles: "添加文件", addAddress: "添加网页", status: "状态", queued: "等待中", parsing: "读取中",
        indexing: "索引中", ready: "就绪", failed: "失败", passages: "{count} 个段落", delete: "删除", cancel: "取消",
        again: "重新读取", next: "下一页", all: "所有文档集", back: "返回聊天", noPlace: "这不是有效的网址。")

    static let arabic = DocumentWords(
        title: "المستندات", intro: "مجموعات مستندات يمكنك السؤال عنها. ما يخصك منها لا يراه غيرك.", collection: "المجموعة",
        documents: "المستندات", unfinished: "لا تزال {count} قيد الفهرسة.", nothing: "لا شيء هنا بعد.",
        newCollection: "مجموعة جديدة", name: "الاسم", create: "إنشاء", nameTaken: "لديك مجموعة بهذا الاسم.", files: "الملفات",
        filesHint: "Markdown أو نص أو HTML أو PDF أو DOCX أو PPTX أو XLSX أو CSV أو EPUB.", address: "عنوان على الويب",
        addFiles: "إضافة الملفات", addAddress: "إضافة الصفحة", status: "الحالة", queued: "في الانتظار", parsing: "قيد القراءة",
        indexing: "قيد الفهرسة", ready: "جاهز", failed: "فشل", passages: "عدد المقاطع: {count}", delete: "حذف", cancel: "إلغاء",
        again: "إعادة القراءة", next: "الصفحة التالية", all: "كل المجموعات", back: "العودة إلى المحادثة",
        noPlace: "هذا ليس عنوانًا على الويب.")
}
