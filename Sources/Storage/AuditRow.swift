/// One row for the table `audit_log`, for repositories that put on record what they change in the transaction that changes it.
package struct AuditRow: Sendable, Hashable {
    package var event: String
    package var actorID: String?
    package var subjectID: String?
    /// In few words; never a password, token or key.
    package var detail: String?
    package var address: String?
    package var requestID: String?

    package init(
        event: String, actorID: String? = nil, subjectID: String? = nil, detail: String? = nil, address: String? = nil,
        requestID: String? = nil
    ) {
        self.event = event
        self.actorID = actorID
        self.subjectID = subjectID
        self.detail = detail
        self.address = address
        self.requestID = requestID
    }

    /// - Parameter now: as ``Timestamp`` writes it.
    package func insert(in session: any SQLSession, now: String) throws {
        try session.execute(
            """
            INSERT INTO audit_log (created_at, event, actor_id, subject_id, detail, address, request_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(now), .text(event), SQLValue(actorID), SQLValue(subjectID), SQLValue(detail), SQLValue(address),
                SQLValue(requestID),
            ])
    }
}
