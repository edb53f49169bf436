import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import NIOCore
import Parsing
import Storage

/// `/api/v1/collections/{collection}/documents` and `/api/v1/documents`: documents come in, are looked at, and go.
struct DocumentRoutes: Sendable {
    let library: DocumentLibrary
    let audit: AuditLog
    let time: any TimeSource
    /// Whether no answer may begin any more.
    let isStopping: @Sendable () -> Bool

    /// - Parameter group: `/api/v1`.
    func add(to group: RouterGroup<WebContext>) {
        group.get("collections/{collection}/documents", use: list)
        group.post("collections/{collection}/documents", use: takeIn)
        group.get("documents/{document}", use: show)
        group.delete("documents/{document}", use: delete)
        group.get("documents/{document}/text", use: text)
        group.get("documents/{document}/events", use: events)
        group.post("documents/{document}/cancel", use: cancel)
        group.post("documents/{document}/ingest", use: ingest)
        group.post("documents/{document}/accept", use: accept)
    }

    /// Bytes of a text that comes within JSON, which is held as a whole; what is longer comes as a file.
    private static let longestBody = 16 << 20

    private struct AddBody: Decodable {
        var title: String?
        var text: String?
        var url: String?
        var media_type: String?
        var metadata: [String: JSONValue]?
    }

    private struct Page: Encodable {
        var documents: [DocumentDocument]
        /// Pass as `after` for the next page.
        var next: String?
    }

    private struct AddedDocument: Encodable {
        var documents: [DocumentDocument]
    }

    // MARK: In

    @Sendable private func takeIn(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.keeper()
        let collection = try await library.managedCollection(of: context, for: caller)
        let isForm = request.headers[.contentType]?.lowercased().hasPrefix("multipart/form-data") == true
        let added =
            isForm
            ? try await DocumentUpload(library: library).take(request, to: collection) : [try await take(request, to: collection)]
        let documents = added.map { DocumentDocument($0.document, isUnchanged: $0.isUnchanged) }
        return try .json(AddedDocument(documents: documents), status: .accepted)
    }

    private func take(_ request: Request, to collection: DocumentCollection) async throws -> Submission {
        var request = request
        let body: AddBody = try await request.decodeJSON(limit: min(library.fileLimit * 2, Self.longestBody))
        let title = try body.title.map(DocumentUpload.title)
        let metadata = try DocumentUpload.checked(body.metadata ?? [:])
        switch (body.text, body.url) {
        case (let text?, nil):
            let format = body.media_type.map(DocumentFormat.init(mediaType:)) ?? .markdown
            guard let format, [.csv, .html, .markdown, .text].contains(format) else {
                throw APIError.invalid("media_type", "must be text/markdown, text/plain, text/html or text/csv")
            }
            guard !text.allSatisfy(\.isWhitespace) else { throw APIError.invalid("text", "must not be empty") }
            // The beginning of the first line that says something.
            let first = text.drop(while: \.isWhitespace).prefix(200).prefix { !$0.isNewline }
            let derived = String(first.drop { $0 == "#" || $0.isWhitespace }.prefix(100)).asName
            let file = try TemporaryFile()
            try TemporaryFile.keepingRoom { try Data(text.utf8).write(to: URL(fileURLWithPath: file.path)) }
            return try await library.documents.submit(
                .text(
                    titled: title ?? (derived.isEmpty ? "Text" : derived), in: collection.id, mediaType: format.mediaType,
                    metadata: metadata), file: file.path)
        case (nil, let url?):
            guard var new = NewDocument.page(url, in: collection.id, title: title) else {
                throw APIError.invalid("url", "must be an address that starts with http:// or https://")
            }
            new.metadata = metadata
            return try await library.documents.submit(new, file: nil)
        default: throw APIError.invalid("text", "either text or url is required, and not both")
        }
    }

