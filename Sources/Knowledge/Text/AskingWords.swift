/// Words by which a question asks, and that are no stop words: they may stand in passages, but that a passage lacks them says
/// nothing against it.
///
/// Those of all languages are one list, for short questions often do not show which language they are in.
enum AskingWords {
    /// - Parameter previous: the word before it, if there is one.
    static func contains(_ word: String, after previous: String?) -> Bool {
        words.contains(word) || previous.map(how.contains) == true && degrees.contains(word)
    }

    /// Which characters of a run of Chinese, Japanese or Korean belong to such words, or to those that only join others.
    static func places(in characters: [String]) -> [Bool] {
        var places = [Bool](repeating: false, count: characters.count)
        for start in characters.indices {
            for length in 1...longestRun where start + length <= characters.count {
                guard runs.contains(characters[start..<start + length].joined()) else { continue }
                for place in start..<start + length { places[place] = true }
            }
        }
        return places
    }

    private static func list(_ text: String) -> Set<String> { Set(WordScanner.words(of: text).map(\.text)) }

    private static let words = list(
        """
        many much whatever whichever please tell explain describe show list name give know find mean means say says there
        viele vielen wieviel wieviele wieso weshalb woher wohin womit wofür worin wodurch woran worauf wovon wozu wem wen wessen \
        inwiefern inwieweit bitte erkläre erklären nenne nennen beschreibe beschreiben sag sage zeig zeige bedeutet heißt gibt
        hoelang waarheen waarvoor waarmee waaruit wiens vertel betekent alsjeblieft alstublieft
        hvormange hvortil hvorfra hvorhen fortell fortæl forklar betyr betyder varifrån vart vems många berätta förklara
        combien lequel laquelle duquel auquel quoi expliquez explique dites signifie existe
        cuánto cuánta cuántos cuántas cuanto cuanta cuantos cuantas cuál cuáles adónde dime explica significa hay
        quanto quanta quanti quante quale quali dimmi spiega spiegami quantos quantas qual quais onde aonde diga
        quant quants quantes quin quina quins quines cât câtă câți câte unde spune înseamnă
        сколько скольких скольким каков какова каковы откуда зачем чей чья чьи расскажи расскажите объясни объясните скажи \
        скажите значит пожалуйста скільки скількох звідки навіщо куди котрий розкажи поясни означає колко откъде накъде кажи \
        обясни означава моля колико одакле куда чији објасни реци значи молим
        ile ilu skąd dokąd czyj czyja czyje powiedz wyjaśnij opisz znaczy oznacza proszę kolik kolika odkud řekni vysvětli popiš \
        znamená prosím
        mennyi mennyibe hány hányan hányszor honnan hová magyarázd mondd jelent kérem montako paljonko minne selitä kerro \
        tarkoittaa kaç kaçta kaça nereye nereden açıkla anlat söyle demek lütfen
        berapa kapankah siapakah bagaimanakah jelaskan sebutkan ceritakan tolong artinya nhiêu mấy
        kiek keli kelios kelių paaiškink pasakyk reiškia cé mhéad cad conas cathain zenbat zein nola noiz zergatik
        քանի ինչքան որքան ինչու πόσος πόση πόσοι πόσες εξήγησε πες σημαίνει παρακαλώ
        כמה כיצד תסביר بكم وكم فكم ماهي ماهو أخبرني اشرح يوجد توجد يبلغ تبلغ يمكن يمكنني تعني يعني
        چند چقدر چندتا کجاست چیست بگو کتنا کتنی کتنے بتائیں بتاؤ
        कितना कितनी कितने कौनसे बताओ बताइए बताएं समझाओ समझाइए कति எத்தனை எவ்வளவு எங்கு எதற்கு
        """)

    /// What is asked for by its degree: "how long", "wie oft".
    private static let how = list("how wie hoe hur hvor kuinka как як јак jak πόσο")
    private static let degrees = list(
        """
        long often far old big large tall high deep wide fast soon late lange oft weit alt groß hoch tief breit schnell spät lang vaak \
        ver oud groot hoog länge ofta långt gammal stor lenge ofte langt gammel stort længe langt pitkä kauan usein долго часто \
        далеко długo często daleko dlouho často daleko
        """)

    private static let longestRun = 4
    private static let runs: Set<String> = Set(
        """
        多少 多久 多长 多長 多大 多高 多远 多遠 什么 什麼 甚麼 怎么 怎麼 怎样 怎樣 如何 为什么 為什麼 为何 為何 哪里 哪裡 哪儿 哪 谁 誰 几 幾 何时 何時
        是否 请问 請問 请 請 告诉 告訴 吗 嗎 呢 吧 啊 了 的 是 在 有 和
        何 なに なん いくら いくつ どこ どれ どの どう どんな いつ だれ なぜ ください 教えて です ます でしょう は が を の に で と も へ や か
        얼마 얼마나 무엇 뭐 어디 언제 누구 누가 몇 어떻게 어떤 어느 왜 입니까 습니까 인가요 나요 까요 주세요
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
