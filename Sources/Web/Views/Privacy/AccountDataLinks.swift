/// Where people take along what is kept of them, or their account away.
struct AccountDataLinks {
    let language: PageLanguage

    var html: HTML {
        let words = language.privacyWords
        return """
            <p><a href="/api/v1/account/export" download>\(words.download)</a></p>
            <p><a href="/account/delete">\(words.deleteAccount)</a></p>
            """
    }
}
