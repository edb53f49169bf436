import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``PageRoutes``, ``LoginPageRoutes`` and ``APIRoutes``.
    static let pages = APIArea(
        name: "Pages", about: "What people open in a browser, and this description itself.",
        operations: [
            chat, conversation, loginPage, loginForm, logoutForm, accountPage, passwordForm, firstAccountPage, firstAccountForm,
            docs, document,
        ] + cataloguePages)

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

    private static let docs = APIOperation.get("/api/docs", id: "apiPage", "The API page")
        .answering(.ok, "The page on which this can be read and tried.", .text("text/html"))

    private static let document = APIOperation.get("/api/openapi.json", id: "apiDocument", "The API description")
        .answering(.ok, "All of this, as OpenAPI 3.1.", .json(.object(["openapi": .string, "paths": .map(of: .anything)])))
}

extension APIOperation {
    fileprivate func gated() -> APIOperation {
        answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }
}
