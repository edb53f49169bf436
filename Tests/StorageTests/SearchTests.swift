import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct SearchTests {
    let scratch = Scratch()
    let clock = TestClock()

    private func repository(_ dialect: SQLDialect) async throws -> (ConversationRepository, any Database) {
        let database = try await scratch.database(dialect)
        let repository = ConversationRepository(database: database, time: clock)
        for (id, owner, title, texts) in [
            ("weather", "ann", "Snow in spring", ["Will it rain tomorrow?", "Rainfall is likely; take 100% care_of it."]),
            ("cjk", "ann", "天气", ["明天北京会下雨吗？", "もしかしたら雨が降ります"]),
            ("other", "bob", "Rain", ["rain rain rain"]),
            ("empty", "ann", "", [""]),
        ] {
            _ = try await repository.create(id: id, owner: owner, title: title)
            clock.advance(by: .seconds(1))
            try await repository.append(
                texts.enumerated().map { ChatMessage(id: "\(id)\($0)", role: $0 == 0 ? .user : .assistant, content: $1) }, to: id,
                owner: owner)
            clock.advance(by: .seconds(1))
        }
        return (repository, database)
    }

    private func find(_ text: String, _ repository: ConversationRepository, owner: String = "ann") async throws -> [SearchHit] {
        guard let query = SearchQuery(text) else { return [] }
        return try await repository.search(query, owner: owner)
    }

    @Test(
        arguments: [
            ("rain", ["weather"]), ("RAIN", ["weather"]), ("rainf", ["weather"]), ("rain tomorrow", ["weather"]),
            ("snow", ["weather"]),
            ("rain nothing", []), ("北京会", ["cjk"]), ("下雨", ["cjk"]), ("雨", ["cjk"]), ("天气", ["cjk"]), ("it", ["weather"]),
            ("100%", ["weather"]), ("0%", ["weather"]), ("%%", []), ("__", []), ("e_o", ["weather"]), ("\"rain\"", ["weather"]),
            ("rai*", ["weather"]),
            ("rain OR snow", []), ("body:rain", []), ("NEAR(rain)", []), ("rain\"", ["weather"]),
            ("'; DROP TABLE conversations", []),
            ("\u{0}rain", ["weather"]), ("^", []), ("-", []), ("\\", []), ("rain:*", []), ("!", []), ("?", ["weather"]),
        ], SQLDialect.allCases)
    func findsWhatWasLookedForAndTakesNothingForAnOperator(_ search: (text: String, ids: [String]), _ dialect: SQLDialect)
        async throws
    {
        let (repository, _) = try await repository(dialect)
        #expect(try await find(search.text, repository).map(\.conversation.id) == search.ids)
    }

    @Test(arguments: SQLDialect.allCases) func nobodyFindsWhatIsAnothers(_ dialect: SQLDialect) async throws {
        let (repository, _) = try await repository(dialect)
        #expect(try await find("rain", repository, owner: "bob").map(\.conversation.id) == ["other"])
        #expect(try await find("snow", repository, owner: "bob").isEmpty)
    }

    @Test(arguments: SQLDialect.allCases) func saysWhereItStandsAndHowOften(_ dialect: SQLDialect) async throws {
        let (repository, _) = try await repository(dialect)
        let hit = try #require(try await find("rain", repository).first)
        #expect(hit.messageID == "weather0" || hit.messageID == "weather1")
        #expect(hit.count == 2)
        #expect(hit.snippet.pieces.contains { $0.match && $0.text.lowercased() == "rain" })
        let title = try #require(try await find("snow", repository).first)
        #expect(title.messageID == nil)
        #expect(title.snippet.pieces.map(\.text) == ["Snow", " in spring"])
        #expect(title.snippet.pieces.map(\.match) == [true, false])
    }

    @Test(arguments: SQLDialect.allCases) func anAnswerIsFoundOnceItIsWholeAndNoLongerOnceItIsGone(_ dialect: SQLDialect)
        async throws
    {
        let (repository, database) = try await repository(dialect)
        try await repository.append(
            [ChatMessage(id: "a", role: .assistant, content: "", status: .streaming)], to: "weather", owner: "ann")
        try await repository.update(message: "a", owner: "ann", content: "thunder", status: .streaming)
        #expect(try await find("thunder", repository).isEmpty)
        try await repository.update(message: "a", owner: "ann", content: "thunder and lightning", status: .complete)
        #expect(try await find("lightning", repository).map(\.messageID) == ["a"])
        try await repository.update(message: "a", owner: "ann", content: "hail", status: .complete)
        #expect(try await find("thunder", repository).isEmpty)
        try await repository.apply(ConversationChange(title: "Winter"), to: "weather", owner: "ann")
        #expect(try await find("spring", repository).isEmpty)
        #expect(try await find("winter", repository).count == 1)
        try await repository.delete("weather", owner: "ann")
        #expect(try await find("hail", repository).isEmpty)
        guard dialect == .sqlite else { return }
        let left = try await database.read {
            try $0.count("SELECT COUNT(*) FROM search_entries WHERE conversation_id = 'weather'")
        }
        #expect(left == 0)
        // The index says itself whether it still fits what was taken out of it.
        try await database.write { try $0.execute("INSERT INTO search_index (search_index) VALUES ('integrity-check')") }
    }

    @Test(arguments: SQLDialect.allCases) func whatAServerWithoutSearchWroteIsFound(_ dialect: SQLDialect) async throws {
        let database = try await scratch.empty(dialect)
        let upToSearch = Array(Migration.catalogue.prefix { $0.number <= 12 })
        try await Migrator(database: database, catalogue: upToSearch.dropLast(), time: clock).up()
        let migrator = Migrator(database: database, catalogue: upToSearch, time: clock)
        try await database.write { session in
            try session.execute(
                """
                INSERT INTO conversations (id, user_id, title, created_at, updated_at)
                VALUES ('c', 'ann', 'Cloudy', '2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000')
                """)
            try session.execute(
                """
                INSERT INTO chat_messages (id, conversation_id, position, role, content, status, created_at)
                VALUES ('m', 'c', 1, 'user', 'sunshine', 'complete', '2026-01-01 00:00:00.000')
                """)
        }
        try await migrator.up()
        let repository = ConversationRepository(database: database, time: clock)
        #expect(try await find("sunshine", repository).map(\.messageID) == ["m"])
        #expect(try await find("cloudy", repository).map(\.messageID) == [nil])
    }

    @Test(arguments: SQLDialect.allCases) func ofAWordThatStandsEverywhereTheNewestPlacesAreFound(_ dialect: SQLDialect)
        async throws
    {
        let repository = ConversationRepository(database: try await scratch.database(dialect), time: clock)
        let conversations = (0..<15).map { number in
            let moment = 1000.0 + Double(number)
            return (
                Conversation(id: "c\(number)", owner: "ann", title: "", createdAt: moment, updatedAt: moment),
                (0..<200).map { ChatMessage(id: "c\(number)-\($0)", role: .user, content: "the rain", createdAt: moment) }
            )
        }
        try await repository.insert(conversations)
        for text in ["rain", "th"] {
            let hits = try await find(text, repository)
            #expect(hits.map(\.conversation.id) == (5..<15).reversed().map { "c\($0)" })
            #expect(hits.allSatisfy { $0.count == 200 })
        }
    }

    @Test(arguments: ["", "   ", "\"\"", "***", "\u{0}\u{1}"]) func thereMustBeSomethingToLookFor(text: String) {
        #expect(SearchQuery(text) == nil)
    }

    @Test func aSnippetIsCutAtWordsAroundTheMatch() throws {
        let text = String(repeating: "before ", count: 50) + "<b>needle</b>\n" + String(repeating: "after ", count: 50)
        let snippet = SearchSnippet(of: text, for: try #require(SearchQuery("NEEDLE")), length: 60)
        let whole = snippet.pieces.map(\.text).joined()
        #expect(whole.hasPrefix("…before ") && whole.hasSuffix("…"))
        #expect(snippet.pieces.filter(\.match).map(\.text) == ["needle"])
        #expect(whole.count < 70)
        #expect(SearchSnippet(of: "", for: try #require(SearchQuery("x"))).pieces.isEmpty)
    }
}
