import Foundation
import TestSupport

@testable import Storage

/// A folder that goes away with the test.
final class Scratch: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func empty(_ dialect: SQLDialect = .sqlite) async throws -> any Database { try await TestDatabase.empty(dialect, in: path) }

    func database(_ dialect: SQLDialect = .sqlite) async throws -> any Database {
        try await TestDatabase.migrated(dialect, in: path)
    }
}

/// What a database's tables, columns and indexes are, but for the list of migrations.
func schema(_ database: any Database) async throws -> [String] {
    let sql =
        switch database.dialect {
        case .sqlite: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'schema_migrations' ORDER BY name"
        case .postgresql:
            """
            SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS sql
            FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'schema_migrations'
            UNION ALL SELECT replace(indexdef, current_schema(), '') FROM pg_indexes
            WHERE schemaname = current_schema() AND tablename <> 'schema_migrations'
            UNION ALL SELECT conrelid::regclass || ': ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace AND conrelid <> to_regclass('schema_migrations')
            UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
            UNION ALL SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal
            ORDER BY 1
            """
        }
    return try await database.read { session in try session.query(sql).map { try $0.text("sql") } }
}

/// Puts `count` rows into every table that there is, each value telling its row; what one table says of another holds.
func fill(_ database: any Database, catalogue: [Migration] = Migration.catalogue, count: Int = 3) async throws {
    try await database.write { session in
        for table in try PortableTable.all(in: session, catalogue: catalogue) {
            // What is only added to stays, and goes on.
            let keepsRows = ["audit_log", "model_prices"].contains(table.name)
            let held = keepsRows ? try session.count("SELECT COUNT(*) FROM \(table.name)") : 0
            if !keepsRows { try session.execute("DELETE FROM \(table.name)") }
            for row in held + 1...held + count {
                let values = table.columns.map { column -> SQLValue in
                    switch column.kind {
                    case .boolean: .bool(row == 1)
                    case .integer: .integer(row)
                    case .real: .real(Double(row) / 3)
                    case .bytes: .bytes([0, 39, 92, 255, UInt8(row)])
                    case .text:
                        .text(
                            column.name.hasSuffix("_at") || column.name == "valid_from"
                                ? Timestamp(seconds: 1e9 + Double(row)).description : "row \(row)")
                    }
                }
                let marks = values.map { _ in "?" }.joined(separator: ", ")
                try session.execute(
                    "INSERT INTO \(table.name) (\(table.columns.map(\.name).joined(separator: ", "))) VALUES (\(marks))", values)
            }
        }
    }
}

/// Every value, by table, row and column.
func contents(_ database: any Database, catalogue: [Migration] = Migration.catalogue) async throws -> [String: SQLValue] {
    try await database.read { session in
        var contents: [String: SQLValue] = [:]
        for table in try PortableTable.all(in: session, catalogue: catalogue) {
            var rows: [[SQLValue]] = []
            try table.forEachRow(in: session) { rows.append($0) }
            let key = table.columns.firstIndex { ["id", "name", "hash"].contains($0.name) } ?? 0
            rows.sort { "\($0[key])" < "\($1[key])" }
            for (number, row) in rows.enumerated() {
                for (column, value) in zip(table.columns, row) { contents["\(table.name) \(number) \(column.name)"] = value }
            }
        }
        return contents
    }
}
