import Crypto
import Foundation
package import LanguageModel
package import Storage

/// One login, and who it is of.
struct Session: Sendable, Hashable {
    var id: String
    var userID: String
    var role: UserRole
}

/// The tables `sessions` and `refresh_tokens`. Of cookies and refresh tokens only hashes are kept: both have 256 random
/// bits, so a plain hash is as good as a slow one.
package struct SessionRepository: Sendable {
    /// What became of a refresh token that was shown.
    enum Refresh: Sendable, Hashable {
        /// Used for the first time; the session goes on.
        case accepted(Session)
        /// Used before; the session was ended.
        case reused(sessionID: String, userID: String)
        case unknown
    }

    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// Begins a session, and forgets those that are over for good.
    /// - Parameters:
    ///   - cookie: what the browser is given; nil for a program's session.
    ///   - refreshToken: what the program is given; nil for a browser's.
    func begin(
        id: String, userID: String, cookie: Secret? = nil, refreshToken: Secret? = nil, visit: Visit, lifetime: Duration
    ) async throws {
        let now = time.wallClock
        let (begun, over) = (stamp(now), stamp(now + lifetime.seconds))
        let longOver = stamp(now - 24 * 3600)
        try await database.write { session in
            try session.execute("DELETE FROM sessions WHERE expires_at < ?", [.text(longOver)])
            try session.execute(
                """
                INSERT INTO sessions (id, user_id, cookie_hash, address, user_agent, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(id), .text(userID), SQLValue(cookie.map(hash)), SQLValue(visit.address),
                    SQLValue(visit.userAgent.map { String($0.prefix(200)) }), .text(begun), .text(over),
                ])
            if let refreshToken { try Self.keep(refreshToken, sessionID: id, at: begun, session) }
        }
    }

    /// The session with this identifier, unless it is over or its user's account is closed.
    func session(_ id: String) async throws -> Session? {
        try await live("s.id = ?", id)
    }

    func session(cookie: Secret) async throws -> Session? {
        try await live("s.cookie_hash = ?", hash(cookie))
    }

    /// Uses `token` up and puts `replacement` in its place. A token that was used before ends its session: one of the
    /// two who showed it has stolen it.
    func refresh(_ token: Secret, replacement: Secret) async throws -> Refresh {
        let now = stamp(time.wallClock)
        let hashed = hash(token)
        return try await database.write { session in
            let taken = try session.execute(
                "UPDATE refresh_tokens SET used_at = ? WHERE hash = ? AND used_at IS NULL", [.text(now), .text(hashed)])
            let rows = try session.query(
                """
                SELECT s.id, s.user_id FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ?
                """, [.text(hashed)])
            guard let row = rows.first else { return .unknown }
            let id = try row.text("id")
            guard taken > 0 else {
                try session.execute(
                    "UPDATE sessions SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?", [.text(now), .text(id)])
                return .reused(sessionID: id, userID: try row.text("user_id"))
            }
            guard let live = try Self.live(session, "s.id = ?", id, at: now) else { return .unknown }
            try Self.keep(replacement, sessionID: id, at: now, session)
            return .accepted(live)
        }
    }

    /// Ends a session; ending it twice changes nothing.
    func revoke(_ id: String) async throws {
        let now = stamp(time.wallClock)
        try await database.write { session in
            try session.execute("UPDATE sessions SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?", [.text(now), .text(id)])
        }
    }

    /// Ends all of a user's sessions.
    /// - Parameter besides: but this one.
    func revokeAll(of userID: String, besides: String? = nil) async throws {
        let now = stamp(time.wallClock)
        try await database.write { session in
            try session.execute(
                "UPDATE sessions SET revoked_at = COALESCE(revoked_at, ?) WHERE user_id = ? AND id <> ?",
                [.text(now), .text(userID), .text(besides ?? "")])
        }
    }

    private func live(_ condition: String, _ value: String) async throws -> Session? {
        let now = stamp(time.wallClock)
        return try await database.read { try Self.live($0, condition, value, at: now) }
    }

    private static func live(_ session: any SQLSession, _ condition: String, _ value: String, at now: String) throws -> Session? {
        try session.query(
            """
            SELECT s.id, s.user_id, u.role FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE \(condition) AND s.revoked_at IS NULL AND s.expires_at > ? AND u.disabled = ?
            """, [.text(value), .text(now), .bool(false)]
        ).first.map { row in
            guard let role = UserRole(rawValue: try row.text("role")) else {
                throw StorageError.unreadable("user \(try row.text("user_id")) has no known role")
            }
            return Session(id: try row.text("id"), userID: try row.text("user_id"), role: role)
        }
    }

    private static func keep(_ token: Secret, sessionID: String, at now: String, _ session: any SQLSession) throws {
        try session.execute(
            "INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES (?, ?, ?)",
            [.text(hash(token)), .text(sessionID), .text(now)])
    }
}

private func stamp(_ seconds: Double) -> String { Timestamp(seconds: seconds).description }

private func hash(_ secret: Secret) -> String {
    SHA256.hash(data: Data(secret.reveal.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
