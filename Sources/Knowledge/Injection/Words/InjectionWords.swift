/// The words of orders to models: by language, without accents, separated by commas. `*` stands for any end of a word.
enum InjectionWords {
    static let english: [(InjectionSign, String)] = [
        (
            .override,
            """
            ignore, disregard, forget, forget about, override, bypass, discard, neglect, do not follow, dont follow, do not obey, dont obey,
            stop following, stop obeying, pay no attention to, do not listen to, set aside, throw away, erase, drop, cancel
            """
        ),
        (
            .overrideLast,
            """
            are cancelled, are canceled, are void, no longer apply, no longer valid, are superseded, do not apply anymore, are hereby revoked,
            are obsolete, are overridden
            """
        ),
        (
            .scope,
            """
            previous, prior, above, earlier, preceding, foregoing, all, any, every, everything, original, initial, existing, your,
            former, given so far, up to now, before this
            """
        ),
        (
            .instruction,
            """
            instruction*, prompt, prompts, guideline*, directive*, system message*, programming, you were told, you have been told, told you,
            safety policies, what was said, everything above, everything before, all of the above, everything else, previous tasks, previous task,
            prior tasks, previous assignments, previous text, the text above, context above, earlier context, previous context
            """
        ),
        (
            .rule,
            "rule, rules, directions, commands, orders, constraints, restrictions, training, policies, tasks, assignments, everything"
        ),
        (
            .condition, "if, unless, when, whenever, in case, where"
        ),
        (
            .ours,
            "our, my, his, her, their, letter, letters, manufacturer*, doctor*, physician*, pharmacist*, supervisor*, invoice*"
        ),
        (
            .persona,
            """
            you are now, you are no longer, from now on you, act as if, pretend to be, pretend you are, pretend that you, you will act as,
            assume the role, take on the role, roleplay as, switch to, enter developer mode, you are in, your new role,
            your new task, your real task, your actual task, your only task, new instructions, updated instructions, you must now
            """
        ),
        (
            .unbound,
            """
            no restrictions, without restrictions, without any restrictions, unrestricted, unfiltered, no rules, without any rules,
            no filters, developer mode, jailbroken, do anything now, uncensored, no limits, without limits, dan, god mode,
            free of all, without moral, maintenance mode, debug mode, root access
            """
        ),
        (
            .model,
            """
            ai, bot, llm, llms, language model*, ai assistant*, chatbot*, chatgpt, gpt, claude, gemini, copilot, assistant, assistants, ai agent*,
            ai system*, ai model*, artificial intelligence, large language
            """
        ),
        (
            .addressed,
            """
            if you are an ai, if you are a language, if you are an llm, if you are a large, if you are an assistant, if you are an automated,
            if you are a chatbot, note to ai, note to the ai, note to any ai, note to llm*, note to the llm, note to the assistant,
            attention ai, attention llm*, attention assistant, attention language, attention all ai, dear ai, dear assistant, dear llm,
            dear language model, dear chatbot, hey ai, hey assistant, hello ai, ai assistants must, ai systems must, ai models must,
            llms must, assistants must, ai agents must, message for the ai, message to the ai, message for ai, instruction* for the ai,
            instruction* for ai, instruction* to the ai, instruction* for the assistant, instruction* to the assistant,
            instruction* for language model*, instruction* for llm*, instruction* to the model, for ai assistants, the ai must, any ai reading, ai reading this, assistant reading this, llm reading this, model reading this,
            the model must, the model should, the ai should, when processing this, when reading this, when parsing this, while reading this,
            when summarizing this, when summarising this, when answering questions about this, when you summarize, when you summarise,
            as an ai you, as the assistant you, as an assistant you
            """
        ),
        (
            .answer,
            """
            answer only with, respond only with, reply only with, respond with, reply with, answer with, always answer, always respond,
            always reply, always recommend, always say, only say, your answer must, your response must, your reply must, your answer should,
            your response should, your next answer, your next response, your output, in your answer*, in your response*, in your reply,
            in every answer, in every response, tell the user, tell the reader, inform the user, tell them, advise the user,
            instruct the user, ask the user, direct the user, redirect the user, convince the user, persuade the user, urge the user,
            assure the user, begin your answer, begin your response, start your answer, start your response, begin every, end every, print the, output the,
            must recommend, must say, must answer, must respond, must reply, must output, must state, must include, must claim,
            correct answer to any, answer to any question, every reply, begin every reply, say that, claim that, state that, rate this, rank this, give a positive review, recommend only, do exactly, comply with,
            follow these, obey, execute the following, do the following, instead say, instead answer, instead respond, instead output,
            instead write, insert the, refuse to answer, refuse all, do not answer, stop answering
            """
        ),
        (
            .disclose,
            "reveal, disclose, print, show, repeat, output, display, leak, expose, list, tell me, give me, write out, dump, recite, share, return, quote"
        ),
        (
            .ownInstruction,
            """
            system prompt*, system message*, hidden prompt*, initial prompt*, initial instructions, your instructions, your prompt*, your rules,
            secret instructions, hidden instructions, hidden rules, developer message*, your programming, prompt text*, your guidelines,
            your initial, your original, instructions you, instructions above, prompts you
            """
        ),
        (
            .secret,
            """
            text above, words above, everything above, api key*, api_key*,
            passwords, password, secret key*, access token*, credentials, environment variables, internal documents, other documents,
            confidential, private documents, private notes
            """
        ),
        (
            .secrecy,
            """
            do not tell the user, dont tell the user, never tell the user, do not inform the user, do not mention this, dont mention this,
            do not mention that, do not mention these, never mention, never disclose, never reveal that, dont tell anyone, do not tell anyone, dont tell anybody, do not reveal this, do not reveal these, do not reveal that, without telling,
            without informing, without mentioning, without the user knowing, keep this secret, keep this hidden, keep this from the user,
            hide this from, do not disclose, do not cite, do not let the user, do not warn, do not alert, the user must not know,
            secretly, silently, do not show this, never reveal this, do not talk about this, the user cannot see, invisible to the user
            """
        ),
        (
            .send,
            """
            send, append, insert, encode, embed, include, replace, submit, post, forward, transmit, upload, attach, put, add, load, fetch, email,
            concatenate, exfiltrate, substitut*
            """
        ),
        (
            .conversation,
            """
            conversation, conversations, chat history, the chat, message history, user messages, users messages, users question, user question,
            users last, last message*, previous messages, everything the user, what the user, user data, users data, users name,
            users email, users question, session token*, api key*, system prompt*, users password*, personal data, dialogue, chat log*, summary of the,
            the users
            """
        ),
        (
            .tool,
            """
            call the tool, call the function, use the tool, invoke the tool, invoke the function, execute the tool, run the tool, call tool,
            call function, use your tools, use your browser, run the command, execute the command, run this command, execute this code,
            send an email to, delete all, transfer all, use the browser tool
            """
        ),
        (
            .discussion,
            """
            prompt injection*, injection attack*, jailbreak*, attacker*, attack*, adversar*, malicious*, vulnerab*, exploit*, mitigat*, defen*,
            for example, for instance, such as, e g, red team*, researcher*, threat*, detect*, security, payload*, classifier*, guardrail*,
            phrases like, sentences like, hostile, untrusted, novel, character, chapter, story, poem
            """
        ),
        (
            .reported,
            """
            to, you, do, not, never, dont, cannot, cant, can, could, may, might, would, should, will, who, that, which, they, he, she, we, i, it, people, users,
            students, drivers, often, always, sometimes, tend, shall
            """
        ),
    ]

