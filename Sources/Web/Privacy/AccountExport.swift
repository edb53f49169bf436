import Accounts
import Chat
import Foundation
import HTTPTypes
import Hummingbird
import LanguageModel
import NIOCore
import Storage

/// Everything that is kept of one person as one JSON document, written as it is read: a page of rows or one conversation at a
/// time is in memory.
///
/// `data` holds the rows of each table by its name, without what opens something; `conversations` those that are kept, in the form in
/// which `POST /api/v1/conversations/import` takes them, with all their paths.
struct AccountExport: Sendable {
    let owner: String
    let personal: PersonalData
    let desk: ConversationDesk
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
