import Knowledge
import LanguageModel
import Routing
import TestSupport
import Testing

@testable import Chat

@Suite struct AnswerCacheTests {
    private let clock = TestClock()
    private let cache: AnswerCache

    init() {
        cache = AnswerCache(policy: .init(), time: clock)
    }

    // MARK: The same words

    @Test func givesAnAnswerAgainToTheSameQuestion() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?"))
        #expect(try hit(question("what  does it COST?"))?.text == "Forty dollars [1].")
        #expect(cache.counts.hits[.exact] == 1)
        #expect(cache.counts.entries == 1)
        #expect(cache.counts.bytes > 0)
    }

    @Test func nobodyGetsAnAnswerFromWhatTheyMayNotRead() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", scope: ["shared": 1, "adas": 1]))
        #expect(try hit(question("What does it cost?", scope: ["shared": 1])) == nil)
        #expect(try hit(question("What does it cost?", scope: ["shared": 1, "eves": 1])) == nil)
        #expect(try hit(question("What does it cost?", scope: ["shared": 1, "adas": 1, "eves": 1])) == nil)
    }

    @Test func anAnswerThatCitesWhatWasNotFoundNowIsNotGiven() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", documents: ["prices", "house"]), citing: "house")
        #expect(try hit(question("What does it cost?", documents: ["prices", "garden"])) == nil)
    }

    @Test func ingestionMakesAnswersVoidAndTakesNoRoom() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", scope: ["shared": 1]))
        #expect(try hit(question("What does it cost?", scope: ["shared": 2])) == nil)
        #expect(cache.counts.entries == 0)
        #expect(cache.counts.bytes == 0)
        // Nor is one kept that was made from the older version.
        try keep("Thirty dollars [1].", for: question("What does it cost?", scope: ["shared": 1]))
        #expect(cache.counts.entries == 0)
    }

    @Test func otherCircumstancesHaveOtherAnswers() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?"))
        #expect(try hit(question("What does it cost?", model: "other")) == nil)
        #expect(try hit(question("What does it cost?", instructions: "Be brief.")) == nil)
        #expect(try hit(question("What does it cost?", temperature: 0.1)) == nil)
        #expect(try hit(question("What does it cost?", before: [Message(.user, "Hello"), Message(.assistant, "Hello.")])) == nil)
        #expect(try hit(question("What does it cost?", selection: "A hammer")) == nil)
        #expect(try hit(question("What does it cost?")) != nil)
    }

    @Test func whatIsNotToBeGivenAgainIsNotKept() throws {
        let ask = Ask.about("What does it cost?")
        #expect(CacheQuestion(ask, found: FoundSources(sources: [], scope: ["shared": 1], indexing: 0)) == nil)
        #expect(CacheQuestion(.about("What?", conversation: "temporary-1"), found: .one) == nil)
        #expect(CacheQuestion(.about("What?", tools: [Tool(name: "look", parameters: .object([:]))]), found: .one) == nil)

        let good = Run.said("Forty [1].")
        let leader = Run.star
        #expect(CachedAnswer(good, leader: leader) != nil)
        #expect(CachedAnswer(good, leader: ModelIdentifier(provider: "sim", model: "other")) == nil, "a stand-in's")
        #expect(CachedAnswer(.refused(.cancelled), leader: leader) == nil)
        #expect(CachedAnswer(.said("Forty [1].", finish: .length), leader: leader) == nil)
        #expect(CachedAnswer(.said("Forty.", coverage: .notCovered), leader: leader) == nil)
        #expect(CachedAnswer(.said("Forty.", coverage: .stillIndexing), leader: leader) == nil)
        var rescued = good
        rescued.speakers = [ModelIdentifier(provider: "sim", model: "other"), leader]
        #expect(CachedAnswer(rescued, leader: leader) == nil)
        var ungrounded = good
        ungrounded.result = good.result.map { answer in
            var answer = answer
            answer.grounding = nil
            return answer
        }
        #expect(CachedAnswer(ungrounded, leader: leader) == nil)
    }

    // MARK: Other words

    @Test func aQuestionInOtherWordsHasTheSameAnswer() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", vector: [1, 0, 0]))
        #expect(try hit(question("How much does it cost?", vector: [0.98, 0.1, 0])) != nil)
        #expect(cache.counts.hits == [.semantic: 1])
    }

    @Test func norDoesAnAnswerCrossFilters() throws {
        let filtered = try question("What does it cost?", vector: [1, 0, 0], filter: ["year": .integer(2026)])
        try keep("Forty dollars [1].", for: filtered)
        for filter in [[:], ["year": .integer(2025)], ["years": .integer(2026)], ["year": .string("2026")]]
            as [[String: JSONValue]]
        {
            #expect(try hit(question("What does it cost?", vector: [1, 0, 0], filter: filter)) == nil)
            #expect(try hit(question("How much does it cost?", vector: [1, 0, 0], filter: filter)) == nil)
        }
        #expect(try hit(question("what does it cost?", filter: ["year": .integer(2026)])) != nil)
        #expect(try hit(question("How much does it cost?", vector: [1, 0, 0], filter: ["year": .integer(2026)])) != nil)
    }

    @Test func butNotAQuestionThatIsFurther() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", vector: [1, 0, 0]))
        #expect(try hit(question("How heavy is it?", vector: [0.9, 0.43, 0])) == nil)
        #expect(try hit(question("How much does it cost?", vector: nil)) == nil)
        #expect(try hit(question("How much does it cost?", vector: [1, 0])) == nil)
    }

    @Test func norOneWithAnotherNumberOrANot() throws {
        try keep("Eighty dollars [1].", for: question("What do 2 nights cost?", vector: [1, 0, 0]))
        #expect(try hit(question("What do 3 nights cost?", vector: [1, 0.01, 0])) == nil)
        try keep("Dogs and cats [1].", for: question("Which pets are allowed?", vector: [0, 1, 0]))
        #expect(try hit(question("Which pets are not allowed?", vector: [0, 1, 0.01])) == nil)
    }

    @Test func norOneForWhichOtherSourcesWereFound() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", vector: [1, 0, 0], passages: [1, 2, 3, 4]))
        #expect(try hit(question("How much does it cost?", vector: [1, 0, 0], passages: [2, 3, 4, 5])) == nil)
        #expect(try hit(question("How much does it cost?", vector: [1, 0, 0], passages: [1, 7, 8, 9])) == nil)
        #expect(try hit(question("How much does it cost?", vector: [1, 0, 0], passages: [2, 1, 3, 9])) != nil)
    }

    @Test func norOneInTheMiddleOfAConversation() throws {
        let before = [Message(.user, "Hello"), Message(.assistant, "Hello.")]
        try keep("Forty dollars [1].", for: question("What does it cost?", vector: [1, 0, 0], before: before))
        #expect(try hit(question("How much does it cost?", vector: [1, 0, 0], before: before)) == nil)
    }

    @Test func otherWordsCanBeSwitchedOff() throws {
        let cache = AnswerCache(policy: .init(isSemantic: false), time: clock)
        guard case .miss(let ticket) = cache.look(try question("What does it cost?", vector: [1, 0, 0])) else { return }
        cache.land(ticket, CachedAnswer(.said("Forty [1]."), leader: Run.star))
        guard case .miss = cache.look(try question("How much does it cost?", vector: [1, 0, 0])) else {
            Issue.record("given although switched off")
            return
        }
    }

    // MARK: Room and time

    @Test func forgetsAfterItsTime() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?"))
        clock.advance(by: .seconds(3599))
        #expect(try hit(question("What does it cost?")) != nil)
        clock.advance(by: .seconds(1))
        #expect(try hit(question("What does it cost?")) == nil)
        #expect(cache.counts.entries == 0)
    }

    @Test func thoseUnusedLongestMakeRoom() throws {
        let cache = AnswerCache(policy: .init(size: 50_000), time: clock)
        func look(_ number: Int) throws -> AnswerCache.Look { cache.look(try question("What is in room\(number)?")) }
        for number in 0..<100 {
            if case .miss(let ticket) = try look(number) {
                cache.land(ticket, CachedAnswer(.said("A bed [1].", padding: 1000), leader: Run.star))
            }
            _ = try look(0)
        }
        #expect(cache.counts.bytes <= 50_000)
        #expect(cache.counts.entries > 5)
        guard case .hit = try look(0) else {
            Issue.record("what is used was forgotten")
            return
        }
        guard case .miss = try look(1) else {
            Issue.record("what is unused was kept")
            return
        }
    }

    @Test func whatSomebodyAskedGoesWithThem() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?", user: "ada"))
        try keep("Blue [1].", for: question("Which colour has it?", user: "eve"))
        cache.drop(owner: "ada")
        #expect(try hit(question("What does it cost?")) == nil)
        #expect(try hit(question("Which colour has it?")) != nil)
    }

    @Test func aDocumentsAnswersGoWithItEvenThoseUnderWay() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?"))
        guard case .miss(let ticket) = cache.look(try question("Which colour has it?")) else {
            Issue.record("was kept")
            return
        }
        cache.drop(document: "prices")
        cache.land(ticket, CachedAnswer(.said("Blue [1]."), leader: Run.star))
        #expect(cache.counts.entries == 0)
        cache.drop(collection: "shared")
        try keep("Forty dollars [1].", for: question("What does it cost?"))
        cache.drop(collection: "shared")
        #expect(cache.counts.entries == 0)
    }

    @Test func clearingForgetsAll() throws {
        try keep("Forty dollars [1].", for: question("What does it cost?"))
        #expect(cache.clear() == 1)
        #expect(cache.counts.entries == 0 && cache.counts.bytes == 0)
    }

    // MARK: At the same time

    @Test func theSameQuestionAtOnceIsAnsweredOnce() async throws {
        let same = try question("What does it cost?")
        guard case .miss(let ticket) = cache.look(same), case .awaited(let flight) = cache.look(same) else {
            Issue.record("nobody waits")
            return
        }
        async let landing = flight.landing()
        cache.land(ticket, CachedAnswer(.said("Forty [1]."), leader: Run.star))
        #expect(await landing?.text == "Forty [1].")
        #expect(await flight.landing()?.text == "Forty [1].")
    }

    @Test func whoWaitsForAFailureGoesOnAlone() async throws {
        let same = try question("What does it cost?")
        guard case .miss(let ticket) = cache.look(same), case .awaited(let flight) = cache.look(same) else {
            Issue.record("nobody waits")
            return
        }
        cache.land(ticket, nil)
        #expect(await flight.landing() == nil)
        guard case .miss(let own) = cache.look(same, waits: false) else {
            Issue.record("something was kept")
            return
        }
        guard case .miss(let second) = cache.look(same, waits: false) else {
            Issue.record("has to wait after all")
            return
        }
        cache.land(second, CachedAnswer(.said("Forty [1]."), leader: Run.star))
        cache.land(own, nil)
        #expect(try hit(same) != nil)
    }

    @Test func whoLeavesWaitsNoMore() async throws {
        let same = try question("What does it cost?")
        guard case .miss = cache.look(same), case .awaited(let flight) = cache.look(same) else {
            Issue.record("nobody waits")
            return
        }
        let waiting = Task { await flight.landing() }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }

    // MARK: -

    private func question(
        _ text: String, scope: [String: Int] = ["shared": 1], documents: [String] = ["prices"], vector: [Float]? = nil,
        passages: [Int64]? = nil, model: String = "star", instructions: String? = nil, temperature: Double? = nil,
        before: [Message] = [], selection: String? = nil, user: String? = nil, filter: [String: JSONValue] = [:]
    ) throws -> CacheQuestion {
        let ids = passages ?? documents.indices.map { Int64($0 + 1) }
        let found = FoundSources(
            sources: ids.enumerated().map { .of($0.element, in: documents[$0.offset % documents.count]) }, scope: scope,
            indexing: 0,
            vector: vector)
        return try #require(
            CacheQuestion(
                .about(
                    text, model: model, instructions: instructions, temperature: temperature, before: before, user: user,
                    filter: filter),
                found: found, selection: selection))
    }

    private func keep(_ text: String, for question: CacheQuestion, citing document: String = "prices") throws {
        guard case .miss(let ticket) = cache.look(question) else {
            Issue.record("there already")
            return
        }
        cache.land(ticket, CachedAnswer(.said(text, citing: document), leader: Run.star))
    }

    private func hit(_ question: CacheQuestion) throws -> CachedAnswer? {
        switch cache.look(question) {
        case .hit(let answer, _): return answer
        case .miss(let ticket): cache.land(ticket, nil)
        case .awaited: Issue.record("waits")
        }
        return nil
    }
}
