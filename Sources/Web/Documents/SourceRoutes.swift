import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge

/// `GET /documents/{collection}/{document}`: what was cited, in its place. Whoever may ask about a document may open it, and so may
/// visitors where a collection is everybody's.
struct SourceRoutes: Sendable {
    let library: DocumentLibrary
    let siteName: String
    /// Whether nobody is served without an account.
    let isLoginRequired: Bool

    /// - Parameter group: the root.
    func add(to group: RouterGroup<WebContext>) {
        group.get("documents/{collection}/{document}", use: show)
    }

    private static let offsets = 0...Int(Int32.max)

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        if let refusal = context.refusal { throw refusal }
        guard context.principal != nil || !isLoginRequired else {
            return .redirect(to: "/login?next=\(request.uri.path.inQuery)", type: .found)
        }
        let caller = try context.principal.map { _ in try context.caller(maying: .read) }
        let start = try request.queryNumber("start", in: Self.offsets)
        let end = try request.queryNumber("end", in: Self.offsets)
        let mark = try request.queryText("mark")
        let number = try request.queryNumber("part", in: 1...Int(Int32.max))
        let reader = caller.map(KnowledgeReader.init) ?? KnowledgeReader(owner: "")
        let id = try context.parameters.require("document").replacing("\0", with: "")
        let collection = try context.parameters.require("collection")
        guard let found = try await library.document(id, for: reader), found.collection.id == collection else {
            return missing(ReaderLocale(of: request), isVisitor: context.principal?.sessionID == nil)
        }
        let isManaged = caller.map { _ in reader.mayManage(found.collection) } ?? false
        let isPublic = found.document.source == .url || isManaged
        var view = SourceView(
            reader: ReaderLocale(of: request), siteName: siteName, document: found.document, collection: found.collection,
            address: isPublic ? found.document.address : nil,
            hasCollectionPage: context.principal.map { $0.proof != .browser } ?? false, back: Self.back(from: request))
        let span = start.flatMap { start in end.flatMap { $0 > start ? start..<$0 : nil } }
        if let length = try await library.documents.textLength(of: id) {
            let read = { @Sendable range in try await library.documents.text(of: id, range) ?? "" }
            if let span {
                // A span of some length is that of a selection; more is nobody's to look at.
                let isThere = span.upperBound <= length && span.count <= Self.longest
                view.span = isThere ? span : nil
                view.hasChanged = !isThere
                if isThere, let mark { view.hasChanged = try await SourceAddress.mark(of: read(span)) != mark }
            }
            let first = min(span?.lowerBound ?? 0, length)
            view.part = try await TextPart(
                of: number.map { .number($0) } ?? .span(view.span ?? first..<first), length: length,
                read: read)
        }
        return .page(view.render())
    }

    private static let longest = 10_000

    /// A conversation of this server, when its page has the link; the page on which one begins otherwise.
    private static func back(from request: Request) -> String {
        guard let referer = request.headers[.referer].flatMap(URL.init(string:)), let host = referer.host(),
            let own = request.head.authority, own == host || own.hasPrefix("\(host):")
        else { return "/" }
        let path = referer.path(percentEncoded: true)
        return path.hasPrefix("/c/") && path.split(separator: "/").count == 2 ? path : "/"
    }

    private func missing(_ reader: ReaderLocale, isVisitor: Bool) -> Response {
        let words = reader.language.sourceWords
        let login: HTML =
            isVisitor ? "<p><a class=\"button\" href=\"/login\">\(reader.language.accountWords.logIn)</a></p>" : .empty
        let view = AloneView(
            language: reader.language, title: words.missingTitle, text: words.missingText, siteName: siteName, more: login)
        return .page(view.render(), status: .notFound)
    }
}
