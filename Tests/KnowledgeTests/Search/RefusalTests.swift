import Foundation
import Storage
import TestSupport
import Testing

@testable import Knowledge

/// What small libraries know and what they do not, in the languages of the pages.
@Suite struct RefusalTests {
    private struct Library {
        var passages: [String]
        var answered: [String]
        var refused: [String]
    }

    private static let libraries: [String: Library] = [
        "en": Library(
            passages: [
                "A drum kit costs 40 euros a week. Delivery is free on weekdays.",
                "Violins are repaired in the workshop behind the shop; a repair takes five days.",
                "The warranty lasts 24 months from the date of purchase.",
                "Our shop opens at nine in the morning and closes at six in the evening.",
                "Guitars are rented out with a case, a strap and a spare set of strings.",
            ],
            answered: [
                "How many euros?", "How long is the warranty?", "Tell me about violins.", "What does a drum kit cost?",
                "When does the shop open?", "How much is delivery?", "Please explain the warranty", "Do you know when it closes?",
                "Warranty extension?", "Which strings come with a guitar?", "Guitars",
            ],
            refused: [
                "Who won the football championship in 1998?", "What is the capital of Mongolia?", "How many planets are there?",
                "Tell me a joke about elephants.", "How long do tortoises live?", "Please write a poem", "How old is the pope?",
                "Which wine goes with braised octopus this week?",
            ]),
        "de": Library(
            passages: [
                "Ein Schlagzeug kostet 40 Euro in der Woche. Die Lieferung ist werktags kostenlos.",
                "Geigen werden in der Werkstatt hinter dem Laden repariert; eine Reparatur dauert fünf Tage.",
                "Die Garantie gilt 24 Monate ab dem Kauf.",
                "Unser Laden öffnet um neun Uhr morgens und schließt um sechs Uhr abends.",
                "Gitarren werden mit Koffer, Gurt und Ersatzsaiten vermietet.",
            ],
            answered: [
                "Wie viele Euro?", "Wieviel Euro?", "Wie lange gilt die Garantie?", "Was kostet ein Schlagzeug?",
                "Erkläre mir bitte die Garantie", "Wann öffnet der Laden?", "Weshalb Garantie?",
                "Womit werden Gitarren vermietet?",
                "Verlängerte Garantie?",
            ],
            refused: [
                "Wer hat 1998 die Meisterschaft im Fußball gewonnen?", "Wie heißt die Hauptstadt der Mongolei?",
                "Wie viele Planeten gibt es?", "Wie alt wird eine Schildkröte?", "Bitte erzähl einen Witz über Elefanten",
                "Welcher Wein passt zu geschmortem Tintenfisch?",
            ]),
        "zh": Library(
            passages: [
                "架子鼓每周租金四十欧元。工作日免费送货。", "小提琴在商店后面的工作室修理，修理需要五天。", "保修期为自购买之日起二十四个月。",
                "本店上午九点开门，晚上六点关门。", "吉他出租时附带琴盒、背带和备用琴弦。",
            ],
            answered: [
                "多少欧元？", "保修期多长时间？", "请问几点开门？", "架子鼓的租金是多少？", "小提琴在哪里修理？", "吉他有什么？", "请告诉我保修期",
            ],
            refused: ["谁赢得了足球世界杯？", "蒙古的首都是哪里？", "太阳系有多少行星？", "请写一首诗", "乌龟能活多久？", "什么葡萄酒配章鱼？"]),
        "ar": Library(
            passages: [
                "يكلف طقم الطبول أربعين يورو في الأسبوع. التوصيل مجاني في أيام العمل.",
                "تصلح آلات الكمان في الورشة خلف المتجر، ويستغرق الإصلاح خمسة أيام.",
                "يستمر الضمان أربعة وعشرين شهرا من تاريخ الشراء.",
                "يفتح متجرنا الساعة التاسعة صباحا ويغلق الساعة السادسة مساء.", "تؤجر القيثارات مع حقيبة وحزام وأوتار احتياطية.",
            ],
            answered: [
                "كم يورو؟", "كم يستمر الضمان؟", "أخبرني عن الضمان", "بكم طقم الطبول؟", "متى يفتح المتجر؟",
                "أين تصلح آلات الكمان؟",
                "ما هو الضمان؟",
            ],
            refused: [
                "من فاز ببطولة كرة القدم؟", "ما هي عاصمة منغوليا؟", "كم عدد الكواكب؟", "اكتب قصيدة من فضلك", "كم تعيش السلحفاة؟",
                "أخبرني نكتة عن الفيلة",
            ]),
    ]

    @Test(arguments: libraries.keys.sorted()) func tellsWhatIsThereFromWhatIsNot(_ language: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let index = KeywordIndex(database: try await TestDatabase.migrated(.sqlite, in: folder))
        let library = try #require(Self.libraries[language])
        try await index.put(
            library.passages.enumerated().map { offset, text in
                Knowledge.IndexEntry(
                    id: Int64(offset + 1), document: "d\(offset)", collection: "c", title: "", text: text, language: language)
            })
        func isAnswered(_ question: String) async throws -> Bool {
            try await index.search(PassageQuery(text: question, collections: ["c"]), limit: 10).hits.contains(where: \.isSource)
        }
        for question in library.answered { #expect(try await isAnswered(question), "\(question)") }
        for question in library.refused { #expect(try await !isAnswered(question), "\(question)") }
    }
}
