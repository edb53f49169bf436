package enum JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Another process has the journal open.
    case inUse(directory: String)
    /// The operating system declined: which action, on which file, and its reason.
    case io(action: String, file: String, reason: String)
    /// The journal holds what was never written to it. `log verify` lists every fault.
    case corrupted(segment: String, offset: Int, sequence: Int?, reason: String)
    /// The disk has failed for so long that no more records can be held in memory.
    case backlogFull(Int)
    case closed
    /// Closed with so many records that could not be written.
    case unwritten(Int, reason: String)

    package var description: String {
        switch self {
        case .inUse(let directory): "the journal in \(directory) is in use by another process"
        case .io(let action, let file, let reason): "cannot \(action) \(file): \(reason)"
        case .corrupted(let segment, let offset, let sequence, let reason):
            "the journal is damaged in \(segment) at byte \(offset)"
                + (sequence.map { " (record \($0))" } ?? "") + ": \(reason); `understudy log verify` lists every fault"
        case .backlogFull(let count): "the journal cannot be written and \(count) records wait already"
        case .closed: "the journal is closed"
        case .unwritten(let count, let reason): "\(count) records could not be written before the journal closed: \(reason)"
        }
    }
}
