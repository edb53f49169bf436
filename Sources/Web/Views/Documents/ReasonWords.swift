import Knowledge
import Parsing

/// Why a document could not be read, in one language: what a page says of each reason code.
struct ReasonWords: Sendable, Hashable {
    private let texts: [String: String]

    private init(
        _ parsing: [ParseFailure.Code: String], _ fetching: [FetchFailure.Code: String], cancelled: String, keptFailing: String
    ) {
        var texts = ["cancelled": cancelled, "kept_failing": keptFailing]
        for (code, text) in fetching { texts[code.rawValue] = text }
        for (code, text) in parsing { texts[code.rawValue] = text }
        self.texts = texts
    }

    /// nil for a code of another version.
    func text(_ code: String) -> String? { texts[code] }
}

extension PageLanguage {
    /// nil where the reasons are written in this language anyway.
    var reasonWords: ReasonWords? {
        switch self {
        case .english: nil
        case .german: .german
        case .chinese: .chinese
        case .arabic: .arabic
        }
    }
}

extension ReasonWords {
    static let german = ReasonWords(
        [
            .unsupportedFormat: "Dateien dieser Art können nicht gelesen werden.", .notText: "Das ist kein Text.",
            .noText: "Es steht kein Text darin, oder nur als Bild.", .damaged: "Die Datei ist beschädigt.",
            .truncated: "Die Datei bricht in der Mitte ab.", .passwordProtected: "Die Datei ist mit einem Passwort geschützt.",
            .zipBomb: "Das Archiv würde entpackt viel zu groß.", .unsafeName: "Im Archiv stehen Namen, die anderswohin führen.",
            .tooLarge: "Die Datei ist zu groß.", .tooManyPages: "Die Datei hat zu viele Seiten.",
            .tooMuchText: "Die Datei enthält zu viel Text.", .timedOut: "Es hat zu lange gedauert.",
            .crashed: "Das Lesen brach ab oder brauchte zu viel Speicher.",
            .parserMissing: "Dem Server fehlt ein Programm, um sie zu lesen.",
        ],
        [
            .badURL: "Das ist keine Adresse im Web.", .privateAddress: "Die Adresse liegt in einem inneren Netz.",
            .unreachable: "Die Adresse antwortet nicht.", .httpStatus: "Die Adresse antwortet mit einem Fehler.",
            .tooManyRedirects: "Es wird zu oft weitergeleitet.",
        ], cancelled: "Jemand hat es abgebrochen.", keptFailing: "Das Lesen ist mehrmals gescheitert.")

    static let chinese = ReasonWords(
        [
            .unsupportedFormat: "无法读取此类文件。", .notText: "这不是文本。", .noText: "其中没有文字，或只有图片。", .damaged: "文件已损坏。",
            .truncated: "文件不完整。", .passwordProtected: "文件受密码保护。", .zipBomb: "压缩包解压后过大。", .unsafeName: "压缩包中的文件名不安全。",
            .tooLarge: "文件太大。", .tooManyPages: "页数太多。", .tooMuchText: "文字太多。", .timedOut: "耗时过长。",
            .crashed: "读取中断，或内存不足。", .parserMissing: "服务器缺少读取它的程序。",
        ],
        [
            .badURL: "这不是有效的网址。", .privateAddress: "该地址位于内部网络。", .unreachable: "该地址没有响应。", .httpStatus: "该地址返回错误。",
            .tooManyRedirects: "重定向次数过多。",
        ], cancelled: "已被取消。", keptFailing: "多次读取失败。")

    static let arabic = ReasonWords(
        [
            .unsupportedFormat: "لا يمكن قراءة ملفات من هذا النوع.", .notText: "هذا ليس نصًا.",
            .noText: "لا نص فيه، أو فيه صور فقط.",
            .damaged: "الملف تالف.", .truncated: "الملف ناقص.", .passwordProtected: "الملف محمي بكلمة مرور.",
            .zipBomb: "يصبح الأرشيف أكبر من اللازم عند فكه.", .unsafeName: "في الأرشيف أسماء غير آمنة.",
            .tooLarge: "الملف كبير جدًا.",
            .tooManyPages: "صفحاته كثيرة جدًا.", .tooMuchText: "نصه طويل جدًا.", .timedOut: "استغرق وقتًا أطول من اللازم.",
            .crashed: "توقفت القراءة أو احتاجت إلى ذاكرة أكثر.", .parserMissing: "ينقص الخادم برنامج لقراءته.",
        ],
        [
            .badURL: "هذا ليس عنوانًا على الويب.", .privateAddress: "العنوان داخل شبكة خاصة.", .unreachable: "العنوان لا يجيب.",
            .httpStatus: "يجيب العنوان بخطأ.", .tooManyRedirects: "إعادات توجيه كثيرة.",
        ], cancelled: "ألغاه أحدهم.", keptFailing: "فشلت القراءة عدة مرات.")
}
