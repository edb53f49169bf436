/// The page for somebody who has logged in and is no admin, in place of one for admins; to be sent with status 403.
struct AdminsOnlyView {
    var language: PageLanguage
    var siteName: String

    func render() -> String {
        let words = language.adminWords
        return AloneView(language: language, title: words.adminsOnly, text: words.adminsOnlyText, siteName: siteName).render()
    }
}
