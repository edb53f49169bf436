import HTTPTypes
import LanguageModel
import Storage

extension APIArea {
    /// ``WebhookRoutes``.
    static let webhooks = APIArea(
        name: "Webhooks", about: "Other programs that are told of events, signed after the Standard Webhooks convention.",
        schemas: ["Webhook": webhook, "WebhookDelivery": delivery],
        operations: [list, create, show, change, remove, rotate, test, replayDead, deliveries, readDelivery, replay])

    /// ``WebhookPageRoutes``.
    static let webhookPages = [page, form]

    private static let list = APIOperation.get("/api/v1/webhooks", id: "listWebhooks", "List the webhooks")
        .explained("With how many deliveries of each wait, arrived or were given up, and the events that can be asked for.")
        .forAdmins()
        .answering(
            .ok, "The webhooks.",
            .json(
                .object(["webhooks": .list(of: .ref("Webhook")), "event_types": .list(of: .string)]),
                example: ["webhooks": [example], "event_types": ["answer.completed", "document.ready"]]))

    private static let create = APIOperation.post("/api/v1/webhooks", id: "createWebhook", "Create a webhook")
        .explained("The answer holds the secret that receivers check signatures with, this once.")
        .forAdmins()
        .taking(
            .object([
                "url": .string, "description": .string.optional, "events": .list(of: .string).optional,
                "enabled": .boolean.optional, "allow_local": .boolean.optional,
            ]), examples: ["Example": ["url": "https://hooks.example.com/understudy", "events": ["document.ready"]]]
        )
        .answering(.created, "The webhook, with its secret.", .json(.ref("Webhook"), example: example))

    private static let show = APIOperation.get("/api/v1/webhooks/{id}", id: "readWebhook", "Read a webhook")
        .forAdmins().ofWebhook()
        .answering(.ok, "The webhook.", .json(.ref("Webhook"), example: example))

    private static let change = APIOperation.patch("/api/v1/webhooks/{id}", id: "changeWebhook", "Change a webhook")
        .explained("What is missing stays. Enabled anew, it gets what waited for it meanwhile.")
        .forAdmins().ofWebhook()
        .taking(
            .object([
                "url": .string.optional, "description": .string.optional, "events": .list(of: .string).optional,
                "enabled": .boolean.optional, "allow_local": .boolean.optional,
            ]), examples: ["Example": ["enabled": false]]
        )
        .answering(.ok, "The webhook as it is now.", .json(.ref("Webhook"), example: example))

    private static let remove = APIOperation.delete("/api/v1/webhooks/{id}", id: "deleteWebhook", "Delete a webhook")
        .explained("With the log of its deliveries, and those that wait.")
        .forAdmins().ofWebhook()
        .answering(.noContent, "It is gone.")

    private static let rotate = APIOperation.post(
        "/api/v1/webhooks/{id}/secret", id: "rotateWebhookSecret", "Give a webhook another secret"
    )
    .explained("For 24 hours, what is sent carries two signatures: of the new secret and of the one before.")
    .forAdmins().ofWebhook()
    .answering(.ok, "The webhook, with its new secret this once.", .json(.ref("Webhook"), example: example))

    private static let test = APIOperation.post("/api/v1/webhooks/{id}/test", id: "testWebhook", "Send a test")
        .explained("An event `webhook.test`, which is delivered, tried again and logged like any other.")
        .forAdmins().ofWebhook().refusingDisabled()
        .answering(.accepted, "Its delivery.", .json(.ref("WebhookDelivery"), example: deliveryExample))

    private static let replayDead = APIOperation.post(
        "/api/v1/webhooks/{id}/replay", id: "replayWebhook", "Send again what was given up"
    )
    .forAdmins().ofWebhook().refusingDisabled()
    .taking(
        .object(["since": .date.optional.about("When the first of them was made.")]),
        examples: ["Example": ["since": "2026-11-21T09:00:00Z"]], optional: true
    )
    .answering(.accepted, "How many are on their way.", .json(.object(["replayed": .integer]), example: ["replayed": 3]))

    private static let deliveries = APIOperation.get(
        "/api/v1/webhooks/{id}/deliveries", id: "listWebhookDeliveries", "The log of a webhook's deliveries"
    )
    .forAdmins().ofWebhook()
    .query("status", "Only these.", .oneOf("pending", "delivered", "dead"))
    .query("before", "A delivery; only older ones.", .string)
    .query("limit", "How many; 50 when missing.", .integer.with("minimum", 1).with("maximum", 200))
    .answering(
        .ok, "The deliveries, the newest first.",
        .json(
            .object([
                "deliveries": .list(of: .ref("WebhookDelivery")),
                "next": .string.optional.about("What to send as `before` for the older ones."),
            ]), example: ["deliveries": [deliveryExample]]))

