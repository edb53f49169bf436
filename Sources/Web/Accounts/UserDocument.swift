import Accounts

/// A user as the API shows one.
struct UserDocument: Encodable {
    var id: String
    var username: String
    var email: String?
    var display_name: String
    var role: UserRole
    var disabled: Bool
    var created_at: String
    var last_login_at: String?

    init(_ user: User) {
        id = user.id
        username = user.username
        email = user.email
        display_name = user.displayName
        role = user.role
        disabled = user.isDisabled
        created_at = AvailabilityDocument.date(user.createdAt)
        last_login_at = user.lastLoginAt.map(AvailabilityDocument.date)
    }
}
