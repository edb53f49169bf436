package import LanguageModel
package import Storage

/// The table `users`.
package struct UserRepository: Sendable {
    private let database: any Database
    private let time: any TimeSource

    package init(database: any Database, time: any TimeSource) {
        self.database = database
        self.time = time
    }

    /// Adds a user.
    /// - Parameters:
    ///   - passwordHash: nil for somebody who cannot log in with a password.
    ///   - identity: by which an OpenID provider knows them.
    ///   - onlyFirst: only while there is no user at all.
    /// - Throws: ``AccountError/taken(field:)``, ``AccountError/alreadySetUp``.
    func create(
        _ new: NewUser, id: String, passwordHash: String?, identity: (issuer: String, subject: String)? = nil,
        onlyFirst: Bool = false
    ) async throws -> User {
        let now = Timestamp(seconds: time.wallClock)
        let user = User(
            id: id, username: new.username, email: new.email, displayName: new.displayName ?? new.username, role: new.role,
            isDisabled: false, createdAt: now.seconds)
        try await database.write { session in
            if onlyFirst, try session.count("SELECT COUNT(*) FROM users") > 0 { throw AccountError.alreadySetUp }
            if try session.count("SELECT COUNT(*) FROM users WHERE username = ?", [.text(user.username)]) > 0 {
                throw AccountError.taken(field: "username")
            }
            try Self.checkFree(email: user.email, besides: id, session)
            try session.execute(
                """
                INSERT INTO users (id, username, email, display_name, role, password_hash, disabled, created_at,
                    password_changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(id), .text(user.username), SQLValue(user.email), .text(user.displayName), .text(user.role.rawValue),
                    SQLValue(passwordHash), .bool(false), .text(now.description), .text(now.description),
                ])
            if let identity {
                try session.execute(
                    "INSERT INTO user_identities (issuer, subject, user_id) VALUES (?, ?, ?)",
                    [.text(identity.issuer), .text(identity.subject), .text(id)])
            }
            try WebhookOutbox.write(
                WebhookEvent(
                    .userCreated, happenedAt: now.seconds,
                    data: ["user_id": .string(id), "role": .string(user.role.rawValue)]),
                at: now.seconds, in: session)
        }
        return user
    }

    package func user(_ id: String) async throws -> User? {
        try await one("SELECT * FROM users WHERE id = ?", [.text(id)])
    }

    /// By username or e-mail address.
    package func user(named name: String) async throws -> User? {
        let name = name.trimmed.lowercased()
        return try await one(
            "SELECT * FROM users WHERE \(name.contains("@") ? "email" : "username") = ?", [.text(name)])
    }

    /// By what an OpenID provider calls them.
    func user(issuer: String, subject: String) async throws -> User? {
        try await one(
            "SELECT u.* FROM users u JOIN user_identities i ON i.user_id = u.id WHERE i.issuer = ? AND i.subject = ?",
            [.text(issuer), .text(subject)])
    }

    func passwordHash(of id: String) async throws -> String? {
        try await database.read { session in
            try session.query("SELECT password_hash FROM users WHERE id = ?", [.text(id)]).first?["password_hash"].text
        }
    }

    /// In the order of their names.
    /// - Parameters:
    ///   - after: a username; only those behind it.
    ///   - text: only those with this in one of their names or their address.
    package func list(after: String? = nil, matching text: String? = nil, limit: Int = 1000) async throws -> [User] {
        let pattern = text.map { "%\($0.lowercased().replacing(/[!%_]/) { "!\($0.output)" })%" }
        return try await database.read { session in
            let found =
                pattern == nil
                ? "" : "AND (username LIKE ? ESCAPE '!' OR email LIKE ? ESCAPE '!' OR LOWER(display_name) LIKE ? ESCAPE '!')"
            return try session.query(
                "SELECT * FROM users WHERE username > ? \(found) ORDER BY username LIMIT ?",
                [.text(after ?? "")] + (pattern.map { Array(repeating: .text($0), count: 3) } ?? []) + [.integer(max(0, limit))]
            ).map(User.init(row:))
        }
    }

    /// The usernames of those of `ids` that are users', by id.
    package func names(of ids: Set<String>) async throws -> [String: String] {
        guard !ids.isEmpty else { return [:] }
        let marks = Array(repeating: "?", count: ids.count).joined(separator: ", ")
        return try await database.read { session in
            try session.query("SELECT id, username FROM users WHERE id IN (\(marks))", ids.sorted().map(SQLValue.text))
                .reduce(into: [:]) { $0[try $1.text("id")] = try $1.text("username") }
        }
    }

    package func count() async throws -> Int {
        try await database.read { try $0.count("SELECT COUNT(*) FROM users") }
    }

    /// - Throws: ``AccountError/notFound``, ``AccountError/taken(field:)``, ``AccountError/lastAdmin``.
    func change(_ id: String, _ change: UserChange) async throws -> User {
        try await database.write { session in
            guard var user = try session.query("SELECT * FROM users WHERE id = ?", [.text(id)]).first.map(User.init(row:)) else {
                throw AccountError.notFound
            }
            let wasAdmin = user.role == .admin && !user.isDisabled
            user.email = change.email ?? user.email
            user.displayName = change.displayName ?? user.displayName
            user.role = change.role ?? user.role
            user.isDisabled = change.isDisabled ?? user.isDisabled
            if wasAdmin, user.role != .admin || user.isDisabled {
                try Self.holdAdmins(session)
                try Self.checkOtherAdmin(than: id, session)
            }
            try Self.checkFree(email: user.email, besides: id, session)
            try session.execute(
                "UPDATE users SET email = ?, display_name = ?, role = ?, disabled = ? WHERE id = ?",
                [
                    SQLValue(user.email), .text(user.displayName), .text(user.role.rawValue), .bool(user.isDisabled), .text(id),
                ])
            return user
        }
    }

    func setPasswordHash(_ hash: String, of id: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute(
                "UPDATE users SET password_hash = ?, password_changed_at = ? WHERE id = ?", [.text(hash), .text(now), .text(id)])
        }
    }

    func noteLogin(of id: String) async throws {
        let now = Timestamp(seconds: time.wallClock).description
        try await database.write { session in
            try session.execute("UPDATE users SET last_login_at = ? WHERE id = ?", [.text(now), .text(id)])
        }
    }

    private func one(_ sql: String, _ arguments: [SQLValue]) async throws -> User? {
        try await database.read { try $0.query(sql, arguments).first.map(User.init(row:)) }
    }

    func checkMayGo(_ id: String) async throws {
        try await database.read { try Self.checkMayGo(id, $0) }
    }

    /// That the user may go: is there, and leaves an admin behind.
    static func checkMayGo(_ id: String, _ session: any SQLSession) throws {
        guard let user = try session.query("SELECT * FROM users WHERE id = ?", [.text(id)]).first.map(User.init(row:)) else {
            throw AccountError.notFound
        }
        if user.role == .admin, !user.isDisabled { try checkOtherAdmin(than: id, session) }
    }

    /// Keeps the admins as they are until the transaction ends: two of them that go at once, each because the other stays, would
    /// both be gone where one of the transactions is not serializable.
    static func holdAdmins(_ session: any SQLSession) throws {
        try session.execute(
            SQLStatement(sqlite: nil, postgresql: "SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE"))
    }

    private static func checkOtherAdmin(than id: String, _ session: any SQLSession) throws {
        let others = try session.count(
            "SELECT COUNT(*) FROM users WHERE role = 'admin' AND disabled = ? AND id <> ?", [.bool(false), .text(id)])
        guard others > 0 else { throw AccountError.lastAdmin }
    }

    private static func checkFree(email: String?, besides id: String, _ session: any SQLSession) throws {
        guard let email else { return }
        if try session.count("SELECT COUNT(*) FROM users WHERE email = ? AND id <> ?", [.text(email), .text(id)]) > 0 {
            throw AccountError.taken(field: "email")
        }
    }
}

extension User {
    fileprivate init(row: SQLRow) throws {
        guard let role = UserRole(rawValue: try row.text("role")) else {
            throw StorageError.unreadable("user \(try row.text("id")) has no known role")
        }
        self.init(
            id: try row.text("id"), username: try row.text("username"), email: row["email"].text,
            displayName: try row.text("display_name"), role: role, isDisabled: row["disabled"].bool ?? true,
            createdAt: try row.moment("created_at"),
            lastLoginAt: row["last_login_at"].text.flatMap { Timestamp($0) }?.seconds)
    }
}