    private static let readDelivery = APIOperation.get(
        "/api/v1/webhooks/{id}/deliveries/{delivery}", id: "readWebhookDelivery", "Read a delivery"
    )
    .explained("With what is sent, and each attempt.")
    .forAdmins().ofWebhook().ofDelivery()
    .answering(.ok, "The delivery.", .json(.ref("WebhookDelivery"), example: deliveryExample))

    private static let replay = APIOperation.post(
        "/api/v1/webhooks/{id}/deliveries/{delivery}/replay", id: "replayWebhookDelivery", "Send a delivery again"
    )
    .explained("With the same `webhook-id`, as if it had not been sent yet.")
    .forAdmins().ofWebhook().ofDelivery().refusingDisabled()
    .answering(.accepted, "The delivery, on its way.", .json(.ref("WebhookDelivery"), example: deliveryExample))

    // MARK: The page

    private static let page = APIOperation.get("/admin/webhooks", id: "webhooksPage", "The page about webhooks")
        .parameter("id", "Only this one.", .string.optional)
        .parameter("delivery", "Only this delivery of it.", .string.optional)
        .parameter("status", "Only such deliveries.", .string.optional)
        .parameter("before", "Only deliveries older than this one.", .string.optional)
        .parameter("done", "What was just done, which the page then says.", .string.optional)
        .pageForAdmins()
        .failing(.notFound, "not_found", "There is no such webhook or delivery.")

    private static let form = APIOperation.post(
        "/admin/webhooks", id: "changeWebhooksOnPage", "Create, change, test or delete a webhook"
    )
    .formForAdmins(
        [
            "do": .oneOf("create", "save", "enable", "disable", "test", "rotate", "delete", "replay", "replay_dead"),
            "id": .string.optional.about("With all but `create`."), "delivery": .string.optional.about("With `replay`."),
            "url": .string.optional, "description": .string.optional, "allow_local": .string.optional,
            "confirmed": .string.optional.about("With `rotate` and `delete`, once it is meant."),
        ], example: ["do": "test", "id": "whk_1"]
    )
    .answering(.created, "The page of the new webhook, with its secret this once.", .text("text/html"))
    .failing(.notFound, "not_found", "There is no such webhook or delivery.")

    // MARK: Shapes

    private static let webhook = APISchema.object([
        "id": .string, "url": .string, "description": .string,
        "events": .list(of: .string).about("Which events it is told of; all of them when empty."), "enabled": .boolean,
        "disabled_reason": .oneOf("admin", "gone", "failing").optional
            .about("`gone`: it answered 410; `failing`: no attempt succeeded for five days."),
        "allow_local": .boolean.about("Whether it may be on the server's machine or in its network."),
        "failing_since": .date.optional, "previous_secret_until": .date.optional, "created_at": .date, "updated_at": .date,
        "deliveries": .object(["pending": .integer, "delivered": .integer, "dead": .integer]).optional,
        "secret": .string.optional.about("Only when it has just been made."),
    ])

    private static let delivery = APISchema.object([
        "id": .string, "event_id": .string.about("The `webhook-id` of every attempt."), "type": .string,
        "status": .oneOf("pending", "delivered", "dead"), "attempts": .integer, "next_attempt_at": .date.optional,
        "last_status": .integer.optional, "last_error": .string.optional, "last_duration_ms": .number.optional,
        "created_at": .date, "updated_at": .date, "payload": APISchema.map(of: .anything).optional,
        "log": .list(
            of: .object([
                "number": .integer, "status": .integer.optional, "error": .string.optional, "duration_ms": .number,
                "created_at": .date,
            ])
        ).optional,
    ])

    private static let example: JSONValue = [
        "id": "whk_1", "url": "https://hooks.example.com/understudy", "description": "", "events": ["document.ready"],
        "enabled": true, "allow_local": false, "created_at": "2026-11-21T09:00:00Z", "updated_at": "2026-11-21T09:00:00Z",
    ]
    private static let deliveryExample: JSONValue = [
        "id": "dlv_1", "event_id": "evt_1", "type": "document.ready", "status": "pending", "attempts": 0,
        "next_attempt_at": "2026-11-21T09:00:00Z", "created_at": "2026-11-21T09:00:00Z", "updated_at": "2026-11-21T09:00:00Z",
    ]
}

extension APIOperation {
    fileprivate func ofWebhook() -> APIOperation {
        parameter("id", "Which webhook.", example: "whk_1").failing(.notFound, "not_found", "There is no such webhook.")
    }

    fileprivate func ofDelivery() -> APIOperation { parameter("delivery", "Which delivery.", example: "dlv_1") }

    fileprivate func refusingDisabled() -> APIOperation {
        failing(.conflict, "webhook_disabled", "It is disabled, so nothing is sent.")
    }
}
