extension EvaluationWords {
    static let english = EvaluationWords(
        title: "Evaluation",
        intro: "Questions with the documents that are known to answer them, and how well the search finds these.",
        nothing: "There are no questions yet.", name: "Name", searched: "What is searched", questions: "Questions",
        newest: "Newest run", newSet: "New questions", ofCollection: "Collection {name}", ofAssistant: "Assistant {name}",
        noCollections: "There is no collection that all admins may read.", file: "File",
        fileHint: """
            CSV with the columns question and expected (several documents with | between them, or on several rows), or a line of \
            JSON a question: {"question": …, "expected": […]}. Documents are named by file name, title or id.
            """,
        upload: "Take in", unusable: "{count} lines cannot be used. Nothing was taken in.", line: "Line {line}:",
        unreadable: "The file cannot be read: {reason}.",
        unknownTarget: "There is nothing to be searched that all admins may read.",
        badName: "The name must have 1 to 200 bytes.", deleted: "The questions and their runs are deleted.", created: "Taken in",
        newRun: "New run", note: "Note", noteHint: "What has changed since the last one, such as “smaller passages”.", run: "Run",
        willRun: "It runs as soon as no other run is under way.", busy: "A run waits or is under way already.",
        ended: "The run has ended.", runs: "Runs", noRuns: "It has not run yet.", runColumn: "Run", runNumber: "Run {number}",
        status: "Status", queued: "waiting", running: "running", done: "done", failed: "failed", cancelled: "cancelled",
        interrupted: "interrupted", progress: "{done} of {total}", median: "Median ms", change: "Change", cancel: "Cancel",
        delete: "Delete",
        removed: "The run is deleted.", deleteSet: "Delete the questions", deleteQuestion: "Delete {name}?",
        deleteText: "The questions and all their runs are deleted.", all: "All evaluations",
        noFigures: "This run has no figures.", against: "Compared with", nothingElse: "nothing", leg: "Search",
        keywords: "Words", vectors: "Meaning", fused: "Both", compare: "Show", figures: "Figures", figure: "Figure",
        value: "Value", difference: "Difference", milliseconds: "ms", ground: "What it was run on", fact: "What",
        date: "Date (UTC)",
        model: "Embedding model", noModel: "none", program: "Understudy", version: "Version", documents: "Documents",
        indexing: "{count} not indexed yet", chunks: "Length of passages / overlap", changed: "changed",
        changedMeanwhile: "The documents changed during a run; its figures are of both states.",
        wins: "Better: {count}", losses: "Worse: {count}", same: "As good as before: {count}",
        missed: "Not among the first ten: {count}", first: "The first {count} are shown.", expected: "Expected:",
        before: "Before", after: "After", foundInstead: "Found instead", right: "expected", gone: "deleted document",
        nothingFound: "Nothing was found.")

