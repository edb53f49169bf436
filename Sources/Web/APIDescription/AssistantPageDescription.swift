import HTTPTypes
import LanguageModel

extension APIArea {
    /// ``AssistantPageRoutes`` and ``AssistantAdminRoutes``.
    static let assistantPages = APIArea(
        name: "Pages of assistants", about: "Each assistant's own page, and those on which admins make them.",
        operations: [
            page, picture, choose, listPage, newPage, newForm, editPage, editForm, versionsPage, restoreForm, deletePage,
            deleteForm,
        ])

    private static let page = APIOperation.get("/a/{id}", id: "assistantPage", "The chat page with an assistant")
        .explained("Gives a browser that has none its session cookie.")
        .ofAssistantPage()
        .answering(.ok, "The page.", html)
        .answering(.notFound, "A page that says that there is no such assistant for this reader, and names others.", html)
        .gated()

    private static let picture = APIOperation.get("/a/{id}/picture", id: "assistantPicture", "An assistant's picture")
        .ofAssistantPage()
        .parameter("v", "The digest of the picture, with which it may be kept for good.", .string.optional)
        .answering(.ok, "The picture.", .text("image/png"), .text("image/jpeg"), .text("image/webp"))
        .answering(.notModified, "The reader has it.")
        .failing(.notFound, "assistant_not_found", "There is no such assistant for this reader, or it has no picture.")
        .gated()

    private static let choose = APIOperation.post(
        "/c/{id}/assistant", id: "chooseAssistantOnPage", "Go on with another assistant"
    )
    .parameter("id", "Which conversation.", example: "0b6fba0e-3f0d-4d39-8f6b-6f4b5a0a3a55")
    .taking(.form(.object(["assistant": .string]), example: ["assistant": "understudy"]))
    .fromOwnPages()
    .answering(.seeOther, "To the conversation.")
    .failing(.badRequest, "malformed_form", "The form could not be read.")
    .failing(.unauthorized, "no_session", "Nobody is known to ask.")
    .failing(.forbidden, "not_allowed", "Whoever asks may only read.")
    .failing(.notFound, "conversation_not_found", "There is no such conversation, or it is another person's.")
    .failing(.unprocessableContent, "unknown_assistant", "There is no such assistant for this reader.")
    .gated()

    private static let listPage = APIOperation.get("/admin/assistants", id: "assistantsPage", "The page of all assistants")
        .parameter("done", "What was just done, which the page then says.", .string.optional)
        .parameter("id", "To which assistant.", .string.optional)
        .answering(.ok, "The page.", html)
        .behindTheGate()

    private static let newPage = APIOperation.get("/admin/assistants/new", id: "newAssistantPage", "The form for an assistant")
        .parameter("copy", "The assistant to begin with.", .string.optional)
        .answering(.ok, "The page.", html)
        .behindTheGate()

    private static let newForm = APIOperation.post(
        "/admin/assistants/new", id: "createAssistantOnPage", "Make an assistant on the page"
    )
    .sendingForm()
    .answering(.conflict, "The page, which says that the identifier is taken.", html)
    .behindTheGate()

    private static let editPage = APIOperation.get(
        "/admin/assistants/{id}", id: "editAssistantPage", "The form for changing an assistant"
    )
    .ofAssistantPage().ofStored()
    .answering(.ok, "The page.", html)
    .failing(.conflict, "assistant_configured", "It is set in the configuration.")
    .behindTheGate()

    private static let editForm = APIOperation.post(
        "/admin/assistants/{id}", id: "changeAssistantOnPage", "Change an assistant on the page"
    )
    .ofAssistantPage().ofStored().sendingForm()
    .answering(.conflict, "The page, which says that somebody else was quicker; an error for a configured one.", html, error)
    .behindTheGate()

    private static let versionsPage = APIOperation.get(
        "/admin/assistants/{id}/versions", id: "assistantVersionsPage", "The page of an assistant's versions"
    )
    .ofAssistantPage().ofStored()
    .answering(.ok, "The page.", html)
    .failing(.conflict, "assistant_configured", "It is set in the configuration.")
    .behindTheGate()

    private static let restoreForm = APIOperation.post(
        "/admin/assistants/{id}/versions/{version}", id: "restoreAssistantOnPage", "Bring a version back on the page"
    )
    .ofAssistantPage().parameter("version", "Which version.", example: "1").ofStored()
    .answering(.unprocessableContent, "The page, which says why the version cannot be any more.", html)
    .failing(.conflict, "assistant_configured", "It is set in the configuration.")
    .failing(.conflict, "version_conflict", "Somebody else was quicker.")
    .behindTheGate()

    private static let deletePage = APIOperation.get(
        "/admin/assistants/{id}/delete", id: "deleteAssistantPage", "The page that asks before an assistant is deleted"
    )
    .ofAssistantPage().ofStored()
    .answering(.ok, "The page.", html)
    .failing(.conflict, "assistant_configured", "It is set in the configuration.")
    .behindTheGate()

    private static let deleteForm = APIOperation.post(
        "/admin/assistants/{id}/delete", id: "deleteAssistantOnPage", "Delete an assistant on the page"
    )
    .ofAssistantPage().ofStored()
    .failing(.conflict, "assistant_configured", "It is set in the configuration.")
    .failing(.conflict, "version_conflict", "Somebody else was quicker.")
    .behindTheGate()

    fileprivate static let html = APIOperation.Content.text("text/html")
    fileprivate static let error = APIOperation.Content.json(.ref("Error"))
}

extension APIOperation {
    fileprivate func ofAssistantPage() -> APIOperation { parameter("id", "Which assistant.", example: "shop") }

    fileprivate func ofStored() -> APIOperation {
        failing(.notFound, "assistant_not_found", "There is no such assistant.")
    }

    fileprivate func gated() -> APIOperation {
        answering(.found, "To `/login`, where accounts are required and nobody has logged in.")
            .failing(.serviceUnavailable, "database_unavailable", "What is stored cannot be reached right now.")
    }

    fileprivate func sendingForm() -> APIOperation {
        let text = APISchema.string.optional
        let form = APISchema.object([
            "id": text, "version": text, "name": .string, "chain": .string, "instructions": text, "greeting": text,
            "suggestions": text, "model_selection": text, "picture_text": text, "picture": text.with("format", "binary"),
            "keep_picture": text, "accent": text, "output_schema": text, "catalogue": text, "knowledge": text,
            "requests_per_minute": text,
            "audience": .string, "enabled": text, "order": text,
        ])
        return taking(Content(mediaType: "multipart/form-data", schema: form, examples: []))
            .failing(.badRequest, "malformed_form", "The form could not be read.")
            .answering(.unprocessableContent, "The page, which says what is wrong.", APIArea.html)
    }
}
