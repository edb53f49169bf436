import Foundation
package import LanguageModel
package import Storage

/// A database of a test's own; suites run on each dialect.
package enum TestDatabase {
    /// An empty one.
    /// - Parameters:
    ///   - folder: where the embedded one lies.
    ///   - change: what is to be other than usual on PostgreSQL.
    package static func empty(
        _ dialect: SQLDialect, in folder: String, time: any TimeSource = SystemTime(),
        change: (inout PostgreSQLOptions) -> Void = { _ in }
    ) async throws -> any Database {
        switch dialect {
        case .sqlite:
            return try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder))
        case .postgresql:
            var options = try await PostgreSQLCluster.shared.value.makeSchema()
            change(&options)
            return PostgreSQLDatabase(options, time: time)
        }
    }

    /// One with the schema of the catalogue.
    package static func migrated(_ dialect: SQLDialect, in folder: String) async throws -> any Database {
        let database = try await empty(dialect, in: folder)
        try await Migrator(database: database, time: TestClock()).up()
        return database
    }
}
