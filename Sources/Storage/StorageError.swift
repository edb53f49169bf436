/// What can go wrong with what is stored.
package enum StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The database cannot be reached, is locked, full or broken; the same call may succeed later.
    case unavailable(String)
    /// The database declined these values (a constraint, a size, a type) and will decline them again.
    case rejected(String)
    /// There is no such thing, or it belongs to someone else; callers cannot tell which.
    case notFound
    /// A stored value does not have the form it must have.
    case unreadable(String)
    /// The schema was made by a newer Understudy.
    case newerSchema(found: Int, known: Int)
    /// A migration was applied in another form than this binary knows.
    case changedMigration(number: Int, title: String)
    /// A stored secret does not open under the present key.
    case sealedSecret(String)
    /// The file with the key for stored secrets cannot be read or made.
    case secretKeyFile(path: String, reason: String)

    package var description: String {
        switch self {
        case .unavailable(let reason): "the database is not available: \(reason)"
        case .rejected(let reason): "the database declined the values: \(reason)"
        case .notFound: "not found"
        case .unreadable(let reason): "a stored value cannot be read: \(reason)"
        case .newerSchema(let found, let known):
            """
            the database has schema \(found), made by a newer Understudy; this one knows schemas up to \(known). Start the newer \
            one, or have it take its migrations back with understudy migrate down
            """
        case .changedMigration(let number, let title):
            "migration \(number) (\(title)) was applied in another form than this Understudy knows"
        case .sealedSecret(let name):
            "the stored secret of \(name) does not open: SECRET_KEY or secret.key is not the one it was sealed with; enter it anew"
        case .secretKeyFile(let path, let reason): "the key file \(path): \(reason)"
        }
    }
}
