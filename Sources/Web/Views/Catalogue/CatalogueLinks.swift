/// On the page of one's account: the way to what one says of oneself, and for admins to the catalogue.
struct CatalogueLinks {
    let language: PageLanguage
    let isAdmin: Bool

    var html: HTML {
        let words = language.catalogueWords
        let admin: HTML = isAdmin ? "<p><a href=\"/admin/catalogue\">\(words.title)</a></p>" : .empty
        return "<p><a href=\"/profile\">\(words.profile)</a></p>\(admin)"
    }
}
