import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage

/// `/api/v1/assistants`: who there is to talk to, for everyone; making and changing them, for admins.
struct AssistantRoutes: Sendable {
    let desk: AssistantDesk
    /// Bytes of a body.
    var bodyLimit = 256 << 10

    /// - Parameter group: guarded, so that only admins change anything.
    func add(to group: RouterGroup<WebContext>) {
        group.get(use: list)
        group.post(use: create)
        group.get("{id}", use: show)
        group.patch("{id}", use: change)
        group.delete("{id}", use: delete)
        group.put("{id}/picture", use: putPicture)
        group.delete("{id}/picture", use: deletePicture)
        group.get("{id}/versions", use: listVersions)
        group.post("{id}/versions/{version}/restore", use: restore)
    }

    @Sendable private func list(request: Request, context: WebContext) async throws -> Response {
        guard context.standing == .admins else {
            return try .json(["assistants": desk.directory.all(for: context.standing).map { AssistantDocument($0) }])
        }
        try await desk.refresh()
        let deleted = request.uri.queryParameters.get("deleted") == "true"
        let entries = desk.directory.entries.filter { $0.isDeleted == deleted }
        return try .json(["assistants": entries.map { AssistantDocument($0) }])
    }

    @Sendable private func show(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        guard context.standing == .admins else {
            guard let assistant = desk.directory.assistant(id, for: context.standing) else { throw AssistantError.notFound }
            return try .json(AssistantDocument(assistant))
        }
        try await desk.refresh()
        guard let entry = desk.directory.entry(id) else { throw AssistantError.notFound }
        return try document(entry)
    }

    @Sendable private func create(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let body: AssistantBody = try await request.decodeJSON(limit: bodyLimit)
        guard let id = body.id else { throw APIError.invalid("id", "is required") }
        var assistant = Assistant(id: id, name: "", chain: "default", selectsModels: true)
        body.apply(to: &assistant)
        let entry = try await desk.create(assistant, by: ChangeAuthor(request, context))
        return try document(entry, status: .created)
    }

    @Sendable private func change(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let body: AssistantBody = try await request.decodeJSON(limit: bodyLimit)
        let entry = try await conditionally(request, said: body.version) { version in
            try await desk.change(try context.parameters.require("id"), seen: version, by: ChangeAuthor(request, context)) {
                body.apply(to: &$0)
            }
        }
        return try document(entry)
    }

    @Sendable private func delete(request: Request, context: WebContext) async throws -> Response {
        try await conditionally(request) { version in
            try await desk.delete(try context.parameters.require("id"), seen: version, by: ChangeAuthor(request, context))
        }
        return Response(status: .noContent)
    }

    @Sendable private func putPicture(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let file = try PictureFile(try await request.bytes(upTo: PictureFile.limit))
        let picture = try await desk.keep(file)
        return try await change(picture: picture, request, context)
    }

    @Sendable private func deletePicture(request: Request, context: WebContext) async throws -> Response {
        try await change(picture: nil, request, context)
    }

    private func change(
        picture: AssistantPicture?, _ request: Request, _ context: WebContext
    ) async throws -> Response {
        let entry = try await conditionally(request) { version in
            try await desk.change(try context.parameters.require("id"), seen: version, by: ChangeAuthor(request, context)) {
                $0.picture = picture
            }
        }
        return try document(entry)
    }

    @Sendable private func listVersions(request: Request, context: WebContext) async throws -> Response {
        try context.caller(maying: .admin)
        let versions = try await desk.versions(of: try context.parameters.require("id"))
        return try .json(["versions": versions.map(AssistantVersionDocument.init)])
    }

    @Sendable private func restore(request: Request, context: WebContext) async throws -> Response {
        guard let number = Int(try context.parameters.require("version")) else { throw AssistantError.unknownVersion }
        let entry = try await conditionally(request) { version in
            try await desk.restore(
                number, of: try context.parameters.require("id"), seen: version, by: ChangeAuthor(request, context))
        }
        return try document(entry)
    }

    /// Runs `work` with the version that the caller has seen: what `If-Match` says, or else the body.
    /// - Throws: ``APIError`` 412 instead of 409 where it was the header that did not hold.
    private func conditionally<Value>(
        _ request: Request, said: Int? = nil, _ work: (Int?) async throws -> Value
    ) async throws -> Value {
        guard let tag = request.headers[.ifMatch], tag != "*" else { return try await work(said) }
        // A tag that is none of ours cannot be any version's.
        let version = Int(tag.filter { $0 != "\"" }) ?? 0
        do {
            return try await work(version)
        } catch AssistantError.changedMeanwhile(let now) {
            var error = APIError(.changedMeanwhile(version: now))
            error.status = .preconditionFailed
            error.field = nil
            throw error
        }
    }

    private func document(_ entry: AssistantEntry, status: HTTPResponse.Status = .ok) throws -> Response {
        var headers: HTTPFields = [:]
        if let version = entry.version { headers[.eTag] = "\"\(version)\"" }
        if status == .created { headers[.location] = "/api/v1/assistants/\(entry.assistant.id)" }
        return try .json(AssistantDocument(entry), status: status, headers: headers)
    }
}

extension ChangeAuthor {
    init(_ request: Request, _ context: WebContext) {
        let visit = Visit(request, context)
        self.init(id: visit.actorID, address: visit.address, requestID: visit.requestID)
    }
}

extension Request {
    /// The whole body.
    /// - Throws: ``APIError`` 413 when it is larger.
    mutating func bytes(upTo limit: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw APIError.tooLarge(limit) }
        do {
            return Array(try await collectBody(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw APIError.tooLarge(limit)
        }
    }
}
