import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AvailabilityRoutes``.
    static let availability = APIArea(
        name: "Availability", about: "Whether people can chat now, for the page and for cron jobs.",
        schemas: ["Availability": state], operations: [check])

    private static let check = APIOperation.get(
        "/api/check-availability", id: "checkAvailability", "Whether a model can answer now"
    )
    .parameter("assistant", "For whom; for the first assistant when it is missing.", .string.optional)
    .answering(
        .ok, "Whether one can; with every model out, when to ask again and what keeps each.",
        .json(.ref("Availability"), example: ["available": true, "message": "Service available"]))

    private static let state = APISchema.object([
        "available": .boolean, "message": .string.about("For people."),
        "retry_at": .date.optional, "retry_after_seconds": .integer.optional,
        "models": .list(of: .object(["model": .string, "reason": .string, "retry_at": .date])).optional,
    ])
}
