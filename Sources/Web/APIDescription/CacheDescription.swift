import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``CacheRoutes``.
    static let cache = APIArea(
        name: "Cache", about: "Answers from documents that are given again.", operations: [show, clear])

    /// ``CachePageRoutes``.
    static let cachePages = [clearForm]

    private static let show = APIOperation.get("/api/v1/cache", id: "readCache", "What is kept of answers")
        .explained("Of the server that answers, since its start.")
        .forAdmins()
        .answering(
            .ok, "The counts.",
            .json(
                .object([
                    "enabled": .boolean, "hits": .object(["exact": .integer, "semantic": .integer]), "misses": .integer,
                    "hit_rate": .number.optional.about("Of all questions, 0 to 1; missing before the first."),
                    "entries": .integer, "bytes": .integer.about("Roughly."),
                ]),
                example: [
                    "enabled": true, "hits": ["exact": 31, "semantic": 9], "misses": 60, "hit_rate": 0.4, "entries": 58,
                    "bytes": 174_080,
                ]))

    private static let clear = APIOperation.post("/api/v1/cache/clear", id: "clearCache", "Forget what is kept of answers")
        .explained("On the server that answers. It is put on record who did it.")
        .forAdmins()
        .answering(
            .ok, "How many answers were forgotten.", .json(.object(["cleared": .integer]), example: ["cleared": 58]))

    private static let clearForm = APIOperation.post(
        "/admin/cache/clear", id: "clearCacheOnPage", "Forget what is kept of answers, on the page"
    )
    .behindTheGate()
}