    static let german = EvaluationWords(
        title: "Auswertung",
        intro: "Fragen mit den Dokumenten, die sie bekanntlich beantworten, und wie gut die Suche diese findet.",
        nothing: "Es gibt noch keine Fragen.", name: "Name", searched: "Was durchsucht wird", questions: "Fragen",
        newest: "Neuester Lauf", newSet: "Neue Fragen", ofCollection: "Sammlung {name}", ofAssistant: "Assistent {name}",
        noCollections: "Es gibt keine Sammlung, die alle Admins lesen dürfen.", file: "Datei",
        fileHint: """
            CSV mit den Spalten question und expected (mehrere Dokumente mit | dazwischen oder in mehreren Zeilen) oder je Frage \
            eine Zeile JSON: {"question": …, "expected": […]}. Dokumente heißen nach Dateiname, Titel oder ID.
            """,
        upload: "Übernehmen", unusable: "{count} Zeilen sind nicht brauchbar. Nichts wurde übernommen.", line: "Zeile {line}:",
        unreadable: "Die Datei ist nicht lesbar: {reason}.",
        unknownTarget: "Es gibt nichts zu durchsuchen, das alle Admins lesen dürfen.",
        badName: "Der Name muss 1 bis 200 Bytes haben.", deleted: "Die Fragen und ihre Läufe sind gelöscht.",
        created: "Übernommen", newRun: "Neuer Lauf", note: "Notiz",
        noteHint: "Was sich seit dem letzten geändert hat, etwa „kürzere Abschnitte“.", run: "Starten",
        willRun: "Er beginnt, sobald kein anderer Lauf im Gange ist.", busy: "Ein Lauf wartet oder ist schon im Gange.",
        ended: "Der Lauf ist zu Ende.", runs: "Läufe", noRuns: "Es gab noch keinen Lauf.", runColumn: "Lauf",
        runNumber: "Lauf {number}", status: "Stand", queued: "wartet", running: "läuft", done: "fertig",
        failed: "fehlgeschlagen", cancelled: "abgebrochen", interrupted: "unterbrochen", progress: "{done} von {total}",
        median: "Median ms", change: "Ändern", cancel: "Abbrechen", delete: "Löschen", removed: "Der Lauf ist gelöscht.",
        deleteSet: "Fragen löschen", deleteQuestion: "{name} löschen?",
        deleteText: "Die Fragen und alle ihre Läufe werden gelöscht.", all: "Alle Auswertungen",
        noFigures: "Dieser Lauf hat keine Zahlen.", against: "Verglichen mit", nothingElse: "nichts", leg: "Suche",
        keywords: "Wörter", vectors: "Bedeutung", fused: "Beides", compare: "Zeigen", figures: "Zahlen", figure: "Maß",
        value: "Wert", difference: "Unterschied", milliseconds: "ms", ground: "Worauf er lief", fact: "Was", date: "Datum (UTC)",
        model: "Einbettungsmodell", noModel: "keines", program: "Understudy", version: "Version", documents: "Dokumente",
        indexing: "{count} noch nicht eingelesen", chunks: "Länge der Abschnitte / Überlappung", changed: "geändert",
        changedMeanwhile: "Die Dokumente änderten sich während eines Laufs; seine Zahlen gelten für beide Stände.",
        wins: "Besser: {count}", losses: "Schlechter: {count}", same: "So gut wie zuvor: {count}",
        missed: "Nicht unter den ersten zehn: {count}", first: "Gezeigt werden die ersten {count}.", expected: "Erwartet:",
        before: "Vorher", after: "Nachher", foundInstead: "Stattdessen gefunden", right: "erwartet",
        gone: "gelöschtes Dokument", nothingFound: "Nichts wurde gefunden.")

    static let chinese = EvaluationWords(
        title: "检索评估", intro: "带有已知答案文档的问题，以及检索找到这些文档的效果。", nothing: "还没有问题。", name: "名称",
        searched: "检索范围", questions: "问题", newest: "最近一次运行", newSet: "新问题集", ofCollection: "文档集 {name}",
        ofAssistant: "助手 {name}", noCollections: "没有所有管理员都可读取的文档集。", file: "文件",
        fileHint: """
            CSV，含 question 和 expected 两列（多个文档用 | 分隔，或写成多行）；或每行一个 JSON：\
            {"question": …, "expected": […]}。文档用文件名、标题或编号指明。
            """,
        upload: "导入", unusable: "有 {count} 行无法使用。未导入任何内容。", line: "第 {line} 行：", unreadable: "无法读取文件：{reason}。",
        unknownTarget: "没有所有管理员都可读取的检索范围。", badName: "名称须为 1 至 200 字节。", deleted: "问题及其运行已删除。",
        created: "导入时间", newRun: "新的运行", note: "备注", noteHint: "与上次相比有何变化，例如“更短的段落”。", run: "运行",
        willRun: "其他运行结束后即开始。", busy: "已有运行在等待或进行中。", ended: "运行已结束。", runs: "运行", noRuns: "尚未运行。",
        runColumn: "运行", runNumber: "第 {number} 次运行", status: "状态", queued: "等待中", running: "进行中", done: "完成",
        failed: "失败", cancelled: "已取消", interrupted: "已中断", progress: "{done} / {total}", median: "中位数（毫秒）", change: "更改",
        cancel: "取消", delete: "删除", removed: "运行已删除。", deleteSet: "删除问题", deleteQuestion: "删除 {name}？",
        deleteText: "问题及其所有运行都将被删除。", all: "所有评估", noFigures: "此次运行没有数据。", against: "对比",
        nothingElse: "无", leg: "检索方式", keywords: "词语", vectors: "语义", fused: "两者", compare: "显示", figures: "数据",
        figure: "指标", value: "数值", difference: "差异", milliseconds: "毫秒", ground: "运行条件", fact: "项目", date: "日期（UTC）",
        model: "嵌入模型", noModel: "无", program: "Understudy", version: "版本", documents: "文档", indexing: "{count} 份尚未索引",
        chunks: "段落长度 / 重叠", changed: "有变化", changedMeanwhile: "运行期间文档有变化；数据混合了前后两种状态。",
        wins: "变好：{count}", losses: "变差：{count}", same: "与之前相同：{count}", missed: "不在前十名：{count}",
        first: "显示前 {count} 个。", expected: "应找到：", before: "之前", after: "之后", foundInstead: "实际找到",
        right: "应找到", gone: "已删除的文档", nothingFound: "未找到任何内容。")

