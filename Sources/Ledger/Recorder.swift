/// Where attempts and answers are put on record.
package protocol Recorder: Sendable {
    /// Whether records can be written now; while they cannot, no new answer should be begun.
    var isWritable: Bool { get }

    /// Appends `record`; it is durable with the next group commit, which nobody waits for.
    func note(_ record: LedgerRecord)

    /// Appends `record` and returns once it, and everything noted before it, is on disk.
    /// - Throws: when the journal cannot be written; the caller must then not claim a whole answer.
    func record(_ record: LedgerRecord) async throws
}
