/// A claim, the passage that it cites, and what a careful reader says of the two.
struct ClaimPair: Sendable, CustomStringConvertible {
    enum Kind: String, Sendable, CaseIterable {
        case supported, paraphrased, otherNumber, otherName, negated, unrelated, otherLanguage
    }

    var kind: Kind
    /// Whether the passage bears the claim out.
    var holds: Bool
    var claim: String
    var passage: String

    init(_ kind: Kind, _ holds: Bool, _ claim: String, _ passage: String) {
        self.kind = kind
        self.holds = holds
        self.claim = claim
        self.passage = passage
    }

    var description: String { "\(kind.rawValue): \(claim)" }

    private static let returns =
        "Goods may be returned within 14 days of delivery. The customer pays for the postage, except where the goods are damaged. "
        + "Opened software cannot be returned. Refunds are paid within 5 working days to the account that was charged."
    private static let museum =
        "Das Stadtmuseum in Freiburg wurde 1895 von Karl Schuster gegründet. Es zeigt 3.200 Gemälde auf vier Etagen. "
        + "Montags ist es geschlossen. Für Schulklassen ist der Eintritt frei; Erwachsene zahlen 8,50 Euro."
    private static let pump =
        "The P-40 pump moves up to 1,200 litres per hour. Do not run it dry: without water the seal fails within two minutes. "
        + "Clean the filter every three months. The warranty lasts 24 months from the date of purchase, and Nordhaus GmbH repairs it "
        + "free of charge during that time."
    private static let company =
        "Anna Lindqvist founded the company in Uppsala in March 2009 together with Peter Holm. In 2016 it opened an office in Lisbon, "
        + "where 45 people work today. Revenue rose by 12 percent to 3.4 million euros last year."
    private static let library =
        "市图书馆于1987年在滨江区建成，馆藏图书120万册。周一闭馆，其余时间上午九点至晚上八点开放。读者一次最多可以借阅十本书，借期为三十天。逾期不还每天收取0.2元。"
    private static let clinic =
        "تأسست العيادة عام 1998 في مدينة الإسكندرية. تستقبل المرضى من الساعة الثامنة صباحا حتى الرابعة مساء. لا تقبل العيادة الدفع ببطاقات الائتمان. "
        + "يعمل فيها 25 طبيبا، وتبلغ رسوم الكشف 300 جنيه."

    private static let ferry =
        "The ferry to Ellis Bay leaves Port Marlow at 7:40 and 16:15 and takes 55 minutes. Bicycles travel free; cars cost 28 "
        + "dollars each way. In winter there are no afternoon sailings. Tickets can be refunded until one hour before departure."
    private static let bread =
        "Das Roggenbrot ruht 12 Stunden bei Zimmertemperatur. Danach wird es bei 240 Grad 50 Minuten gebacken. Bäckermeister Thomas "
        + "Wieland verwendet keinen Zucker. Ein Laib wiegt 750 Gramm und hält sich eine Woche."
    private static let train = "高铁站位于昆明市呈贡区，2016年由李建国设计。每天有86趟列车，前往大理需要两小时。学生票半价。站内禁止吸烟。"
    private static let university =
        "أسس الجامعة الدكتور سامي حداد في بيروت عام 1974. تضم ست كليات و12 ألف طالب. التسجيل مجاني للطلاب المحليين. "
        + "لا يسمح بالتدخين داخل الحرم."

