/// The words of a language that say nothing about what a text is about.
enum StopWords {
    static func contains(_ word: String, _ language: TextLanguage) -> Bool {
        owners[word]?.contains(language) ?? false
    }

    /// The languages in which `word` is a stop word.
    static func languages(_ word: String) -> [TextLanguage] { owners[word] ?? [] }

    private static let owners: [String: [TextLanguage]] = {
        var owners: [String: [TextLanguage]] = [:]
        for (language, list) in lists {
            for word in Set(WordScanner.words(of: list).map(\.text)) { owners[word, default: []].append(language) }
        }
        return owners
    }()

    private static let lists: KeyValuePairs<TextLanguage, String> = [
        .arabic: arabic, .armenian: armenian, .basque: basque, .bulgarian: bulgarian, .catalan: catalan, .czech: czech,
        .danish: danish, .dutch: dutch, .english: english, .finnish: finnish, .french: french, .german: german, .greek: greek,
        .hebrew: hebrew, .hindi: hindi, .hungarian: hungarian, .indonesian: indonesian, .irish: irish, .italian: italian,
        .lithuanian: lithuanian, .nepali: nepali, .norwegian: norwegian, .persian: persian, .polish: polish,
        .portuguese: portuguese, .romanian: romanian, .russian: russian, .serbian: serbian, .spanish: spanish,
        .swedish: swedish, .tamil: tamil, .turkish: turkish, .ukrainian: ukrainian, .urdu: urdu, .vietnamese: vietnamese,
    ]
}
