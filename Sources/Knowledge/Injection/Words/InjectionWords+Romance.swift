extension InjectionWords {
    static let french: [(InjectionSign, String)] = [
        (
            .override,
            """
            ignore, ignorez, oublie, oubliez, ne tiens pas compte, ne tenez pas compte, ne tiens plus compte, ne suis pas, ne suivez pas,
            ne suis plus, ne suivez plus, contourne, contournez, fais abstraction, faites abstraction, negligez, neglige, abandonne
            """
        ),
        (
            .scope,
            """
            precedent*, anterieur*, ci dessus, tout, toute, toutes, tous, tes, vos, avant, prealable*, initial*, originale*, jusqua present, jusquici
            """
        ),
        (.instruction, "instruction*, consigne*, directive*, invite*, prompt*, ce qui precede"),
        (.rule, "regle, regles, ordres, commandes, restrictions"),
        (.condition, "si, quand, lorsque"),
        (.ours, "nos, mes, notre, mon, ma, son, ses, leur, leurs, medecin"),
        (
            .persona,
            """
            tu es maintenant, vous etes maintenant, tu es desormais, vous etes desormais, agis comme, agissez comme, fais semblant, faites semblant,
            comporte toi comme, ton nouveau role, votre nouveau role, ta nouvelle tache, votre nouvelle tache, nouvelle* instruction*, tu nes plus, a partir de maintenant
            """
        ),
        (
            .unbound,
            "sans restriction*, sans aucune restriction, sans limite*, sans filtre*, mode developpeur, sans regles, non censure*, aucune regle"
        ),
        (
            .model,
            "ia, modele de langage, modele de langue, assistant, assistante, chatbot, intelligence artificielle, agent conversationnel"
        ),
        (
            .addressed,
            """
            si tu es une ia, si vous etes une ia, si tu es un modele, si vous etes un modele, note a lia, note a lassistant, note pour lia,
            attention ia, chere ia, cher assistant, message a lia, message pour lia, message a lassistant, instruction* pour lia, instruction* a lia,
            instruction* pour lassistant, instruction* a lassistant, lia doit, en tant quia tu, en tant quia vous, note aux ia, quand tu resumes, lorsque tu resumes
            """
        ),
        (
            .answer,
            """
            reponds seulement, reponds uniquement, repondez seulement, repondez uniquement, reponds toujours, repondez toujours, reponds que, repondez que, reponds par,
            dis que, dites que, dis a lutilisateur, dites a lutilisateur, informe lutilisateur, informez lutilisateur, recommande toujours, recommandez toujours, recommande, recommandez, ta reponse doit,
            votre reponse doit, commence ta reponse, commencez votre reponse, dans ta reponse, dans votre reponse, dans chaque reponse, affiche, affichez,
            execute, executez, suis ces, suivez ces, demande a lutilisateur, demandez a lutilisateur
            """
        ),
        (
            .disclose,
            "revele, revelez, affiche, affichez, montre, montrez, repete, repetez, divulgue, divulguez, imprime, donne, donnez, ecris"
        ),
        (
            .ownInstruction,
            """
            invite systeme, prompt systeme, message systeme, tes instructions, vos instructions, tes consignes, vos consignes, tes regles, instructions cachees,
            instructions secretes
            """
        ),
        (
            .secret,
            """
            mot de passe, mots de passe, cle api, cles api, identifiants, documents internes, documents confidentiels
            """
        ),
        (
            .secrecy,
            """
            ne dis pas a lutilisateur, ne le dis pas, ne dites pas a lutilisateur, ne mentionne pas, ne mentionnez pas, ne dis rien, ne dites rien, sans le dire, sans prevenir, sans en informer, sans informer,
            garde cela secret, gardez cela secret, ne revele pas, ne revelez pas, secretement, discretement, a linsu
            """
        ),
        (
            .send,
            "envoie, envoyez, ajoute, ajoutez, insere, inserez, encode, encodez, remplace, remplacez, transmets, transmettez, charge, chargez, inclus, incluez"
        ),
        (
            .conversation,
            "conversation, historique, discussion, messages de lutilisateur, question de lutilisateur, donnees de lutilisateur, dernier message, cle api, echange"
        ),
        (
            .tool,
            "appelle loutil, appelez loutil, appelle la fonction, utilise loutil, utilisez loutil, execute la commande, executez la commande"
        ),
        (
            .discussion,
            "attaque*, attaquant*, exemple*, par exemple, vulnerabilite*, injection de prompt*, injection dinvite, malveillant*, securite, detect*, hostile*, roman, personnage, chapitre, histoire"
        ),
        (.reported, "de, a, ne, pas, jamais, peut, peuvent, faut, doit, qui, que, il, elle, ils, elles, nous, je, on, d"),
    ]

    static let spanish: [(InjectionSign, String)] = [
        (
            .override,
            """
            ignora, ignore, ignoren, olvida, olvide, olviden, haz caso omiso, haga caso omiso, no hagas caso, no sigas, no siga, desobedece, descarta, descarte,
            omite, omita, no tengas en cuenta, no tenga en cuenta, deja de seguir, deje de seguir, pasa por alto
            """
        ),
        (
            .scope,
            "anterior*, previas, previos, previa, todas, todos, toda, todo, tus, sus, originales, iniciales, arriba, precedente*, hasta ahora"
        ),
        (
            .instruction,
            "instruccion*, indicacion*, directriz, directrices, mensaje del sistema, prompt*, consignas, todo lo anterior"
        ),
        (.rule, "regla, reglas, ordenes, normas, restricciones"),
        (.condition, "si, cuando"),
        (.ours, "nuestras, nuestros, nuestra, mis, mi, medico"),
        (
            .persona,
            """
            ahora eres, a partir de ahora eres, desde ahora eres, actua como, actue como, finge ser, finge que, finja ser, comportate como, tu nueva tarea, tu nuevo rol,
            su nueva tarea, tu nuevo papel, nueva* instruccion*, ya no eres, a partir de ahora
            """
        ),
        (
            .unbound,
            "sin restricciones, sin ninguna restriccion, sin limites, sin filtros, modo desarrollador, sin reglas, sin censura"
        ),
        (.model, "ia, modelo de lenguaje, asistente, chatbot, inteligencia artificial, modelo linguistico"),
        (
            .addressed,
            """
            si eres una ia, si usted es una ia, si eres un modelo, si eres un asistente, nota para la ia, nota a la ia, atencion ia, querida ia, estimada ia, querido asistente, estimado asistente,
            mensaje para la ia, mensaje a la ia, instruccion* para la ia, instruccion* a la ia, instruccion* para el asistente, instruccion* para el modelo, la ia debe, como ia debes,
            al resumir este, cuando resumas, nota para el asistente, atencion asistente
            """
        ),
        (
            .answer,
            """
            responde solo, responde solamente, responde unicamente, responda solo, responde siempre, responda siempre, responde que, responda que, responde con, di que, diga que, dile al usuario,
            digale al usuario, informa al usuario, informe al usuario, recomienda siempre, recomienda, recomiende siempre, tu respuesta debe, su respuesta debe,
            empieza tu respuesta, comienza tu respuesta, en tu respuesta, en su respuesta, en cada respuesta, muestra, ejecuta, ejecute, sigue estas, siga estas, pide al usuario, pidele al usuario
            """
        ),
        (
            .disclose,
            "revela, revele, muestra, muestre, repite, repita, imprime, imprima, divulga, divulgue, ensena, dame, escribe, lista"
        ),
        (
            .ownInstruction,
            "prompt del sistema, mensaje del sistema, tus instrucciones, sus instrucciones, tus reglas, instrucciones ocultas, instrucciones secretas"
        ),
        (.secret, "contrasena*, clave api, claves api, clave de api, credenciales, documentos internos, texto anterior"),
        (
            .secrecy,
            "no se lo digas, no le digas al usuario, no le diga al usuario, no lo menciones, no menciones, no mencione, sin decirselo, sin avisar, sin informar, sin que el usuario, manten esto en secreto, no reveles, en secreto, secretamente, a escondidas"
        ),
        (
            .send,
            "envia, envie, anade, anada, agrega, agregue, inserta, inserte, codifica, codifique, reemplaza, reemplace, sustituye, transmite, carga, cargue, incluye"
        ),
        (
            .conversation,
            "conversacion, historial, mensajes del usuario, pregunta del usuario, datos del usuario, ultimo mensaje, clave api, dialogo, chat"
        ),
        (
            .tool,
            "llama a la herramienta, usa la herramienta, utiliza la herramienta, llama a la funcion, ejecuta el comando, ejecute el comando"
        ),
        (
            .discussion,
            "ataque*, atacante*, ejemplo*, por ejemplo, vulnerabilidad*, inyeccion de prompt*, malicios*, seguridad, detect*, hostil*, novela, personaje, capitulo, historia"
        ),
        (.reported, "de, a, no, nunca, puede, pueden, que, quien, se, el, ella, ellos, nosotros, yo, suele, debe, al"),
    ]
}
