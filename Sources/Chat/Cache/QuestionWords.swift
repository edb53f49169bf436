/// Words that make another question of one that is otherwise the same, in languages with capital letters. Where a language is
/// missing, and for names in small letters, the nearness of the vectors and the sources must do.
enum QuestionWords {
    static let negations = words(
        """
        not no never none nothing nobody neither nor without cannot cant dont doesnt wont isnt except
        nicht nichts nie niemals kein keine keinen keinem keiner keines ohne niemand außer weder noch
        ne pas jamais aucun aucune rien sans ni sauf non sin nunca ningún ninguna nada jamás
        mai nessuno niente senza nem não sem nunca nenhum niet geen nooit zonder ikke ingen inte utan не нет ни без никогда
        """)

    static let numbers = words(
        """
        zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million
        once twice half double triple first second third fourth fifth last both
        null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig hundert tausend erste ersten zweite zweiten
        dritte dritten letzte letzten halb doppelt einmal zweimal beide
        deux trois quatre cinq sept huit neuf dix cent mille premier première deuxième dernier dernière
        uno dos tres cuatro cinco seis siete ocho nueve diez cien primero primera segundo último
        один два три четыре пять десять первый второй последний
        """)

    /// How questions begin; another word with a capital letter may be a name.
    static let openers = words(
        """
        what what's how when where who whom whose which why is are was were am do does did has have had can could may might must
        shall should will would tell please give show explain describe list find i my we our you your it its there this that these
        those the a an in on at of for to from by with about if and or so but as
        was wie wann wo woher wohin wer wem wen wessen welche welcher welches welchen warum wieso weshalb ist sind war kann können
        darf dürfen muss müssen soll sollen gibt wird werden hat haben bitte der die das den dem ein eine einen ich wir mein meine
        unser unsere es man in im am für bei mit von zu aus wieviel
        quel quelle quels quelles comment quand où qui pourquoi est combien que qu'est le la les un une des puis peut peux je mon ma
        nous dans à de pour y
        qué cómo cuándo dónde quién cuál cuáles cuánto cuánta por es son puedo puede hay el los las una mi en para
        что как когда где кто почему какой какая какие сколько есть можно
        """)

    private static let opposites: [Set<String>] = """
        before/after open/close opened/closed opening/closing start/stop start/end begin/end buy/sell on/off minimum/maximum min/max
        more/less most/least highest/lowest higher/lower high/low allow/forbid allowed/forbidden add/remove add/delete create/delete
        all/none old/new oldest/newest above/below in/out to/from up/down left/right day/night early/late earliest/latest
        cheap/expensive cheapest/dearest show/hide today/tomorrow today/yesterday yesterday/tomorrow read/write inside/outside
        send/receive win/lose pass/fail accept/reject accept/refuse give/take come/go arrive/leave arrival/departure true/false
        man/woman men/women male/female adult/child adults/children parent/child input/output upload/download
        vor/nach öffnen/schließen kaufen/verkaufen mehr/weniger an/aus ein/aus hoch/niedrig erlaubt/verboten alt/neu
        heute/morgen heute/gestern früh/spät ankunft/abfahrt
        """.split(whereSeparator: \.isWhitespace).map { Set($0.split(separator: "/").map(String.init)) }

    /// Whether one word says the contrary of the other: by the list, or because both end alike behind another beginning, as
    /// "enable" and "disable" do.
    static func areOpposite(_ one: String, _ other: String) -> Bool {
        if opposites.contains([one, other]) { return true }
        let shared = zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
        return shared >= 4 && max(one.count, other.count) - shared <= 4
    }

    private static func words(_ text: String) -> Set<String> { Set(text.split(whereSeparator: \.isWhitespace).map(String.init)) }
}
