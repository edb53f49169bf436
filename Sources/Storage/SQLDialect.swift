/// Which of the two databases is spoken to, for the few statements that must differ.
package enum SQLDialect: Sendable, Hashable, CaseIterable {
    case sqlite
    case postgresql
}

/// One statement, in words that both databases understand, or in each one's own, side by side.
package struct SQLStatement: Sendable, Hashable, ExpressibleByStringLiteral {
    private let sqlite: String?
    private let postgresql: String?

    package init(stringLiteral sql: String) {
        self.init(sqlite: sql, postgresql: sql)
    }

    /// - Parameters: nil where that database needs no such statement.
    package init(sqlite: String?, postgresql: String?) {
        self.sqlite = sqlite
        self.postgresql = postgresql
    }

    /// The statement for `dialect`; nil when it needs none.
    package func text(_ dialect: SQLDialect) -> String? {
        switch dialect {
        case .sqlite: sqlite
        case .postgresql: postgresql
        }
    }
}