    static let arabic = EvaluationWords(
        title: "التقييم", intro: "أسئلة مع المستندات المعروف أنها تجيب عنها، ومدى نجاح البحث في العثور عليها.",
        nothing: "لا توجد أسئلة بعد.", name: "الاسم", searched: "نطاق البحث", questions: "الأسئلة", newest: "أحدث تشغيل",
        newSet: "أسئلة جديدة", ofCollection: "المجموعة {name}", ofAssistant: "المساعد {name}",
        noCollections: "لا توجد مجموعة يمكن لكل المشرفين قراءتها.", file: "الملف",
        fileHint: """
            ملف CSV بالعمودين question وexpected (تُفصل المستندات بالعلامة | أو تُكتب في عدة أسطر)، أو سطر JSON لكل سؤال: \
            {"question": …, "expected": […]}. تُسمّى المستندات باسم الملف أو العنوان أو المعرّف.
            """,
        upload: "استيراد", unusable: "لا يمكن استخدام {count} من الأسطر. لم يُستورد شيء.", line: "السطر {line}:",
        unreadable: "لا يمكن قراءة الملف: {reason}.", unknownTarget: "لا يوجد ما يُبحث فيه ويمكن لكل المشرفين قراءته.",
        badName: "يجب أن يكون الاسم من 1 إلى 200 بايت.", deleted: "حُذفت الأسئلة وعمليات تشغيلها.", created: "وقت الاستيراد",
        newRun: "تشغيل جديد", note: "ملاحظة", noteHint: "ما الذي تغيّر منذ المرة السابقة، مثل «مقاطع أقصر».", run: "تشغيل",
        willRun: "يبدأ عندما لا يكون هناك تشغيل آخر جارٍ.", busy: "هناك تشغيل ينتظر أو جارٍ بالفعل.", ended: "انتهى التشغيل.",
        runs: "عمليات التشغيل", noRuns: "لم يُشغَّل بعد.", runColumn: "التشغيل", runNumber: "التشغيل {number}", status: "الحالة",
        queued: "في الانتظار", running: "جارٍ", done: "اكتمل", failed: "فشل", cancelled: "أُلغي", interrupted: "انقطع",
        progress: "{done} من {total}", median: "الوسيط (مللي ثانية)", change: "تغيير", cancel: "إلغاء", delete: "حذف",
        removed: "حُذف التشغيل.",
        deleteSet: "حذف الأسئلة", deleteQuestion: "حذف {name}؟", deleteText: "تُحذف الأسئلة وكل عمليات تشغيلها.",
        all: "كل التقييمات", noFigures: "لا أرقام لهذا التشغيل.", against: "مقارنةً مع", nothingElse: "لا شيء", leg: "البحث",
        keywords: "الكلمات", vectors: "المعنى", fused: "كلاهما", compare: "عرض", figures: "الأرقام", figure: "المقياس",
        value: "القيمة", difference: "الفرق", milliseconds: "مللي ثانية", ground: "ظروف التشغيل", fact: "البند",
        date: "التاريخ (UTC)",
        model: "نموذج التضمين", noModel: "لا يوجد", program: "Understudy", version: "الإصدار", documents: "المستندات",
        indexing: "{count} لم تُفهرس بعد", chunks: "طول المقاطع / التداخل", changed: "تغيّر",
        changedMeanwhile: "تغيّرت المستندات أثناء أحد التشغيلات؛ أرقامه من الحالتين.", wins: "أفضل: {count}",
        losses: "أسوأ: {count}", same: "كما كان: {count}", missed: "ليس ضمن العشرة الأوائل: {count}",
        first: "تُعرض أول {count}.", expected: "المتوقع:", before: "قبل", after: "بعد", foundInstead: "وُجد بدلًا منه",
        right: "متوقع", gone: "مستند محذوف", nothingFound: "لم يُعثر على شيء.")
}