    static let all: [ClaimPair] = [
        // What stands there, more or less word for word.
        .init(.supported, true, "Goods may be returned within 14 days of delivery.", returns),
        .init(.supported, true, "Refunds are paid within 5 working days.", returns),
        .init(.supported, true, "Opened software cannot be returned.", returns),
        .init(.supported, true, "The customer pays for the postage.", returns),
        .init(.supported, true, "The pump moves up to 1200 litres per hour.", pump),
        .init(.supported, true, "The filter should be cleaned every 3 months.", pump),
        .init(.supported, true, "Nordhaus GmbH repairs the pump free of charge for 24 months.", pump),
        .init(.supported, true, "The company was founded in Uppsala in March 2009.", company),
        .init(.supported, true, "Revenue rose by 12 percent to 3,400,000 euros.", company),
        .init(.supported, true, "45 people work in the Lisbon office.", company),
        .init(.supported, true, "Das Museum zeigt 3200 Gemälde auf 4 Etagen.", museum),
        .init(.supported, true, "Erwachsene zahlen 8,50 Euro Eintritt.", museum),
        .init(.supported, true, "Das Stadtmuseum wurde 1895 von Karl Schuster gegründet.", museum),
        .init(.supported, true, "图书馆馆藏图书120万册。", library),
        .init(.supported, true, "读者一次最多可以借阅10本书，借期为30天。", library),
        .init(.supported, true, "تأسست العيادة في الإسكندرية عام 1998.", clinic),
        .init(.supported, true, "لا تقبل العيادة بطاقات الائتمان.", clinic),
        // The same in other words.
        .init(.paraphrased, true, "You have 14 days after delivery to return goods.", returns),
        .init(.paraphrased, true, "If the goods arrive damaged, the customer need not pay the postage.", returns),
        .init(.paraphrased, true, "It takes up to 5 working days until a refund is paid.", returns),
        .init(.paraphrased, true, "The seal fails after two minutes when the pump runs dry.", pump),
        .init(.paraphrased, true, "There is a warranty of 24 months, counted from the purchase.", pump),
        .init(.paraphrased, true, "Anna Lindqvist and Peter Holm are the founders of the company.", company),
        .init(.paraphrased, true, "The office in Lisbon was opened in 2016.", company),
        .init(.paraphrased, true, "Schulklassen zahlen keinen Eintritt.", museum),
        .init(.paraphrased, true, "Gegründet hat das Museum Karl Schuster im Jahr 1895.", museum),
        .init(.paraphrased, true, "图书馆周一不开放。", library),
        .init(.paraphrased, true, "逾期还书每天要付0.2元。", library),
        .init(.paraphrased, true, "رسوم الكشف في العيادة 300 جنيه.", clinic),
        // One number is another.
        .init(.otherNumber, false, "Goods may be returned within 30 days of delivery.", returns),
        .init(.otherNumber, false, "Goods may be returned within 5 days of delivery.", returns),
        .init(.otherNumber, false, "Refunds are paid within 14 working days to the account that was charged.", returns),
        .init(.otherNumber, false, "The pump moves up to 12,000 litres per hour.", pump),
        .init(.otherNumber, false, "Clean the filter every six months.", pump),
        .init(.otherNumber, false, "The warranty lasts 36 months from the date of purchase.", pump),
        .init(.otherNumber, false, "The company was founded in Uppsala in March 2019.", company),
        .init(.otherNumber, false, "The company was founded in Uppsala in April 2009.", company),
        .init(.otherNumber, false, "Revenue rose to 34 million euros last year.", company),
        .init(.otherNumber, false, "Das Stadtmuseum in Freiburg wurde 1859 gegründet.", museum),
        .init(.otherNumber, false, "Erwachsene zahlen 9,50 Euro.", museum),
        .init(.otherNumber, false, "图书馆馆藏图书210万册。", library),
        .init(.otherNumber, false, "读者一次最多可以借阅二十本书。", library),
        .init(.otherNumber, false, "يعمل في العيادة 35 طبيبا.", clinic),
        // One name is another.
        .init(.otherName, false, "The company was founded in Malmö in March 2009.", company),
        .init(.otherName, false, "Maria Lindqvist founded the company together with Peter Holm.", company),
        .init(.otherName, false, "In 2016 it opened an office in Madrid.", company),
        .init(.otherName, false, "During that time Westhaus GmbH repairs the pump free of charge.", pump),
        .init(.otherName, false, "The P-60 pump moves up to 1,200 litres per hour.", pump),
        .init(.otherName, false, "Das Stadtmuseum in Hamburg wurde 1895 gegründet.", museum),
        .init(.otherName, false, "Das Stadtmuseum wurde 1895 von Karl Schreiber gegründet.", museum),
        .init(.otherName, false, "市图书馆于1987年在高新区建成。", library),
        .init(.otherName, false, "تأسست العيادة عام 1998 في مدينة القاهرة.", clinic),
        // The opposite.
        .init(.negated, false, "Opened software can be returned.", returns),
        .init(.negated, false, "Goods may not be returned within 14 days of delivery.", returns),
        .init(.negated, false, "Run the pump dry.", pump),
        .init(.negated, false, "The company never opened an office in Lisbon.", company),
        .init(.negated, false, "Montags ist das Museum nicht geschlossen.", museum),
        .init(.negated, false, "Für Schulklassen ist der Eintritt nicht frei.", museum),
        .init(.negated, false, "读者不可以借阅图书。", library),
        .init(.negated, false, "تقبل العيادة الدفع ببطاقات الائتمان.", clinic),
        // Something else.
        .init(.unrelated, false, "The moon is about 384,000 kilometres away.", returns),
        .init(.unrelated, false, "Customers receive a voucher on their birthday.", returns),
        .init(.unrelated, false, "The pump is made of stainless steel in Sweden.", pump),
        .init(.unrelated, false, "The company plans to hire new engineers next summer.", company),
        .init(.unrelated, false, "Im Garten des Museums blühen im Frühling viele Rosen.", museum),
        .init(.unrelated, false, "停车场在地下二层，每小时收费五元。", library),
        .init(.unrelated, false, "تقدم العيادة دورات تدريبية للطلاب في الصيف.", clinic),
        // In another language: with enough that is the same in all, and without.
        .init(.otherLanguage, true, "Das Unternehmen wurde im März 2009 gegründet und hat in Lissabon 45 Angestellte.", company),
        .init(.otherLanguage, true, "图书馆建于1987年，藏书1200000册。", library),
        .init(.otherLanguage, true, "The library was built in 1987 and has 1.2 million books.", library),
        .init(.otherLanguage, true, "P-40 水泵每小时最多输送1200升水。", pump),
        .init(.otherLanguage, true, "The clinic opened in 1998, and a consultation costs 300 pounds.", clinic),
        .init(.otherLanguage, false, "The library was built in 1978 and has 1.2 million books.", library),
        .init(.otherLanguage, false, "Die Firma wurde 2011 gegründet und hat 45 Angestellte.", company),
        .init(.otherLanguage, false, "The clinic employs 35 doctors and opened in 1998.", clinic),
        .init(.otherLanguage, false, "Die Bücher dürfen ins Ausland mitgenommen werden.", library),
        .init(.otherLanguage, false, "Most visitors like the paintings.", museum),
        // Of other subjects.
        .init(.paraphrased, true, "Bicycles can be taken on the ferry free of charge.", ferry),
        .init(.paraphrased, true, "A car costs 28 dollars per crossing.", ferry),
        .init(.paraphrased, true, "Refunds are possible up to an hour before the ferry departs.", ferry),
        .init(.negated, false, "In winter there are afternoon sailings.", ferry),
        .init(.paraphrased, true, "Das Brot muss zwölf Stunden ruhen.", bread),
        .init(.otherName, false, "Bäckermeister Stefan Wieland verwendet keinen Zucker.", bread),
        .init(.paraphrased, true, "从昆明坐高铁到大理要两个小时。", train),
        .init(.otherName, false, "高铁站由王建国设计。", train),
        .init(.otherName, false, "高铁站位于昆明市官渡区。", train),
        .init(.paraphrased, true, "يدرس في الجامعة 12000 طالب في ست كليات.", university),
        .init(.otherName, false, "أسس الجامعة الدكتور سامي خوري في بيروت.", university),
        .init(.otherName, false, "أسس الجامعة الدكتور سامي حداد في دمشق.", university),
    ]

