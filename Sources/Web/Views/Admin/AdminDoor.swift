import Accounts
import HTTPTypes
import Hummingbird

/// Lets nobody but admins to their pages.
enum AdminDoor {
    /// Where to go instead, or the page that says no; nil for an admin.
    static func refusal(_ request: Request, _ context: WebContext, siteName: String) -> Response? {
        if context.principal?.isAdmin == true { return nil }
        guard context.principal?.userID != nil else {
            return .redirect(to: "/login?next=\(LoginPageRoutes.localPath(request.uri.path) ?? "/")", type: .normal)
        }
        let language = PageLanguage(of: request)
        let words = language.usageWords
        let frame = AdminFrame(
            language: language, title: words.administration, siteName: siteName, body: "<p>\(words.adminsOnly)</p>")
        return .page(frame.render(), status: .forbidden)
    }
}
