import Chat
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import NIOCore
import Storage

/// Conversations leave as JSON with everything, or as Markdown for reading; they come in as our JSON or ChatGPT's.
struct ConversationTransferRoutes: Sendable {
    let desk: ConversationDesk
    let names: ModelDisplayNames
    let time: any TimeSource
    /// Bytes of an imported file.
    var importLimit = 64 << 20

    func add(to group: RouterGroup<WebContext>) {
        group.get("export", use: exportAll)
        group.post("import", use: importFile)
        group.get("{id}/export", use: export)
    }

    private struct Report: Encodable {
        struct Problem: Encodable {
            /// 1 for the file's first conversation.
            var number: Int
            var title: String?
            var reason: String
        }

        /// The new conversations.
        var imported: [String]
        var problems: [Problem]

        init(_ report: ImportReport) {
            imported = report.imported
            problems = report.problems.map { Problem(number: $0.number, title: $0.title, reason: $0.reason) }
        }
    }

    /// Answers 200 when anything was taken in, else 422; both with the report.
    @Sendable private func importFile(request: Request, context: WebContext) async throws -> Response {
        var request = request
        let owner = try context.owner()
        let strict = try request.queryFlag("strict") ?? false
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > importLimit {
            throw APIError.tooLarge(importLimit)
        }
        let file = try await request.collectBody(upTo: importLimit)
        let report = try await desk.importConversations(
            Array(file.readableBytesView), owner: owner, strict: strict, standing: context.standing)
        return try .json(Report(report), status: report.imported.isEmpty ? .unprocessableContent : .ok)
    }

    @Sendable private func export(request: Request, context: WebContext) async throws -> Response {
        let id = try context.parameters.require("id")
        let owner = try context.owner()
        let conversation = try await desk.conversation(id, owner: owner)
        let day = Timestamp(seconds: time.wallClock).description.prefix(10)
        switch try request.queryText("format") ?? "json" {
        case "json":
            var body = Self.head
            body.writeImmutableBuffer(try JSONText.encode(try await desk.export(id, owner: owner)))
            body.writeImmutableBuffer(Self.tail)
            return Self.file(.init(byteBuffer: body), named: "conversation-\(day).json", type: "application/json")
        case "markdown":
            let assistant = desk.assistants.name(of: conversation.assistant)
            let text = MarkdownTranscript.write(
                conversation, try await desk.repository.messages(of: id, owner: owner), assistant: assistant,
                groundings: try await desk.groundings?.all(in: id, owner: owner) ?? [:],
                selections: try await desk.groundings?.selections(in: id, owner: owner) ?? [:]
            ) { message in message.models.map { names[$0] } }
            return Self.file(
                .init(byteBuffer: ByteBuffer(string: text)), named: "conversation-\(day).md", type: "text/markdown; charset=utf-8"
            )
        default:
            throw APIError.invalid("format", "must be json or markdown")
        }
    }

    /// All of one's conversations, written one after another as they are read.
    @Sendable private func exportAll(request: Request, context: WebContext) async throws -> Response {
        let owner = try context.owner()
        let day = Timestamp(seconds: time.wallClock).description.prefix(10)
        let body = ResponseBody { [desk] writer in
            try await writer.write(Self.head)
            var isFirst = true
            for archived in [false, true] {
                var cursor: ConversationCursor?
                repeat {
                    let page = try await ConversationPage(
                        of: desk.repository, owner: owner, archived: archived, after: cursor, limit: 50)
                    for conversation in page.conversations {
                        var buffer = ByteBuffer(string: isFirst ? "" : ",\n")
                        buffer.writeImmutableBuffer(try JSONText.encode(try await desk.exported(conversation)))
                        try await writer.write(buffer)
                        isFirst = false
                    }
                    cursor = page.next
                } while cursor != nil
            }
            try await writer.write(Self.tail)
            try await writer.finish(nil)
        }
        return Self.file(body, named: "conversations-\(day).json", type: "application/json")
    }

    private static let head = ByteBuffer(string: "{\"format\":\"understudy.conversations\",\"version\":1,\"conversations\":[\n")
    private static let tail = ByteBuffer(string: "\n]}\n")

    private static func file(_ body: ResponseBody, named name: String, type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store", .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: body)
    }
}
