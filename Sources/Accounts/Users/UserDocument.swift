import Foundation

/// A user as the API and the command line show one.
package struct UserDocument: Sendable, Encodable {
    private var id: String
    private var username: String
    private var email: String?
    private var display_name: String
    private var role: UserRole
    private var disabled: Bool
    /// Moments in ISO 8601.
    private var created_at: String
    private var last_login_at: String?

    package init(_ user: User) {
        id = user.id
        username = user.username
        email = user.email
        display_name = user.displayName
        role = user.role
        disabled = user.isDisabled
        created_at = Self.moment(user.createdAt)
        last_login_at = user.lastLoginAt.map(Self.moment)
    }

    private static func moment(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds.rounded(.up)).formatted(.iso8601)
    }
}
