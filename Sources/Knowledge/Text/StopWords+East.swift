extension StopWords {
    static let finnish = """
        ei eivät emme en ennen eri eli että haluaa he heidän heille hän häneen hänen hänet ihan itse ja jo jo joka joiden joita \
        jos joskus jossa jotka jotta jota jälkeen kai kaikki kanssa keiden ken kenen kerran ketkä koska kuin kuinka kuka kuitenkin \
        kun kuten me mihin mikä miksi millainen millä milloin minkä minun minä missä mistä mitkä mitä moni monta mukaan mutta \
        myös ne niiden niin niitä noin nyt näiden nämä ole olevan oli olisi olivat olla ollut on ovat se sekä sen siellä siinä \
        sitä sille sillä suuri tai te tämä tämän tässä tätä vaan vai vain voi voidaan yli
        """

    static let hungarian = """
        a abban ahhoz ahogy ahol aki akik akkor alatt amely amelyek amelyet ami amikor amit az azok azon azt azért be benne \
        csak de e egy egyes egyik el előtt és ez ezek ezen ezt fel feletti ha hanem hány hogy hogyan hol ide igen ill illetve is \
        itt jó keresztül kell ki kik kinek kit közül között le lehet lenni lesz lett maga mely melyek melyik meg még mert mi \
        mikor milyen minden mint mit miért most már más nagyon ne nekik nélkül nem nincs ő ők olyan össze ott pedig s sem sok \
        szerint szám számára tehát több után utána úgy vagy van vannak való volt voltak által át én így
        """

    static let turkish = """
        acaba ama ancak aslında az bana bazı belki ben beri bile bir biri birkaç biz bu buna bunda bundan bunlar bunu bunun \
        çok çünkü da daha dahi de defa değil diğer diye dolayı en fakat gibi göre hangi hangisi hem hep hepsi her hiç için ile \
        ise işte kaç kadar karşı kendi kez ki kim kimin mı mi mu mü nasıl ne neden nedir nerede neyi niçin niye o olan olarak \
        oldu olduğu oldukları olması olup ona ondan onlar onu onun oysa öyle pek sadece sanki şey siz sonra şu tarafından tüm \
        ve veya ya yani yerine yine yok zaten vardır idi üzere
        """

    static let indonesian = """
        ada adalah agar akan aku anda antara apa apakah atas atau bagaimana bagi bahwa banyak beberapa berapa bila bisa bukan \
        dalam dan dapat dari demi dengan di dia hanya harus hingga ia ini itu jika juga kami kamu kapan karena ke kepada ketika \
        kita lagi lain lebih maka mana masih mengapa mereka merupakan namun oleh pada para pernah saat saja sampai sangat saya \
        sebagai sebelum sebuah secara sedang sehingga sejak selama semua seperti serta setelah setiap siapa sudah tapi telah \
        terhadap tersebut tetapi tidak untuk yaitu yang
        """

    static let lithuanian = """
        ant apie ar arba aš be bei bet bus buvo būti dar dėl gali iki ir iš į ja jai jam jei jie jis jiems jo jog jos jų ji jau \
        juos kad kai kaip kas kiek kiekvienas kita kodėl kokia kokie koks kur kuri kurie kurio kurioje kuris ką labai mes mūsų \
        nei nes net nors nuo o pagal pas per po prie prieš savo su tada tai taip tam tas ten tie tik to todėl tuo tų už yra
        """

    static let polish = """
        aby albo ale ani aż bardzo bez bo by być był była było były będzie będą chociaż co coś czy czyli dla dlaczego do gdy \
        gdzie go i ich ile im inne innych iż ja jak jaka jaki jakie jako je jednak jego jej jest jeszcze jeśli już każdy kiedy \
        która które którego której który których którzy kto lub ma mi mnie może można na nad nas nie nich nim niż o od on ona \
        one oni oraz po pod podczas ponieważ poza przed przez przy również są się skąd sobie swoje są ta tak także tam te tego \
        tej ten też to tu ty tych tylko tym u w we wiele wszystkich wszystko z za ze że żeby
        """

    static let czech = """
        a aby aj ale ani ano až bez bude budou by byl byla byli bylo být co což či další do ho i jak jaká jaké jako jaký je jeho \
        jej její jejich jen ještě jeden ji jiné již jsem jsme jsou jste k kam kde kdo kdy když ke kolik která které kterého \
        kterou který kteří ku má mají mezi mi mít mnoho mohou může my na nad nám například nebo není než nic o od on ona oni \
        ono pak po pod podle pouze pro proč proto protože první před přes při s se si své svého svou tak také takže tam tato \
        tedy ten tento této tím to toho tohoto tom tomto tomu toto tu ty u už v ve více však vše z za zda ze že
        """

    static let vietnamese = """
        ai bao bằng bị bởi cho chứ có các cái còn cùng cũng của do gì giữa hay hoặc khi khác không là làm lại lên mà mỗi một nào \
        này nên nếu người nhiêu nhiều như nhưng những nơi nó ra rằng rất sau sẽ số sự tại theo thì trên trong tới từ và vào vẫn \
        về với vì ở đang đã đây đâu đó được đến để ấy
        """

    static let russian = """
        а без более больше будет будто бы был была были было быть в вам вас весь во вот все всего всей всех всю вы где да даже \
        для до его ее если есть еще же за здесь и из или им иногда их к как какая какие каким какими какого какое каком какой \
        какую когда кого кому кто куда ли лишь между меня мне многие мной может можно мой моя мы на над надо нам нас наш не \
        него нее ней нет ни ним них но ну о об однако один он она они оно от очень по под после потом потому почему при про \
        раз с сам сама сами свое своего своей свои своих свой свою себе себя сейчас сколько со такая также такие такого такой \
        там те тем теперь то тогда того тоже той только том тот ты у уже хотя чего чей чем через что чтоб чтобы чье эта эти \
        этим этих это этого этой этом этот эту я является являются
        """

    static let ukrainian = """
        а аби або але б без був була були було бути більш в вам вас ви вже від він вона вони воно все всіх де для до є її їм їх \
        його з за зі і із й між має може ми на навіть нам нас не ні ним них но о один під по при про та так також такий там те \
        тим то того той тому ти у хто це цей цих цього цієї ця чи чому що щоб як яка яке який яких якого якої якщо які коли скільки
        """

    static let bulgarian = """
        а ако ала без беше били бил била бях в вас ваш ви вие все всеки всички ги го да дали до докато е един една едно ето за \
        защо и из или им има имат й каква какви какво какъв като кога когато кого коя които кой която което колко кои къде ли \
        между ме ми може много му на над най не него ни ние никой но няма о обаче от по под поради после при през с са се сега си \
        след само сме сте съм със също т така такъв там те тези ти това тогава този той тук тя тях тъй то у че чрез ще
        """

    static let serbian = """
        а ако али без би били био била било бити биће већ вам вас ви га где да до други због и из или иако има између их ј је \
        један једна једно јер јесам јесте ка како када као кад ко која које који којим којих којег која колико кроз ли међу ме \
        мене ми мој на над нам нас не него није нису но о од око он она они оно овај ова ово па по под после пре при с са сам \
        само се себе смо су та тада тако такође те то тог тај ти у уз увек што шта ће њега њен њих његов
        """

    static let greek = """
        αλλά αν αντί από αυτά αυτές αυτή αυτό αυτοί αυτός αυτού αυτούς αυτών για γιατί δε δεν εγώ είναι είχαν είχε εκείνα \
        εκείνη εκείνο εκείνος εμείς ένα έναν ένας ενός επίσης εσείς εσύ έχει έχουν ή ήταν η θα και κάθε κατά κι με μεταξύ μέσα \
        μετά μέχρι μη μην μια μία μιας μόνο μου μπορεί να ο οι όλα όλες όλοι όμως όπου όπως όποιος όταν ότι όσο ό που πού παρά \
        περισσότερο πιο ποια ποιες ποιο ποιοι ποιον ποιος ποιους πολύ πόσα πόσες πόσο πόσοι πότε πρέπει προς πριν πως πώς σαν \
        σας σε στα στη στην στις στο στον στους συν τα τη την της τι τις το τον του τους τότε των ως ώστε υπό
        """

    static let armenian = """
        այդ այլ այն այս դու դուք եմ են ենք ես եք է էի էին էինք էիր էիք էր ըստ թ ի ին իսկ իր կամ համար հետ հետո մենք մեջ մի ն նա \
        նաև նրա նրանք որ որը որոնք որպես ու ում պիտի վրա և ինչ ինչպես երբ որտեղ ով ինչու քանի
        """
}
