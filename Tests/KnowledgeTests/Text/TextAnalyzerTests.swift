import Testing

@testable import Knowledge

@Suite struct TextAnalyzerTests {
    private let analyzer = TextAnalyzer()

    /// Without the languages before them.
    private func bare(_ terms: some Sequence<String>) -> Set<String> {
        Set(terms.map { $0.split(separator: ":").last.map(String.init) ?? "" })
    }

    private func terms(_ text: String, _ language: TextLanguage? = nil) -> Set<String> {
        bare(analyzer.passage(text, language: language).counts.keys)
    }

    @Test(arguments: [
        (TextLanguage.english, "libraries", "library"), (.english, "connected", "connections"), (.german, "Häusern", "Haus"),
        (.german, "Bibliotheken", "BIBLIOTHEK"), (.french, "chevaux", "cheval"), (.french, "nationaux", "nationale"),
        (.spanish, "canciones", "canción"), (.russian, "книгами", "Книга"), (.russian, "самолёты", "самолет"),
        (.arabic, "والكتاب", "كتاب"), (.arabic, "كِتَابٌ", "الكتاب"), (.arabic, "أحمد", "احمد"), (.turkish, "kitaplar", "kitap"),
        (.finnish, "taloissa", "talo"), (.greek, "ΆΝΘΡΩΠΟΣ", "ανθρωποι"), (.hindi, "किताबें", "किताब"), (.romanian, "orașe", "oraşul"),
    ])
    func formsOfAWordAreOneTerm(language: TextLanguage, one: String, other: String) {
        #expect(!terms(one, language).isEmpty)
        #expect(!terms(one, language).isDisjoint(with: terms(other, language)))
    }

    @Test(arguments: [
        "Where is the nearest library, and who is it for?": ["nearest", "librari"],
        "Wo ist das nächste Haus und wem gehört es?": ["nach", "haus", "wem", "gehort"],
        "Où est la bibliothèque de l'école ?": ["bibliothequ", "écol", "ecol"],
        "¿Dónde está la biblioteca de los niños?": ["bibliotec", "niñ", "nin"],
        "Где находится эта библиотека?": ["наход", "библиотек"],
        "أين هي المكتبة؟": ["مكتب"],
    ])
    func stopWordsAreLeftOut(text: String, expected: [String]) {
        #expect(terms(text) == Set(expected))
    }

    @Test func chineseBecomesCharactersAndPairs() {
        #expect(terms("黑豹队") == ["黑", "豹", "队", "黑豹", "豹队"])
        #expect(analyzer.passage("黑豹队。黑", language: nil).counts["黑"] == 2)
    }

    @Test func japaneseRunsAcrossItsScripts() {
        #expect(terms("東京タワーへ").isSuperset(of: ["東京", "京タ", "ワー", "ーへ"]))
    }

    @Test func koreanPairsStayWithinWords() {
        #expect(terms("서울 시청") == ["서", "울", "서울", "시", "청", "시청"])
    }

    @Test func thaiBecomesPairsOfLettersWithTheirMarks() {
        #expect(terms("ที่นี่") == ["ที่นี่"])
        #expect(terms("ประเทศ").isSuperset(of: ["ปร", "ระ", "เท"]))
    }

    @Test func wideAndNarrowFormsAreOne() {
        #expect(terms("ＡＢＣ１２３") == ["abc123"])
        #expect(terms("ﾃｽﾄ") == terms("テスト"))
        #expect(terms("ﬁne") == ["fine"])
    }

    @Test(arguments: [
        "1,000": ["1000"], "1.000": ["1000"], "1000": ["1000"], "3.14": ["3.14"], "3,14": ["3.14"], "٣٫١٤": ["3.14"],
        "2026.": ["2026"], "covid19": ["covid19"], "3d": ["3d"], "12.05.2026": ["12.05.2026"], "८": ["8"],
    ])
    func numbersAreWrittenOneWay(text: String, expected: [String]) {
        #expect(terms(text) == Set(expected))
    }

    @Test func whatAnApostropheCutsOffIsNoWord() {
        #expect(terms("the dog's bone", .english) == ["dog", "bone"])
        #expect(terms("l’eau d'or", .french) == ["eau", "or"])
        #expect(terms("'quoted'", .english) == ["quot"])
        #expect(terms("п'ять", .ukrainian) == ["пять"])
    }

    @Test func partsOfIdentifiersAreWords() {
        #expect(terms("UNDERSTUDY_DATA", .english) == ["understudi", "data"])
    }

    @Test func accentsMayBeLeftOutWhenAsking() {
        let found = terms("La educación pública", .spanish)
        for question in ["educacion", "educación"] {
            let asked = analyzer.question(question, languages: [.spanish]).flatMap(\.terms)
            #expect(!found.isDisjoint(with: bare(asked)))
        }
        // Who writes accents means them.
        #expect(analyzer.question("pêche", languages: [.french]).flatMap(\.terms) == ["fr:pêch"])
    }

