import Foundation
import LanguageModel
import TestSupport
import Testing

@testable import Storage

@Suite struct PersonalDataTests {
    let scratch = Scratch()
    let clock = TestClock()

    private struct Refused: Error {}

    /// What columns are called that say whose a row is.
    private static let ownerColumns: Set<String> = [
        "account_id", "actor_id", "created_by", "entered_by", "owner", "owner_id", "person_id", "subject_id", "updated_by",
        "user_id",
    ]

    @Test(arguments: SQLDialect.allCases) func everyTableWithAnOwnerHasAFate(_ dialect: SQLDialect) async throws {
        let tables = try await scratch.database(dialect).read { session in
            try PortableTable.all(in: session, catalogue: Migration.catalogue)
        }
        let handled = Set(PersonalTable.all.map { "\($0.name).\($0.owner)" })
        for table in tables {
            for column in table.columns where Self.ownerColumns.contains(column.name) {
                #expect(
                    handled.contains("\(table.name).\(column.name)"),
                    "say in PersonalTable.all what becomes of \(table.name) when \(column.name) goes")
            }
        }
        for table in PersonalTable.all {
            let columns = Set(tables.first { $0.name == table.name }?.columns.map(\.name) ?? [])
            #expect(columns.isSuperset(of: table.secrets.union([table.owner, table.key])), "\(table.name) has no such columns")
        }
    }

    @Test(arguments: SQLDialect.allCases) func nothingOfAPersonIsFoundAfterwards(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        try await plant("ada", in: database)
        try await plant("eve", in: database)
        let before = try await find("ada's", in: database)
        #expect(before.count > 30, "\(before)")
        try await PersonalData(database: database, time: clock).erase("ada")
        #expect(try await find("ada's", in: database) == [])
        let kept = Set(try await find("ada", in: database).map { String($0.prefix { $0 != "." }) })
        #expect(
            kept == ["ai_usage_logs", "assistant_versions", "audit_log", "chain_versions", "erased_owners", "model_prices"])
        #expect(try await find("eve's", in: database).count == before.count)
    }

    @Test(arguments: SQLDialect.allCases) func aRefusedErasureChangesNothing(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        try await plant("ada", in: database)
        let before = try await contents(database)
        await #expect(throws: Refused.self) {
            try await PersonalData(database: database, time: clock).erase("ada") { _ in throw Refused() }
        }
        #expect(try await contents(database) == before)
    }

    @Test(arguments: SQLDialect.allCases) func whatCameLateIsTakenAwayByTheNextRun(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let data = PersonalData(database: database, time: clock)
        try await data.erase("ada")
        _ = try await ConversationRepository(database: database, time: clock).create(id: "late", owner: "ada", title: "ada's")
        try await data.finishErasures()
        #expect(try await find("ada's", in: database) == [])
        #expect(try await find("ada", in: database) == ["erased_owners.owner_id"])
        clock.advance(by: .seconds(25 * 3600))
        try await data.finishErasures()
        #expect(try await find("ada", in: database) == [])
    }

    @Test(arguments: SQLDialect.allCases) func handsOutWhatIsThereWithoutWhatOpensAnything(_ dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        try await plant("ada", in: database)
        try await plant("eve", in: database)
        let data = PersonalData(database: database, time: clock)
        for table in PersonalTable.exported {
            let rows = try await data.rows(of: table, owner: "ada", after: nil)
            #expect(rows.count == 1, "\(table.name)")
            #expect(rows.allSatisfy { row in table.secrets.allSatisfy { row[$0] == nil } }, "\(table.name)")
            #expect(!"\(rows)".contains("eve's"))
            #expect(try await data.rows(of: table, owner: "ada", after: rows.first?[table.key]).isEmpty)
        }
    }

    @Test func deletedWordsAreInNoFile() async throws {
        let database = try await scratch.database()
        let conversations = ConversationRepository(database: database, time: clock)
        let words = "the ⱘⱙⱚ planted words of ada"
        for number in 0..<40 {
            let id = "c\(number)"
            _ = try await conversations.create(id: id, owner: number.isMultiple(of: 2) ? "ada" : "eve", title: "title")
            let text = number.isMultiple(of: 2) ? "\(words) \(number)" : "other words \(number)"
            try await conversations.append(
                [
                    ChatMessage(id: "q\(number)", role: .user, content: text),
                    ChatMessage(id: "a\(number)", role: .assistant, content: text, status: .streaming),
                ], to: id, owner: number.isMultiple(of: 2) ? "ada" : "eve")
            try await conversations.update(
                message: "a\(number)", owner: number.isMultiple(of: 2) ? "ada" : "eve", content: text + " and more",
                status: .complete)
        }
        #expect(try bytes(of: words) > 0)
        #expect(try bytes(of: "ⱘⱙⱚ") > 0)
        try await PersonalData(database: database, time: clock).erase("ada")
        #expect(try bytes(of: words) == 0)
        // Nor in the index of the search.
        #expect(try bytes(of: "ⱘⱙⱚ") == 0)
        #expect(try bytes(of: "other words") > 0)
    }

    @Test func forgettingConversationsLeavesTheAccount() async throws {
        let database = try await scratch.database()
        try await plant("ada", in: database)
        #expect(try await PersonalData(database: database, time: clock).forgetConversations(of: "ada") == 1)
        let left = Set(try await find("ada's", in: database).map { String($0.prefix { $0 != "." }) })
        #expect(
            left.isDisjoint(with: [
                "conversations", "chat_messages", "message_groundings", "message_recommendations", "message_selections",
                "suggestions",
            ]))
        #expect(left.isSuperset(of: ["users", "api_keys", "consents", "sessions"]))
    }

    /// How often `text` is in any file of the database.
    private func bytes(of text: String) throws -> Int {
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        return try files.reduce(0) { count, file in
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\(file)"))
            var (found, start) = (0, data.startIndex)
            while let range = data.range(of: Data(text.utf8), in: start..<data.endIndex) {
                found += 1
                start = range.upperBound
            }
            return count + found
        }
    }

    /// In which columns a text stands.
    private func find(_ text: String, in database: any Database) async throws -> [String] {
        try await database.read { session in
            var places: Set<String> = []
            for table in try PortableTable.all(in: session, catalogue: Migration.catalogue) {
                try table.forEachRow(in: session) { row in
                    for (column, value) in zip(table.columns, row) where value.text?.contains(text) == true {
                        places.insert("\(table.name).\(column.name)")
                    }
                }
            }
            return places.sorted()
        }
    }

    /// A row of `person` in every table that people have rows in, or that hangs on such a row; each text in it says whose it is.
    private func plant(_ person: String, in database: any Database) async throws {
        let number = person == "ada" ? 1 : 2
        let parents = [
            "conversations": "\(person)'s conversation", "chat_messages": "\(person)'s message",
            "sessions": "\(person)'s session",
        ]
        let owned = Dictionary(grouping: PersonalTable.all, by: \.name).mapValues { Set($0.map(\.owner)) }
        let hanging = ["chat_messages", "message_groundings", "message_recommendations", "message_selections", "refresh_tokens"]
        try await database.write { session in
            for table in try PortableTable.all(in: session, catalogue: Migration.catalogue) {
                guard owned[table.name] != nil || hanging.contains(table.name), table.name != "erased_owners" else { continue }
                let isKept = PersonalTable.all.contains { $0.name == table.name && $0.fate != .erased }
                let values = table.columns.map { column -> SQLValue in
                    if owned[table.name]?.contains(column.name) == true { return .text(person) }
                    switch column.name {
                    case "conversation_id" where hanging.contains(table.name): return SQLValue(parents["conversations"])
                    case "message_id": return SQLValue(parents["chat_messages"])
                    case "session_id" where table.name == "refresh_tokens": return SQLValue(parents["sessions"])
                    case "id" where parents[table.name] != nil: return SQLValue(parents[table.name])
                    case "address" where table.name == "audit_log": return .text("\(person)'s address")
                    case "role" where table.name == "users": return .text("member")
                    // Limits call people by name.
                    case "scope" where table.name == "spending_limits": return .text("user")
                    case "name" where table.name == "spending_limits": return .text("\(person)'s username")
                    default: break
                    }
                    return switch column.kind {
                    case .boolean: .bool(false)
                    case .integer: .integer(number)
                    case .real: .real(1)
                    case .bytes: .bytes([0, 255])
                    case .text where column.name.hasSuffix("_at") || column.name == "valid_from":
                        .text(Timestamp(seconds: 1e9).description)
                    case .text: .text(isKept ? "opaque" : "\(person)'s \(column.name)")
                    }
                }
                let marks = values.map { _ in "?" }.joined(separator: ", ")
                try session.execute(
                    "INSERT INTO \(table.name) (\(table.columns.map(\.name).joined(separator: ", "))) VALUES (\(marks))", values)
            }
        }
    }
}
