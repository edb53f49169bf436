/// Why a backup was not made, or not restored.
package enum BackupError: Error, Sendable, Hashable, CustomStringConvertible {
    case file(path: String, reason: String)
    /// The file is not what was once written.
    case damaged(path: String, line: Int, reason: String)
    /// There is no schema to back up.
    case noSchema
    /// The database holds rows, and nobody said that they may go.
    case notEmpty(table: String, rows: Int)
    /// What was read back is not what was stored.
    case differs(table: String)

    package var description: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        case .damaged(let path, let line, let reason): "\(path) is damaged at line \(line): \(reason)"
        case .noSchema: "this is no database of Understudy's: it has no schema_migrations"
        case .notEmpty(let table, let rows):
            "the database is in use: \(table) has \(rows) rows. --replace deletes all that it holds and puts the backup in its place"
        case .differs(let table): "what was stored in \(table) reads back differently; nothing was changed"
        }
    }
}
