import Accounts
import Chat
import HTTPTypes
import Hummingbird
import LanguageModel
import NIOCore
import Storage

/// `/a/<id>`: each assistant's own page, its picture, and the form that has a conversation go on with another one.
struct AssistantPageRoutes: Sendable {
    private let parts: WebParts

    init(_ parts: WebParts) {
        self.parts = parts
    }

    func add(to group: RouterGroup<WebContext>) {
        group.get("a/{id}", use: show)
        group.get("a/{id}/picture", use: picture)
        group.group("c").add(middleware: SameOriginMiddleware()).post("{id}/assistant", use: choose)
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard let assistant = parts.assistants.assistant(id, for: context.standing) else {
            let words = PageLanguage(of: request).assistantWords
            let others = parts.assistants.all(for: context.standing).map(AssistantFace.init)
            let view = AloneView(
                language: PageLanguage(of: request), title: words.missingTitle, text: words.missingText,
                siteName: parts.siteName, more: AssistantChoiceView(faces: others, current: nil, words: words).html)
            return PageRoutes.html(view.render(), status: .notFound)
        }
        return try await PageRoutes(parts).newConversation(with: assistant, request, context)
    }

    @Sendable private func picture(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let mayAny = context.standing == .admins
        let seen =
            parts.assistants.assistant(id, for: context.standing)
            ?? (mayAny ? parts.assistants.entry(id)?.assistant : nil)
        guard case .image(let digest)? = seen?.picture else { throw AssistantError.notFound }
        let tag = "\"\(digest)\""
        let isCurrent = request.uri.queryParameters.get("v") == digest
        var headers: HTTPFields = [.eTag: tag]
        headers[.cacheControl] = isCurrent ? "private, max-age=31536000, immutable" : "private, no-cache"
        if request.headers[.ifNoneMatch] == tag { return Response(status: .notModified, headers: headers) }
        let file = try await parts.assistantDesk.picture(digest)
        headers[.contentType] = file.format.rawValue
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    private struct ChoiceForm: Decodable {
        var assistant: String
    }

    @Sendable private func choose(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let owner = try context.caller(maying: .chat).owner
        _ = try await parts.desk.conversation(id, owner: owner)
        var request = request
        let form: ChoiceForm = try await request.decodeForm()
        try await parts.desk.change(
            id, owner: owner, ConversationChange(assistant: form.assistant), standing: context.standing)
        return .redirect(to: "/c/\(id)", type: .normal)
    }
}
