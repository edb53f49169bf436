/// What went wrong with a statement or a connection, before anyone has decided whether to try again.
struct PostgreSQLFailure: Error {
    /// Five characters; nil when the server did not say.
    var state: String?
    /// The server's sentence, without the values that it was about.
    var message: String
    /// The connection is of no more use.
    var isLost: Bool

    /// Another transaction was in the way: the same one is likely to succeed when it is run again.
    var isConflict: Bool { state == "40001" || state == "40P01" }

    /// A prepared statement no longer fits the schema; it has to be prepared anew.
    var isStalePlan: Bool { state == "0A000" || state == "26000" }
}

extension StorageError {
    init(_ failure: PostgreSQLFailure) {
        switch failure.state {
        case "57014": self = .unavailable("the statement took longer than it may: \(failure.message)")
        // Data that do not fit, integrity constraints, a trigger's own objection, rows and indexes beyond their limits.
        case let state? where ["21", "22", "23", "54", "P0"].contains(state.prefix(2)): self = .rejected(failure.message)
        default: self = .unavailable(failure.message)
        }
    }
}
