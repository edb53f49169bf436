/// Somebody with an account.
package struct User: Sendable, Hashable {
    package var id: String
    /// What they log in with, in small letters.
    package var username: String
    /// In small letters.
    package var email: String?
    /// For people.
    package var displayName: String
    package var role: UserRole
    package var isDisabled: Bool
    /// Seconds since 1970, as are the others.
    package var createdAt: Double
    package var lastLoginAt: Double?
}

/// What an account is made with.
package struct NewUser: Sendable, Hashable {
    package var username: String
    package var email: String?
    package var displayName: String?
    package var role: UserRole

    package init(username: String, email: String? = nil, displayName: String? = nil, role: UserRole = .member) {
        self.username = username
        self.email = email
        self.displayName = displayName
        self.role = role
    }

    /// The same, trimmed and in small letters.
    /// - Throws: ``AccountError/invalid(field:reason:)``.
    package func checked() throws(AccountError) -> NewUser {
        NewUser(
            username: try UserNames.username(username), email: try email.map(UserNames.email),
            displayName: try displayName.map(UserNames.displayName), role: role)
    }
}

/// What a changed account has from now on; nil leaves it as it is.
package struct UserChange: Sendable, Hashable {
    package var email: String?
    package var displayName: String?
    package var role: UserRole?
    package var isDisabled: Bool?

    package init(email: String? = nil, displayName: String? = nil, role: UserRole? = nil, isDisabled: Bool? = nil) {
        self.email = email
        self.displayName = displayName
        self.role = role
        self.isDisabled = isDisabled
    }

    /// - Throws: ``AccountError/invalid(field:reason:)``.
    func checked() throws(AccountError) -> UserChange {
        UserChange(
            email: try email.map(UserNames.email), displayName: try displayName.map(UserNames.displayName), role: role,
            isDisabled: isDisabled)
    }
}

/// What names may look like. A username holds no `@`, so that nobody's username is somebody else's address.
enum UserNames {
    static func username(_ text: String) throws(AccountError) -> String {
        let name = text.trimmed.lowercased()
        let isPlain = name.utf8.allSatisfy {
            ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 46 || $0 == 95 || $0 == 45
        }
        guard isPlain, (1...64).contains(name.utf8.count), name.utf8.first != 46, name.utf8.first != 45 else {
            throw .invalid(
                field: "username",
                reason: "must have 1 to 64 letters a to z, digits, dots, underscores or hyphens, the first no dot or hyphen")
        }
        return name
    }

    /// A username made of what can be used of `wish`.
    static func nearest(to wish: String) -> String {
        let letters = wish.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }
        let name = String(letters.drop { ".-".contains($0) }.prefix(56))
        return name.isEmpty ? "user" : name
    }

    static func email(_ text: String) throws(AccountError) -> String {
        let address = text.trimmed.lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        let isSane = address.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, isSane, address.utf8.count <= 254 else {
            throw .invalid(field: "email", reason: "must be an e-mail address")
        }
        return address
    }

    static func displayName(_ text: String) throws(AccountError) -> String {
        let name = text.trimmed
        guard (1...100).contains(name.count), name.utf8.count <= 400, !name.unicodeScalars.contains(where: \.isTreacherous) else {
            throw .invalid(field: "display_name", reason: "must have 1 to 100 characters and no control characters")
        }
        return name
    }
}

extension String {
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension Unicode.Scalar {
    /// Controls, and what turns the direction of the text around it.
    var isTreacherous: Bool {
        properties.generalCategory == .control || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
}
