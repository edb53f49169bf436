import Chat

/// What the page about usage says of the cache of answers.
struct CacheSectionView {
    var language: PageLanguage
    var counts: AnswerCache.Counts

    var html: HTML {
        let words = language.cacheWords
        let tiles = [
            (words.hitRate, counts.hitRate.map { UsageNumbers.share($0) } ?? "–"),
            (words.exact, UsageNumbers.count(counts.hits[.exact] ?? 0)),
            (words.semantic, UsageNumbers.count(counts.hits[.semantic] ?? 0)),
            (words.misses, UsageNumbers.count(counts.misses)),
            (words.entries, UsageNumbers.count(counts.entries)),
            (words.size, "\(UsageNumbers.count((counts.bytes + 999) / 1000)) kB"),
        ].map { name, value -> HTML in "<div><dt>\(name)</dt><dd><bdi>\(value)</bdi></dd></div>" }
        return """
            <section class="cache" aria-labelledby="cache"><h2 id="cache">\(words.title)</h2>\
            <p class="quiet-text">\(words.hint)</p><dl class="counts">\(tiles)</dl>\
            <form method="post" action="/admin/cache/clear"><button type="submit" class="button">\(words.clear)</button></form></section>
            """
    }
}

/// Its words.
struct CacheWords: Sendable, Hashable {
    var title: String
    var hint: String
    var hitRate: String
    var exact: String
    var semantic: String
    var misses: String
    var entries: String
    var size: String
    var clear: String
    var cleared: String
}

extension PageLanguage {
    var cacheWords: CacheWords {
        switch self {
        case .english:
            CacheWords(
                title: "Cache of answers",
                hint:
                    "Answers from documents that are given again to whoever asks the same with the same rights. On this server, since its start.",
                hitRate: "Answered from cache", exact: "The same words", semantic: "Other words", misses: "Not in the cache",
                entries: "Answers kept", size: "Memory", clear: "Clear the cache", cleared: "The cache is empty.")
        case .german:
            CacheWords(
                title: "Zwischenspeicher für Antworten",
                hint:
                    "Antworten aus Dokumenten, die wieder gegeben werden, wenn jemand mit denselben Rechten dasselbe fragt. Auf diesem Server, seit seinem Start.",
                hitRate: "Aus dem Speicher", exact: "Gleicher Wortlaut", semantic: "Anderer Wortlaut",
                misses: "Nicht im Speicher", entries: "Antworten im Speicher", size: "Speicherplatz", clear: "Speicher leeren",
                cleared: "Der Speicher ist leer.")
        case .chinese:
            CacheWords(
                title: "回答缓存", hint: "当有人以相同权限提出相同问题时，会再次给出的文档回答。仅限此服务器，自启动以来。",
                hitRate: "缓存命中率", exact: "措辞相同", semantic: "措辞不同", misses: "未命中", entries: "已缓存的回答", size: "内存",
                clear: "清空缓存", cleared: "缓存已清空。")
        case .arabic:
            CacheWords(
                title: "ذاكرة الإجابات المؤقتة",
                hint: "إجابات من المستندات تُقدَّم مجددًا لمن يسأل السؤال نفسه بالصلاحيات نفسها. على هذا الخادم منذ بدء تشغيله.",
                hitRate: "من الذاكرة المؤقتة", exact: "بالصياغة نفسها", semantic: "بصياغة أخرى", misses: "ليست في الذاكرة",
                entries: "إجابات محفوظة", size: "الذاكرة", clear: "تفريغ الذاكرة المؤقتة", cleared: "الذاكرة المؤقتة فارغة.")
        }
    }
}
