import Accounts
import HTTPTypes
import LanguageModel
import Usage

extension APIArea {
    /// ``UsageRoutes`` and ``PriceRoutes``.
    static let usageAndPrices = APIArea(
        name: "Usage and prices", about: "What was used, by whom, and what it cost.",
        schemas: ["UsageGroup": group, "Price": price],
        operations: [readUsage, downloadUsage, listPrices, enterPrice])

    private static let readUsage = APIOperation.get("/api/v1/usage", id: "readUsage", "Read what was used")
        .explained(
            """
            One's own; everybody's for admins. By model or provider, tokens, cost, attempts and failures are those of the model's own \
            attempts; else of whole answers. `cost` is what is known, exact; `unpriced` says of how many it is not. Percentiles are \
            of answers that came whole.
            """
        )
        .ofUsage()
        .answering(
            .ok, "The figures.",
            .json(
                .object([
                    "from": .string, "to": .string, "time_zone": .string, "group_by": .string, "currency": .string,
                    "totals": .ref("UsageGroup"), "groups": .list(of: .ref("UsageGroup")),
                    "truncated": .boolean.about("Whether there were more groups."),
                ]), example: example))

    private static let downloadUsage = APIOperation.get("/api/v1/usage.csv", id: "downloadUsage", "Read the same as CSV")
        .explained("A cell that a spreadsheet would take for a formula begins with an apostrophe.")
        .ofUsage()
        .answering(.ok, "A line of names and one for each group.", .text("text/csv"))

    private static let listPrices = APIOperation.get("/api/v1/prices", id: "listPrices", "List what models cost")
        .explained("All that was ever entered, by model and the newest first, and then what the configuration says.")
        .needing(.token, .login, .key).maying(.admin)
        .parameter("model", "Only this one's.", .string.optional, example: "openai:gpt-4o-mini")
        .answering(
            .ok, "The prices, in dollars for a million tokens.",
            .json(
                .object(["currency": .string, "per": .integer, "prices": .list(of: .ref("Price"))]),
                example: ["currency": "USD", "per": 1_000_000, "prices": [priceExample]]))

    private static let enterPrice = APIOperation.post("/api/v1/prices", id: "enterPrice", "Enter what a model costs")
        .explained(
            """
            Wins over the configuration and over what was entered before. Prices are dollars for a million tokens, with at most six \
            decimals, as numbers or text; a class that is missing is unknown, and so is the cost of answers with such tokens.
            """
        )
        .needing(.token, .login, .key).maying(.admin)
        .taking(
            .object([
                "model": .string.with("pattern", "^[^:\\s]+:\\S+$").with("maxLength", 200),
                "valid_from": APISchema.date.nullable.optional.about("Now when it is missing; never in the past."),
                "input": amount, "cached_input": amount, "cache_write": amount, "output": amount, "reasoning": amount,
                "audio_input": amount, "audio_output": amount,
            ]),
            examples: [
                "Example": ["model": "openai:gpt-4o-mini", "input": 0.15, "cached_input": 0.075, "output": "0.60"],
                "Free": ["model": "local:llama3.2", "input": 0, "output": 0],
            ]
        )
        .answering(.created, "The prices as they were entered.", .json(.ref("Price"), example: priceExample))

    // MARK: Shapes

    private static let amount = APISchema.any(
        of: .number.with("minimum", 0).with("maximum", 10_000),
        .string.with("pattern", "^(10000|[0-9]{1,4})(\\.[0-9]{1,6})?$")
    ).nullable.optional

    private static let percentiles = APISchema.object(["p50": .number, "p95": .number, "p99": .number]).optional
    private static let portion = APISchema.number.with("minimum", 0).optional

    private static let group = APISchema.object([
        "key": .string.optional.about("Missing in the totals, and where answers have no model, person, …"),
        "name": .string.optional.about("A person's or key's."),
        "answers": .integer, "completed": .integer, "failed": .integer, "attempts": .integer,
        "fallbacks": .integer.about("Answers from another model than the first of the chain."),
        "tokens": .map(of: .integer), "cost": .number.optional.about("Dollars, as far as they are known; missing when none are."),
        "unpriced": .integer.about("Of how many the cost is unknown."),
        "estimated": .integer.about("Of how many the tokens are an estimate."),
        "latency_ms": percentiles, "first_content_ms": percentiles, "fallback_share": portion, "error_share": portion,
        "cache_share": portion.about("Of the prompt's tokens, those from the provider's cache."),
    ])

    private static let price = APISchema.object([
        "id": .integer.optional, "model": .string, "source": .oneOf("admin", "configuration"),
        "prices": .map(of: .number).about("By class of tokens; what is missing is unknown."),
        "valid_from": APISchema.date.optional, "entered_by": .string.optional, "created_at": APISchema.date.optional,
        "in_force": .boolean.about("Whether they count for answers that begin now."),
    ])

    private static let priceExample: JSONValue = [
        "id": 1, "model": "openai:gpt-4o-mini", "source": "admin",
        "prices": ["input": 0.15, "cached_input": 0.075, "output": 0.6], "valid_from": "2026-11-21T09:00:00Z",
        "entered_by": "usr_1", "created_at": "2026-11-21T09:00:00Z", "in_force": true,
    ]

    private static let figures: JSONValue = [
        "answers": 2, "completed": 2, "failed": 0, "attempts": 3, "fallbacks": 1,
        "tokens": [
            "input": 86, "cached_input": 1920, "cache_write": 0, "output": 300, "reasoning": 0, "audio_input": 0,
            "audio_output": 0,
        ], "cost": 0.0003369, "unpriced": 0, "estimated": 0, "latency_ms": ["p50": 812, "p95": 1204, "p99": 1204],
        "fallback_share": 0.5, "error_share": 0, "cache_share": 0.957,
    ]

    private static let example: JSONValue = [
        "from": "2026-11-21", "to": "2026-11-21", "time_zone": "Europe/Berlin", "group_by": "day", "currency": "USD",
        "totals": figures, "groups": [figures], "truncated": false,
    ]
}

extension APIOperation {
    fileprivate func ofUsage() -> APIOperation {
        let day = APISchema.string.with("format", "date").optional
        var operation = needing(.key, .token, .session, .login).maying(.read)
            .parameter("from", "The first day; 29 days before the last when missing.", day, example: "2026-11-01")
            .parameter("to", "The last day; today when missing.", day, example: "2026-11-21")
            .parameter("tz", "The time zone whose days these are; UTC when missing.", .string.optional, example: "Europe/Berlin")
            .parameter(
                "group_by", "What to tell answers apart by; the day when missing.",
                APISchema.oneOf("day", "model", "provider", "user", "assistant", "key", "surface").optional, example: "model")
        for dimension in UsageDimension.allCases where dimension != .day {
            operation = operation.parameter(dimension.rawValue, "Only answers with this \(dimension.rawValue).", .string.optional)
        }
        return operation.failing(.unprocessableContent, "invalid_parameter", "A parameter is wrong; `param` names it.")
    }
}