    // MARK: Looking

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let collection = try await library.collection(of: context, for: caller)
        let limit = try request.queryNumber("limit", in: 1...200) ?? 50
        let status = try request.queryText("status").map { text in
            guard let status = SourceDocument.Status(rawValue: text) else {
                throw APIError.invalid("status", "must be queued, parsing, indexing, ready or failed")
            }
            return status
        }
        let found = try await library.documents.documents(
            in: collection.id, status: status, after: try request.queryText("after")?.replacing("\0", with: ""), limit: limit + 1)
        let isManaged = KnowledgeReader(caller).mayManage(collection)
        return try .json(
            Page(
                documents: found.prefix(limit).map { DocumentDocument($0, showsPath: isManaged) },
                next: found.count > limit ? found[limit - 1].id : nil))
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        return try .json(try await document(try await known(context, for: caller).document.id, for: caller))
    }

    private struct TextDocument: Encodable {
        var document_id: String
        var version: Int
        var start: Int
        var end: Int
        /// Unicode scalars of the whole text.
        var length: Int
        var text: String
    }

    @Sendable private func text(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let document = try await known(context, for: caller).document
        guard let length = try await library.documents.textLength(of: document.id) else { throw APIError.noDocument }
        let start = try request.queryNumber("start", in: 0...Int(Int32.max)) ?? 0
        let end = min(try request.queryNumber("end", in: 0...Int(Int32.max)) ?? length, length)
        guard start <= end else { throw APIError.invalid("start", "must not be behind the end") }
        let text = try await library.documents.text(of: document.id, start..<end) ?? ""
        return try .json(
            TextDocument(
                document_id: document.id, version: document.version, start: start, end: end, length: length, text: text))
    }

    /// The document as often as it changes, until it is ready or has failed.
    @Sendable private func events(request: Request, context: WebContext) async throws -> Response {
        let caller = try context.caller(maying: .read)
        let id = try await known(context, for: caller).document.id
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-cache"],
            body: ResponseBody { body in
                var last: ByteBuffer?
                var silence = 0
                while !isStopping(), let document = try? await self.document(id, for: caller) {
                    let json = try JSONText.encode(document)
                    silence += 1
                    if json != last {
                        last = json
                        silence = 0
                        var buffer = ByteBuffer(string: "event: progress\ndata: ")
                        buffer.writeImmutableBuffer(json)
                        buffer.writeStaticString("\n\n")
                        try await body.write(buffer)
                    } else if silence % 30 == 0 {
                        // Shows whether anybody still listens.
                        try await body.write(ByteBuffer(string: ": still at it\n\n"))
                    }
                    if document.progress == nil { break }
                    try await time.sleep(until: time.now + .milliseconds(500))
                }
                try await body.write(ByteBuffer(string: "event: end\ndata: {}\n\n"))
                try await body.finish(nil)
            })
    }

    // MARK: Changing

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        let document = try await managed(context).document
        return try await Self.there {
            try await library.documents.delete(document.id)
            return Response(status: .noContent)
        }
    }

    @Sendable private func cancel(request: Request, context: WebContext) async throws -> Response {
        let (document, caller) = try await managed(context)
        guard try await library.jobs.cancel(document.id) else {
            throw APIError(.conflict, "nothing_to_cancel", "Nothing is being done about this document.")
        }
        return try .json(try await self.document(document.id, for: caller), status: .accepted)
    }

    @Sendable private func ingest(request: Request, context: WebContext) async throws -> Response {
        let (document, caller) = try await managed(context)
        return try await Self.there {
            do {
                _ = try await library.documents.readAgain(document.id)
            } catch let error as KnowledgeError {
                throw APIError(.conflict, "file_gone", "The document \(error.reason).")
            }
            return try .json(try await self.document(document.id, for: caller), status: .accepted)
        }
    }

    @Sendable private func accept(request: Request, context: WebContext) async throws -> Response {
        let (document, caller) = try await managed(context)
        return try await Self.there {
            try await DocumentAcceptance(library: library, audit: audit).accept(document, visit: Visit(request, context))
            return try .json(try await self.document(document.id, for: caller))
        }
    }

    // MARK: Finding

    private func known(
        _ context: WebContext, for caller: Principal
    ) async throws -> (document: SourceDocument, collection: DocumentCollection) {
        let id = try context.parameters.require("document").replacing("\0", with: "")
        guard let found = try await library.document(id, for: KnowledgeReader(caller)) else { throw APIError.noDocument }
        return found
    }

    private func managed(_ context: WebContext) async throws -> (document: SourceDocument, caller: Principal) {
        let caller = try context.keeper()
        let found = try await known(context, for: caller)
        guard KnowledgeReader(caller).mayManage(found.collection) else { throw APIError.notManaged }
        return (found.document, caller)
    }

    private func document(_ id: String, for caller: Principal) async throws -> DocumentDocument {
        guard let found = try await library.document(id, for: KnowledgeReader(caller)) else { throw APIError.noDocument }
        let progress = try await library.jobs.progress(of: id)
        return DocumentDocument(
            found.document, progress: progress, showsPath: KnowledgeReader(caller).mayManage(found.collection))
    }

    private static func there(_ body: () async throws -> Response) async throws -> Response {
        do { return try await body() } catch StorageError.notFound { throw APIError.noDocument }
    }
}

extension KnowledgeError {
    fileprivate var reason: String {
        switch self {
        case .nameTaken: "is there already"
        case .invalid(_, let reason): reason
        }
    }
}
