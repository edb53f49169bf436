import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
import Knowledge
import LanguageModel
import NIOCore
import Parsing
import Storage

/// Everything that is kept of one person as one JSON document, written as it is read: a page of rows, one conversation or a piece of a
/// file at a time is in memory.
///
/// `data` holds the rows of each table by its name, without what opens something; `conversations` those that are kept, in the form in
/// which `POST /api/v1/conversations/import` takes them, with all their paths; `documents` those of the person's own collections, with
/// their files.
struct AccountExport: Sendable {
    let owner: String
    let personal: PersonalData
    let desk: ConversationDesk
    let library: DocumentLibrary?
    let now: Double

    var response: Response {
        let day = Timestamp(seconds: now).description.prefix(10)
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/json", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"account-\(day).json\"",
            ],
            body: ResponseBody { writer in
                try await write { try await writer.write($0) }
                try await writer.finish(nil)
            })
    }

    private func write(_ emit: (ByteBuffer) async throws -> Void) async throws {
        let moment = Timestamp(seconds: now).description.replacing(" ", with: "T") + "Z"
        try await emit(
            ByteBuffer(string: "{\"format\":\"understudy.account\",\"version\":1,\"id\":"))
        try await emit(JSONText.encode(owner))
        try await emit(ByteBuffer(string: ",\"exported_at\":\"\(moment)\",\"data\":{"))
        for (number, table) in PersonalTable.exported.enumerated() {
            try await emit(ByteBuffer(string: "\(number == 0 ? "" : ",")\n\"\(table.section)\":["))
            try await writeRows(of: table, emit)
            try await emit(ByteBuffer(string: "]"))
        }
        try await emit(ByteBuffer(string: "},\n\"conversations\":[\n"))
        try await writeConversations(emit)
        try await emit(ByteBuffer(string: "\n],\n\"documents\":[\n"))
        try await writeDocuments(emit)
        try await emit(ByteBuffer(string: "\n]}\n"))
    }

    private func writeRows(of table: PersonalTable, _ emit: (ByteBuffer) async throws -> Void) async throws {
        var last: SQLValue?
        var isFirst = true
        while true {
            let rows = try await personal.rows(of: table, owner: owner, after: last)
            for row in rows {
                var line = ByteBuffer(string: isFirst ? "\n" : ",\n")
                line.writeImmutableBuffer(try JSONText.encode(row.mapValues { JSONValue($0) }))
                try await emit(line)
                isFirst = false
            }
            guard let key = rows.last?[table.key] else { return }
            last = key
        }
    }

    private func writeConversations(_ emit: (ByteBuffer) async throws -> Void) async throws {
        var isFirst = true
        for archived in [false, true] {
            var cursor: ConversationCursor?
            repeat {
                let page = try await ConversationPage(
                    of: desk.repository, owner: owner, archived: archived, after: cursor, limit: 50)
                for conversation in page.conversations {
                    var line = ByteBuffer(string: isFirst ? "" : ",\n")
                    line.writeImmutableBuffer(try JSONText.encode(try await desk.exported(conversation)))
                    try await emit(line)
                    isFirst = false
                }
                cursor = page.next
            } while cursor != nil
        }
    }
}

extension AccountExport {
    private struct ExportedDocument: Encodable {
        var id: String
        var collection_id: String
        var title: String
        var source: SourceDocument.Source
        var address: String?
        var media_type: String?
        var size: Int
        var metadata: [String: JSONValue]
        var created_at: String
        var updated_at: String
        /// What was read of it, where its file is not here.
        var text: String?
    }

    private func writeDocuments(_ emit: (ByteBuffer) async throws -> Void) async throws {
        guard let library else { return }
        var isFirst = true
        for collection in try await library.collections.readable(by: KnowledgeReader(owner: owner))
        where collection.owner == owner {
            var last: String?
            while true {
                let page = try await library.documents.documents(in: collection.id, after: last, limit: 50)
                for document in page {
                    if !isFirst { try await emit(ByteBuffer(string: ",\n")) }
                    isFirst = false
                    try await write(document, library, emit)
                }
                guard let end = page.last else { break }
                last = end.id
            }
        }
    }

    private func write(
        _ document: SourceDocument, _ library: DocumentLibrary, _ emit: (ByteBuffer) async throws -> Void
    ) async throws {
        var exported = ExportedDocument(
            id: document.id, collection_id: document.collection, title: document.title, source: document.source,
            address: document.address, media_type: document.mediaType ?? document.format?.mediaType, size: document.size,
            metadata: document.metadata, created_at: AvailabilityDocument.date(document.createdAt),
            updated_at: AvailabilityDocument.date(document.updatedAt))
        guard document.hasFile else {
            exported.text = try await library.documents.text(of: document.id)
            return try await emit(JSONText.encode(exported))
        }
        var line = try JSONText.encode(exported)
        // Its last member is the file, which comes piece by piece.
        line.moveWriterIndex(to: line.writerIndex - 1)
        line.writeString(",\"file\":\"")
        try await emit(line)
        var rest: [UInt8] = []
        try await library.documents.forEachPiece(of: document) { piece in
            rest += piece
            // What is whole threes can be put together as Base64.
            let whole = rest.count - rest.count % 3
            try await emit(ByteBuffer(string: Data(rest[..<whole]).base64EncodedString()))
            rest.removeFirst(whole)
        }
        try await emit(ByteBuffer(string: Data(rest).base64EncodedString() + "\"}"))
    }
}

extension JSONValue {
    fileprivate init(_ value: SQLValue) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .number(value)
        case .text(let value): self = .string(value)
        case .bytes(let value): self = .string(Data(value).base64EncodedString())
        }
    }
}