    private static let bridge =
        "The Harrow Bridge was designed by Ellen Voss and opened in 1931. It is 640 metres long and carries six lanes. Lorries over "
        + "30 tonnes are not allowed. Cyclists cross on the eastern side. Repainting takes four years and is paid for by the county."
    private static let tax =
        "Der Antrag muss bis zum 31. Mai beim Finanzamt Kassel eingehen. Wer ihn elektronisch stellt, erhält den Bescheid nach etwa "
        + "sechs Wochen. Ohne Unterschrift wird er nicht bearbeitet. Die Gebühr beträgt 45 Euro; Rentner zahlen die Hälfte."
    private static let zoo = "动物园位于成都市金牛区，1953年建成，由张文远担任园长。园内有三百种动物，门票二十元。儿童由家长陪同才能入园。每周二大熊猫馆不开放。"
    private static let airline =
        "تسير الشركة رحلات يومية من الدوحة إلى مسقط مدتها ساعة ونصف. يسمح بحقيبة واحدة وزنها 23 كيلوغراما. "
        + "لا يمكن إلغاء التذاكر المخفضة. مدير الشركة هو خالد المنصوري."

    /// Written when the rules were as they are, and no rule was changed for them.
    static let heldBack: [ClaimPair] = [
        .init(.supported, true, "The bridge carries six lanes of traffic.", bridge),
        .init(.paraphrased, true, "Bicycles use the eastern side of the bridge.", bridge),
        .init(.otherName, false, "The Harrow Bridge was designed by Ellen Marsh.", bridge),
        .init(.negated, false, "Lorries over 30 tonnes are allowed.", bridge),
        .init(.paraphrased, true, "Elektronische Anträge werden nach ungefähr sechs Wochen beschieden.", tax),
        .init(.paraphrased, true, "Rentner zahlen nur die Hälfte der Gebühr.", tax),
        .init(.otherName, false, "Der Antrag muss beim Finanzamt Marburg eingehen.", tax),
        .init(.negated, false, "Ohne Unterschrift wird der Antrag bearbeitet.", tax),
        .init(.supported, true, "动物园里有300种动物。", zoo),
        .init(.paraphrased, true, "大熊猫馆星期二不开放。", zoo),
        .init(.otherName, false, "动物园由刘文远担任园长。", zoo),
        .init(.otherName, false, "动物园位于成都市武侯区。", zoo),
        .init(.otherNumber, false, "门票三十元。", zoo),
        .init(.paraphrased, true, "تستغرق الرحلة من الدوحة إلى مسقط ساعة ونصف.", airline),
        .init(.otherName, false, "مدير الشركة هو خالد الكعبي.", airline),
        .init(.otherName, false, "تسير الشركة رحلات يومية من الدوحة إلى صلالة.", airline),
    ]
}
