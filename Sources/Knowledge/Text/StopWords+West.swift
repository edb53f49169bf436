extension StopWords {
    static let english = """
        a about above after again all also am an and any are as at be because been before being below between both but by can \
        could did do does doing down during each few for from further had has have having he her here hers herself him himself \
        his how i if in into is it its itself just may me might more most must my myself no nor not now of off on once only or \
        other our ours ourselves out over own same shall she should so some such than that the their theirs them themselves \
        then there these they this those through to too under until up us very was we were what when where which while who \
        whom whose why will with would you your yours yourself yourselves
        """

    static let german = """
        aber alle allem allen aller alles als also am an andere anderem anderen anderer anderes auch auf aus bei beim bin bis \
        bist da damit dann das dass dein deine deinem deinen deiner dem den denn der des dessen deren dich die dies diese \
        diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwa etwas euch euer eure für \
        gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im in \
        indem ins ist ja jede jedem jeden jeder jedes jene jenem jenen jener jenes jetzt kann kein keine keinem keinen keiner \
        können könnte man manche mein meine meinem meinen meiner mich mir mit muss musste nach nicht nichts noch nun nur ob \
        oder ohne sehr sein seine seinem seinen seiner seines seit sich sie sind so solche soll sollte sondern sonst um und uns \
        unser unsere unter viel vom von vor war waren warum was weil welche welchem welchen welcher welches wenn wer werde \
        werden wie wieder will wir wird wo wollen wollte worden wurde wurden während würde würden zu zum zur zwar zwischen über
        """

    static let dutch = """
        aan al alle als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een eens en er ge geen geweest \
        haar had heb hebben heeft hem het hier hij hoe hoeveel hun iets ik in is ja je kan kon kunnen maar me meer men met mij \
        mijn moet na naar niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor \
        waar waarom wanneer want waren was wat we welk welke werd werden wezen wie wij wil worden wordt zal ze zelf zich zij zijn \
        zo zonder zou
        """

    static let danish = """
        af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din disse dog du efter eller en end er \
        et for fra ham han hans har havde have hende hendes her hos hun hvad hvem hvilke hvilken hvilket hvis hvor hvordan \
        hvorfor hvornår i ikke ind jeg jer jo kan kunne man mange med meget men mig min mine mit mod når ned noget nogle nu og \
        også om op os over på sig sin sine sit skal skulle som sådan til ud under var vi vil ville være været
        """

    static let norwegian = """
        alle at av begge ble blei bli blir blitt både da de deg dem den denne der dere deres det dette di din disse du eller en \
        er et ett etter for fordi fra før ha hadde han hans har hennes her hun hva hvem hvilke hvilken hvilket hvis hvor hvordan \
        hvorfor i ikke inn jeg kan kom kun kunne man mange med meg mellom men min mine mitt mot mye ned noe noen nå når og også \
        om opp oss over på samme seg selv sin sine sitt skal skulle slik som til uten var ved vi vil ville vår vært være
        """

    static let swedish = """
        alla att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din ditt du där då efter ej eller en er \
        era ett från för ha hade han hans har henne hennes hon honom hur här i icke ingen inom inte jag ju kan kunde man med \
        mellan men mig min mitt mot mycket många ni nu när någon något några och om oss på samma sedan sig sin sina sitt själv \
        skulle som så sådan till under upp ut utan vad var vara varför varit varje vars vem vi vid vilka vilken vilket är över åt
        """

    static let french = """
        ai alors au aucun aussi autre autres aux avait avant avec avoir ayant beaucoup c car ce ceci cela celle celles celui ces \
        cet cette ceux chaque ci comme comment d dans de des depuis dont du elle elles en encore entre est et eu eux furent fut \
        il ils j je jusqu l la laquelle le lequel les lesquelles lesquels leur leurs lors lui là m ma mais me même mêmes mes moi \
        mon n ne ni non nos notre nous on ont ou où par parce pas pendant peu peut plus pour pourquoi près qu quand que quel \
        quelle quelles quels qui quoi s sa sans se sera ses si soit son sont sous sur t ta te tes toi ton tous tout toute toutes \
        très tu un une vers vos votre vous y à étaient était été être
        """

    static let spanish = """
        a al algo algunas algunos ante antes aquel como con contra cual cuales cuando cuál cuáles cuándo cuánta cuántas cuánto \
        cuántos cómo de del desde donde dónde durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta \
        estaba estado estas este esto estos está están fue fueron ha haber había han hasta hay la las le les lo los me mi mis \
        mucho muchos muy más nada ni no nos nosotros nuestra nuestro o otra otras otro otros para pero poco por porque por \
        que quien quienes quién quiénes qué se sea ser si sido sin sobre son su sus sí también tan tanto te tiene tienen todo \
        todos tu tus un una uno unos y ya yo él
        """

    static let portuguese = """
        a ao aos aquela aquele aquilo as até com como da das de dela dele deles depois do dos e ela elas ele eles em entre era \
        eram essa essas esse esses esta estas este estes está estão eu foi foram for há isso isto já lhe mais mas me mesmo meu \
        minha muito na nas nem no nos nossa nosso não num numa o onde os ou para pela pelas pelo pelos por porque por qual quais \
        quando quantas quanto quantos que quem se sem ser seu seus sobre somos sua suas são só também te tem tinha têm um uma \
        umas uns você vocês à às é
        """

    static let italian = """
        a abbia abbiamo ad agli ai al alcuni alla alle allo altri altro anche avere aveva ben c che chi ci coi col come con cosa \
        così cui d da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello dentro di dopo dove dovuto e ed \
        era erano essere fa fino fra fu furono gli ha hai hanno ho i il in io l la le lei li lo loro lui ma mi mia mio molto \
        negli nei nel nell nella nelle nello no noi non nostra nostro o ogni oltre per perché però più poi prima qual quale \
        quali quando quanta quante quanti quanto quasi quella quelle quelli quello questa queste questi questo qui sarà se sei \
        senza si sia siamo sono sopra sotto sta stata state stati stato su sua sugli sui sul sull sulla sulle suo suoi tra tu \
        tutti tutto un una uno vi è
        """

    static let catalan = """
        a al als amb aquell aquella aquest aquesta aquestes aquests això com d de del dels des doncs el ell ella elles ells els \
        en ens entre era eren es està estan et fins ha han havia hi i jo l la les li lo m ma més mentre molt molts mon n na no \
        nosaltres o on per perquè però pel pels per què qual quals quan quant quants que qui s sa se segons sense ser seu seus \
        seva seves si sobre són tan també tot tota totes tots un una unes uns va van vaig ésser és
        """

    static let romanian = """
        a acea aceasta această aceea acei aceia acel acela acele acest acesta aceste acestea acestei acestor acestui ai al ale \
        alt alte am ar are as asta au avea avut când care cărei căror cărui ce cea cei cel cele celor ceva cine cu cum câți \
        câte cât câtă da dacă dar de deci decât deja din dintre doar după e ea ei el ele era erau este eu fi fie fiecare fost \
        fără i iar în într între îi își la le li lor lui mai mult multe mulți ne ni nici noi nostru nu o ori pe pentru peste \
        poate prin pe s sa sale sau se si sunt spre sub și te toate tot toți totuși tu un una unde unei unele unii unor unui \
        unul va vom vor
        """

    static let irish = """
        a ach ag agus an ann aon ar arb as atá ba bhfuil bhí cad cé cén cá chuig chun conas dá de den do don faoi fuair gach gan \
        go i idir in is iad é í lena leis le mar mé muid na nach ní níl nó ó ón os roimh sa san sé seo sí sin sna tá thar tar \
        trí tú um
        """

    static let basque = """
        al anitz asko baina bat batean batek bati batzuk bera beraiek berau berauek bere berori beste bezala da dago dira ditu \
        du dute edo egin ere eta ez gu gutxi guzti haiek haietan hainbeste hala han handik hango hari hark hartan hau hauek \
        hauetan hemen hemendik hona honek honela honetan hor hori horiek horietan horrek horrela horretan hura izan nola noiz \
        non nor zein zer zergatik zu zuen zuten zen ziren
        """
}
