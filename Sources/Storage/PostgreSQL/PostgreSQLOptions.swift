package import LanguageModel

/// Where a PostgreSQL database is, and how it is used.
package struct PostgreSQLOptions: Sendable, Hashable {
    /// `postgres://user:password@host:port/name`, with libpq's own parameters behind a `?`: `sslmode`, `sslrootcert` and so on.
    package var address: Secret
    /// The most connections, and with them the most transactions at a time.
    package var poolSize: Int
    /// How long a call waits for a connection to become free.
    package var poolTimeout: Duration
    /// How long one statement may run; migrations and restores may take longer.
    package var statementTimeout: Duration
    /// How long it may take to connect.
    package var connectTimeout: Duration

    package init(
        address: Secret, poolSize: Int = 8, poolTimeout: Duration = .seconds(5), statementTimeout: Duration = .seconds(30),
        connectTimeout: Duration = .seconds(5)
    ) {
        self.address = address
        self.poolSize = poolSize
        self.poolTimeout = poolTimeout
        self.statementTimeout = statementTimeout
        self.connectTimeout = connectTimeout
    }
}
