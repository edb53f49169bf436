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
        case .user(let name):
            return """
                <form class="account-corner" method="post" action="/logout">\
                <a href="/account" title="\(words.account)"><bdi>\(name)</bdi></a>\
                <button type="submit" class="button">\(words.logOut)</button></form>
                """
        }
    }
}