    @Test func sentencesOfAnotherLanguageAreReadInIt() {
        let text = """
            The houses of the town were built by the people who had come from the south. \
            Die Häuser der Stadt wurden von den Leuten gebaut, die aus dem Süden gekommen waren. Библиотеки города.
            """
        let found = analyzer.passage(text, language: nil)
        #expect(found.languages == [.english, .german, .russian])
        #expect(bare(found.counts.keys).isSuperset(of: ["hous", "haus", "stadt", "библиотек"]))
        #expect(found.counts["de:die"] == nil && found.counts["en:the"] == nil)
    }

    @Test func aQuestionIsReadInEveryLanguageThatThePassagesAreIn() {
        let words = analyzer.question("Häuser", languages: [.english, .german])
        #expect(words.map(\.terms) == [["de:haus", "en:häuser"]])
        #expect(analyzer.question("the houses", languages: [.english, .german]).count == 1)
        #expect(analyzer.question("die die Häuser", languages: [.german, .russian]).map(\.terms) == [["de:haus"]])
    }

    @Test func theStemOfOneLanguageIsNoWordOfAnother() {
        let found = analyzer.passage("die Kinder", language: .german).counts.keys
        #expect(Set(found).isDisjoint(with: analyzer.question("kind people", languages: [.english]).flatMap(\.terms)))
    }

    @Test(arguments: [
        ("How many euros?", ["euro"]), ("How long is a long warranty?", ["long", "warranti"]), ("Wieviel Euro?", ["euro"]),
        ("Wie oft?", []), ("Combien de violons?", ["violon"]), ("多少欧元？", ["欧元"]), ("鼓多少钱？", ["鼓", "钱"]),
        ("保修期多长？", ["保修", "修期"]),
        ("いくらですか", []), ("كم يبلغ الضمان؟", ["الضم"]),
    ])
    func wordsThatOnlyAskTellNothing(question: String, telling: [String]) {
        let words = analyzer.question(question, languages: [])
        #expect(bare(words.filter(\.tells).flatMap(\.terms)) == Set(telling), "\(words)")
    }

    @Test func aWordSaidTwiceCountsTwice() {
        #expect(analyzer.question("drum or drums", languages: [.english]) == [QuestionWord(terms: ["en:drum"], count: 2)])
    }

    @Test func aWordWithoutEndIsCutShort() {
        #expect(terms(String(repeating: "ab", count: 100_000)).allSatisfy { $0.unicodeScalars.count <= 64 })
    }

    @Test func whatHoldsNoWordHasNoTerms() {
        for text in ["", "  \n", "?!…", "\u{0}", "\u{301}", "the of and", "😀"] { #expect(terms(text).isEmpty, "\(text)") }
    }
}

@Suite struct LanguageDetectorTests {
    @Test(arguments: [
        (TextLanguage.english, "What is the name of the river that flows through the city?"),
        (.german, "Wie heißt der Fluss, der durch die Stadt fließt?"),
        (.french, "Quel est le nom du fleuve qui traverse la ville ?"),
        (.spanish, "¿Cómo se llama el río que pasa por la ciudad?"),
        (.italian, "Come si chiama il fiume che attraversa la città?"),
        (.portuguese, "Qual é o nome do rio que passa pela cidade?"),
        (.dutch, "Hoe heet de rivier die door de stad stroomt?"),
        (.swedish, "Vad heter floden som rinner genom staden och vilka är dess broar?"),
        (.danish, "Hvad hedder floden, der løber gennem byen?"),
        (.norwegian, "Hva heter elva som renner gjennom byen?"),
        (.finnish, "Mikä on kaupungin läpi virtaavan joen nimi?"),
        (.hungarian, "Hogy hívják a folyót, amely átfolyik a városon?"),
        (.romanian, "Cum se numește râul care trece prin oraș?"),
        (.turkish, "Şehrin içinden geçen nehrin adı nedir ve kaç köprü var?"),
        (.polish, "Jak się nazywa rzeka, która płynie przez miasto?"),
        (.czech, "Jak se jmenuje řeka, která protéká městem?"),
        (.vietnamese, "Tên của con sông chảy qua thành phố là gì?"),
        (.indonesian, "Apa nama sungai yang mengalir melalui kota itu?"),
        (.russian, "Как называется река, которая течёт через город?"),
        (.ukrainian, "Як називається річка, що тече через місто?"),
        (.bulgarian, "Как се казва реката, която тече през града?"),
        (.greek, "Πώς λέγεται το ποτάμι που περνά από την πόλη;"),
        (.arabic, "ما اسم النهر الذي يمر عبر المدينة؟"),
        (.persian, "نام رودخانه‌ای که از شهر می‌گذرد چیست؟"),
        (.hebrew, "מה שם הנהר שזורם דרך העיר?"),
        (.hindi, "शहर से होकर बहने वाली नदी का नाम क्या है?"),
    ])
    func aSentenceShowsItsLanguage(language: TextLanguage, text: String) {
        #expect(LanguageDetector.language(of: text) == language)
    }

    @Test func whatShowsNoLanguageHasNone() {
        for text in ["", "1234", "黑豹队", "Xylophon"] { #expect(LanguageDetector.language(of: text) == nil) }
    }

    @Test func tagsNameLanguages() {
        #expect(TextLanguage(tag: "en-US") == .english)
        #expect(TextLanguage(tag: "PT_br") == .portuguese)
        #expect(TextLanguage(tag: "nb") == .norwegian)
        #expect(TextLanguage(tag: "xx") == nil)
    }
}
