import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``PageRoutes``, ``LoginPageRoutes`` and ``APIRoutes``.
    static let pages = APIArea(
        name: "Pages", about: "What people open in a browser, and this description itself.",
        operations: [
            chat, conversation, earlier, settingsPage, settingsForm, loginPage, loginForm, logoutForm, accountPage, passwordForm,
            firstAccountPage, firstAccountForm,
            usagePage, pricePage, priceForm, docs, document, widget,
        ] + cataloguePages)

    private static let widget = APIOperation.get("/widget.js", id: "widget", "The chat for the pages of other sites")
        .explained("Loaded by one `<script>` tag with a public key; docs/widget.md says how.")
        .answering(.ok, "The script.", .text("text/javascript"))

    private static let chat = APIOperation.get("/", id: "chatPage", "The chat page")
        .explained("Gives a browser that has none its session cookie.")
        .answering(.ok, "The page, in the language that `Accept-Language` ranks highest.", .text("text/html"))
        .gated()

    private static let conversation = APIOperation.get("/c/{id}", id: "conversationPage", "The chat page with a conversation")
        .parameter("id", "Which conversation.", example: "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55")
        .parameter("message", "Opens the path on which this message stands.", .string.optional)
        .answering(.ok, "The page.", .text("text/html"))
        .answering(.notFound, "A page that says that the conversation is not there.", .text("text/html"))
        .gated()

    private static let settingsPage = APIOperation.get("/settings", id: "settingsPage", "The page of one's settings")
        .parameter("saved", "What was just changed, which the page then says.", .string.optional)
        .answering(.ok, "The page.", .text("text/html"))
        .gated()

    private static let settingsForm = APIOperation.post(
        "/settings", id: "changeSettingsOnPage", "Change one's settings on the page"
    )
    .taking(
        .form(
            .object([
                "change": .oneOf("cloud", "model", "reset"),
                "model": .string.optional.about("With `model`; empty leaves the choice to the assistant."),
                "disabled": .string.optional.about("With `cloud`: `true` or `false`."),
            ]), example: ["change": "reset"])
    )
    .fromOwnPages()
    .answering(.seeOther, "To the page, which says what was changed.")
    .gated()
    .failing(.badRequest, "malformed_form", "The form could not be read.")
    .failing(.unauthorized, "no_session", "Nobody is known to ask.")
    .failing(.forbidden, "not_allowed", "Whoever asks may only read.")
    .failing(.unprocessableContent, "invalid_parameter", "A field is missing or wrong; `param` names it.")

    private static let earlier = APIOperation.get(
        "/c/{id}/earlier", id: "earlierMessages", "What comes before the chat page's messages"
    )
    .reading()
    .ofConversation()
    .parameter("before", "The message that is there; those that lead to it are sent.", .string)
    .answering(
        .ok, "Lines of JSON, each a string of markup that holds some messages, the newest first.", .text("application/x-ndjson")
    )
    .gated()

    private static let usagePage = APIOperation.get("/usage", id: "usagePage", "The page of what was used")
        .explained("One's own; everybody's for admins. Takes what `GET /api/v1/usage` takes.")
        .parameter("cleared", "Has the page say that the cache of answers is empty now.", .string.optional)
        .answering(.ok, "The page.", .text("text/html"))
        .answering(.unprocessableContent, "The page, which says that the days or the time zone are none.", .text("text/html"))
        .failing(.forbidden, "not_allowed", "Another person's usage is for admins to see.")
        .gated()

    private static let pricePage = APIOperation.get("/admin/prices", id: "pricePage", "The page of prices")
        .answering(.ok, "The page.", .text("text/html"))
        .behindTheGate()

    private static let priceForm = APIOperation.post("/admin/prices", id: "enterPriceOnPage", "Enter a price on the page")
        .taking(
            .form(
                .object([
                    "model": .string, "valid_from": .string.optional, "input": .string.optional,
                    "cached_input": .string.optional, "cache_write": .string.optional, "output": .string.optional,
                    "reasoning": .string.optional, "audio_input": .string.optional, "audio_output": .string.optional,
                ]), example: ["model": "openai:gpt-4o-mini", "input": "0.15", "output": "0.60"])
        )
        .failing(.badRequest, "malformed_form", "The form could not be read.")
        .answering(
            .unprocessableContent, "The page, which says what is wrong; an error when a field is missing.", .text("text/html"),
            .json(.ref("Error"))
        )
        .behindTheGate()

    private static let docs = APIOperation.get("/api/docs", id: "apiPage", "The API page")
        .answering(.ok, "The page on which this can be read and tried.", .text("text/html"))

    private static let document = APIOperation.get("/api/openapi.json", id: "apiDocument", "The API description")
        .answering(.ok, "All of this, as OpenAPI 3.1.", .json(.object(["openapi": .string, "paths": .map(of: .anything)])))
}

extension APIOperation {
    fileprivate func gated() -> APIOperation {
        knowing(.session, .login).answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }
}
