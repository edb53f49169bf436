/// What a verification of the ledger found.
package struct VerificationReport: Sendable, Codable, Hashable {
    package struct Fault: Sendable, Codable, Hashable {
        package enum Kind: String, Sendable, Codable, Hashable, CaseIterable {
            /// A line whose CRC-32C does not fit, or that is no line of a journal.
            case checksum
            /// Sequence numbers that are missing or out of order.
            case gap
            /// A record that does not carry the hash of the one before.
            case chain
            /// A line that holds and is no record this Understudy knows.
            case undecodable
            /// A second answer for one request.
            case duplicate
            /// An unfinished line where another segment follows.
            case torn
            /// A record up to the checkpoint that is neither stored nor set aside.
            case missingInDatabase = "missing_in_database"
            /// A stored row without its record, or after the checkpoint.
            case extraInDatabase = "extra_in_database"
            /// A stored row that says something else than its record.
            case differentInDatabase = "different_in_database"
            /// `accepted = stored + set aside + pending` does not hold.
            case balance
            /// The database could not be read at all.
            case database
        }

        package var kind: Kind
        package var segment: String?
        /// In bytes, of the line in its segment.
        package var offset: Int?
        package var sequence: Int?
        package var message: String
    }

    package var segments = 0
    package var records = 0
    package var accepted = 0
    package var stored = 0
    package var setAside = 0
    package var pending = 0
    /// Bytes of an unfinished last line: being written now, or torn by a crash and cleared at the next start.
    package var unfinishedBytes = 0
    /// False when there is no database to compare with.
    package var comparedWithDatabase = false
    /// In the order in which they were found; at most ``faultLimit`` are listed.
    package var faults: [Fault] = []
    package var faultCount = 0

    package static let faultLimit = 1000

    package var isSound: Bool { faultCount == 0 }

    mutating func add(
        _ kind: Fault.Kind, segment: String? = nil, offset: Int? = nil, sequence: Int? = nil, _ message: String
    ) {
        faultCount += 1
        guard faults.count < Self.faultLimit else { return }
        faults.append(Fault(kind: kind, segment: segment, offset: offset, sequence: sequence, message: message))
    }
}
