/// What stands in a log for a value that is nobody's business.
let redacted = "<redacted>"

private let secretWords: Set<String> = [
    "apikey", "authorization", "cookie", "credential", "credentials", "passphrase", "passwd", "password", "secret", "token",
]
private let qualifiersOfKey: Set<String> = ["access", "api", "encryption", "private", "secret", "signing"]

/// Whether a metadata key names something that must not be logged: `access_token`, `apiKey`, `X-Api-Key`,
/// `password`; but not `max_tokens`, `key_id` or `token_count`, which only speak about one.
func namesSecret(_ key: String) -> Bool {
    let words = words(of: key)
    guard let last = words.last else { return false }
    if secretWords.contains(last) { return true }
    return last == "key" && words.dropLast().last.map(qualifiersOfKey.contains) == true
}

/// The lower-cased words of a name in snake, kebab or camel case.
private func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var previousWasLower = false
    for character in name {
        let isWordCharacter = character.isLetter || character.isNumber
        if !isWordCharacter || (character.isUppercase && previousWasLower) {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        if isWordCharacter { word += character.lowercased() }
        previousWasLower = character.isLowercase
    }
    if !word.isEmpty { words.append(word) }
    return words
}
