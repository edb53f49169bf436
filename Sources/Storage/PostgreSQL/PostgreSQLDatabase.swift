package import LanguageModel

/// A PostgreSQL server: several nodes may share it.
///
/// Writes are serializable, so that what a transaction has read still holds when it ends, as it does with SQLite's one
/// writer; those that got into each other's way are run again.
package struct PostgreSQLDatabase: Database {
    package let dialect = SQLDialect.postgresql
    private let pool: PostgreSQLPool

    /// Connects with the first call.
    package init(_ options: PostgreSQLOptions, time: any TimeSource) {
        pool = PostgreSQLPool(options: options, time: time)
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (any SQLSession) throws -> Value) async throws -> Value {
        try await pool.withLane { try await $0.transaction(.read, body) }
    }

    @discardableResult
    package func write<Value: Sendable>(
        unhurried: Bool, _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        // A task of its own, so that a caller who is cancelled still gets written what it decided to write.
        try await Task {
            try await pool.withLane { try await $0.transaction(unhurried ? .unhurriedWrite : .write, body) }
        }.value
    }

    package func close() async { await pool.close() }
}
