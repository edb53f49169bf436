import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Usage

private let mini = ModelIdentifier(provider: "openai", model: "gpt-4o-mini")
private let local = ModelIdentifier(provider: "local", model: "llama3:8b")

private func prices(_ input: String) throws -> TokenPrices {
    var prices = TokenPrices()
    prices.input = try TokenPrice(perMillion: input)
    return prices
}

@Suite struct PriceBookTests {
    private func entry(_ id: Int, _ input: String, from: Double) throws -> PriceEntry {
        PriceEntry(id: id, model: mini, prices: try prices(input), validFrom: from, createdAt: 0)
    }

    @Test func thePriceInForceWhenTheAnswerBeganCounts() throws {
        let book = PriceBook(
            configured: [mini: try prices("1")],
            entered: [try entry(3, "5", from: 300), try entry(1, "3", from: 100), try entry(2, "4", from: 200)])
        let cost = { (moment: Double) in book.cost(of: Usage(input: 1_000_000), by: mini, at: moment)?.description }
        #expect(cost(99) == "1")
        #expect(cost(100) == "3")
        #expect(cost(299.9) == "4")
        #expect(cost(1e9) == "5")
        #expect(book.history.map(\.id) == [3, 2, 1])
    }

    @Test func ofTwoFromTheSameMomentTheLaterEnteredCounts() throws {
        let book = PriceBook(entered: [try entry(2, "7", from: 100), try entry(1, "3", from: 100)])
        #expect(book.entry(of: mini, at: 100)?.id == 2)
    }

    @Test func attemptsAreChargedAtTheirOwnModelsPrice() throws {
        let book = PriceBook(configured: [mini: try prices("2"), local: .free])
        func attempt(_ model: ModelIdentifier, _ usage: Usage?) -> Attempt {
            Attempt(model: model, startedAt: 0, latencyMilliseconds: 1, usage: usage)
        }
        let half = attempt(mini, Usage(input: 500_000))
        #expect(book.cost(of: [attempt(mini, nil), half, attempt(local, Usage(input: 9, output: 9))], at: 0) == Money("1"))
        #expect(book.cost(of: [half, half], at: 0) == Money("2"))
        #expect(book.cost(of: [half, attempt(ModelIdentifier(provider: "a", model: "b"), Usage(input: 1))], at: 0) == nil)
        #expect(book.cost(of: [attempt(mini, nil)], at: 0) == nil)
        #expect(book.cost(of: [], at: 0) == nil)
    }
}

@Suite struct PriceListTests {
    private let clock = TestClock()
    private let scratch = Scratch()

    @Test(arguments: SQLDialect.allCases) func anAdminsEntryWinsOverTheConfigurationAndIsKept(dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let list = PriceList(database: database, configured: [mini: try prices("1")], time: clock)
        let now = clock.wallClock
        var entered = try prices("0.15")
        entered.audioOutput = try TokenPrice(perMillion: "0.000001")
        try await list.enter(entered, for: mini, by: "ada")
        #expect(list.book.prices(of: mini, at: now) == entered)
        #expect(list.book.prices(of: mini, at: now - 1) == (try prices("1")))
        try await list.enter(try prices("0.3"), for: mini, validFrom: now + 1000, by: nil)
        #expect(list.book.prices(of: mini, at: now + 999) == entered)
        #expect(list.book.prices(of: mini, at: now + 1000) == (try prices("0.3")))

        let other = PriceList(database: database, configured: [:], time: clock)
        #expect(other.book.prices(of: mini, at: now) == nil)
        try await other.load()
        #expect(other.book.history == list.book.history)
        #expect(other.book.history.map(\.enteredBy) == [nil, "ada"])
    }

    @Test func aPriceThatCountsFromNowOnCountsInTheSameMillisecond() async throws {
        let list = PriceList(database: try await scratch.database(.sqlite), configured: [:], time: clock)
        clock.advance(by: .microseconds(700))
        try await list.enter(.free, for: mini, by: nil)
        #expect(list.book.prices(of: mini, at: clock.wallClock) == .free)
    }

    @Test(arguments: SQLDialect.allCases) func whatWasEnteredIsNeverChanged(dialect: SQLDialect) async throws {
        let database = try await scratch.database(dialect)
        let list = PriceList(database: database, configured: [:], time: clock)
        try await list.enter(try prices("1"), for: mini, by: nil)
        for statement in ["UPDATE model_prices SET input_price = 0", "DELETE FROM model_prices"] {
            await #expect(throws: StorageError.self) { try await database.write { try $0.execute(statement) } }
        }
        #expect(list.book.history.count == 1)
    }

    @Test func aPriceDoesNotHoldFromBeforeItWasEntered() async throws {
        let database = try await scratch.database(.sqlite)
        let list = PriceList(database: database, configured: [:], time: clock)
        await #expect(throws: PriceList.Refusal.past) {
            try await list.enter(.free, for: mini, validFrom: clock.wallClock - 61, by: nil)
        }
        #expect(list.book.history.isEmpty)
    }
}