    static let german: [(InjectionSign, String)] = [
        (
            .override,
            "ignoriere, ignorier, ignorieren sie, vergiss, vergessen sie, missachte, missachten sie, verwirf, umgehe, beachte nicht, befolge nicht"
        ),
        (
            .overrideLast,
            "ignorieren, vergessen, missachten, nicht beachten, nicht befolgen, nicht mehr befolgen, verwerfen, nicht mehr gultig, gelten nicht"
        ),
        (
            .scope,
            """
            vorherige*, vorige*, obige*, bisherige*, fruhere*, vorangegangene*, vorangehende*, vorstehende*, alle, aller, allen, alles, samtliche*,
            jegliche*, deine, deinen, deiner, ursprungliche*, zuvor, bisher
            """
        ),
        (
            .instruction,
            "anweisung*, instruktion*, vorgabe*, systemprompt*, aufforderung*, richtlinien, gesagt wurde, alles was, alles vorherige, alles andere, alles davor"
        ),
        (.rule, "anleitung*, befehle*, einschrankungen, regeln, vorschrift*, aufgaben, alles"),
        (.condition, "wenn, falls, sofern, sobald"),
        (.ours, "unsere, unserer, unseren, meine, meiner, meinen, arztliche*"),
        (
            .persona,
            "du bist jetzt, du bist nun, du bist ab, ab jetzt bist, ab sofort bist, von nun an bist, tu so als, spiele die rolle, verhalte dich, deine neue aufgabe, deine neue rolle, neue anweisung*, ab sofort antwortest, ab jetzt antwortest"
        ),
        (
            .unbound,
            "ohne einschrankung*, ohne jede einschrankung, ohne regeln, uneingeschrankt*, ohne filter, entwicklermodus, keine regeln, unzensiert*"
        ),
        (
            .model,
            "ki, sprachmodell*, assistent, assistenten, chatbot, ki assistent*, ki modell*, ki system*, kunstliche intelligenz"
        ),
        (
            .addressed,
            """
            falls du eine ki, wenn du eine ki, falls sie eine ki, wenn du ein sprachmodell, falls du ein sprachmodell, hinweis an die ki, hinweis an ki,
            hinweis fur ki, anweisung* an die ki, anweisung* an den assistenten, anweisung* fur den assistenten, anweisung* fur die ki,
            anweisung* an das sprachmodell, achtung ki, an die ki, an das sprachmodell, an alle ki, an den assistenten, liebe ki, lieber assistent, nachricht an die ki,
            wenn du dieses dokument zusammenfasst, als ki musst du, die ki muss, ki systeme mussen
            """
        ),
        (
            .answer,
            """
            antworte nur, antworte ausschliesslich, antworte immer, antworte stets, antworte mit, sage dem nutzer, sag dem nutzer, sage dem benutzer, sage,
            teile dem nutzer, teile dem benutzer, empfiehl, empfehle immer, deine antwort muss, beginne deine antwort, beginne jede antwort, beende jede antwort, in deiner antwort, in jeder antwort,
            gib aus, schreibe stattdessen, behaupte, befolge, fuhre aus, fordere den nutzer, bitte den nutzer, fuge in
            """
        ),
        (.disclose, "verrate, zeige, nenne, gib, drucke, wiederhole, offenbare, liste, zeig, veroffentliche, teile mir"),
        (.ownInstruction, "systemprompt*, system prompt*, deine anweisungen, deine regeln, geheime anweisung*, deine vorgaben"),
        (.secret, "passwort, passworter, zugangsdaten, api schlussel, interne dokumente, text oben"),
        (
            .secrecy,
            "sage dem nutzer nichts, sag dem nutzer nichts, erwahne das nicht, erwahne dies nicht, erwahne diese, ohne den nutzer, ohne dem nutzer, ohne es zu erwahnen, verschweige, verheimliche, halte dies geheim, heimlich, dem nutzer nicht"
        ),
        (.send, "sende, schicke, hange, fuge, ersetze, ubermittle, ubertrage, kodiere, lade, baue"),
        (
            .conversation,
            "gesprach*, unterhaltung, chatverlauf*, verlauf, frage des nutzers, nachrichten des nutzers, daten des nutzers, letzte nachricht, chat, eingaben des nutzers"
        ),
        (.tool, "rufe das werkzeug, rufe die funktion, nutze das werkzeug, fuhre den befehl, benutze das tool, rufe das tool"),
        (
            .discussion,
            "angriff*, angreifer*, beispiel*, zum beispiel, etwa, schwachstelle*, prompt injektion*, sicherheit, erkenn*, schutz*, schadlich*, bosartig*, feindlich*, roman, figur, kapitel, geschichte"
        ),
        (
            .reported,
            "zu, nie, niemals, kann, konnen, darf, durfen, wird, wer, die, der, sie, er, wir, ich, man, soll, sollte, nicht"
        ),
    ]
}
