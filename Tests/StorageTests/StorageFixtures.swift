import Foundation
import Storage
import TestSupport

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
