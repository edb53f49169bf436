/// What the list of conversations shows at its foot about who is logged in.
struct AccountCornerView {
    let account: ChatPage.Account
    let language: PageLanguage

    var html: HTML {
        let words = language.accountWords
        switch account {
        case .none: return .empty
        case .visitor: return "<p class=\"account-corner\"><a href=\"/login\">\(words.logIn)</a></p>"
        case .firstRun: return "<p class=\"account-corner\"><a href=\"/setup-admin\">\(words.setUp)</a></p>"
        case .user(let name, let isAdmin):
            let admin: HTML = isAdmin ? "<a href=\"/admin\">\(language.adminWords.admin)</a>" : .empty
            return """
                <form class="account-corner" method="post" action="/logout">\
                <a href="/account" title="\(words.account)"><bdi>\(name)</bdi></a>\(admin)\
                <button type="submit" class="button">\(words.logOut)</button></form>
                """
        }
    }
}
