import Chat
import Foundation
import Knowledge
import LanguageModel
import Ledger
import Logging
import Providers
import Routing
import Storage
import Synchronization
import TestSupport
import Testing

private struct Unwatched: ChatObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
}

private final class Dropped: Sendable {
    let counts = Mutex<[String: Int]>([:])
}

/// A desk on a database of its own, whose models say what a script says.
private final class SessionStage: Sendable {
    let clock = TestClock()
    let recorder = MemoryRecorder()
    let provider: ScriptedProvider
    let understudy: ScriptedProvider
    let conversations: ConversationDesk
    let sessions: SessionDesk
    let customers: CustomerRepository
    /// What was left out of recommendations, by why.
    let dropped = Dropped()
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    init(
        hasCatalogue: Bool = true, titles: Bool = false, provider name: String = "local",
        understudy: [ScriptedProvider.Step] = .fails(.overloaded),
        script: @escaping @Sendable (Int, ModelCall) -> [ScriptedProvider.Step]
    ) async throws {
        let clock = clock
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let database = try SQLiteDatabase(path: SQLiteDatabase.path(inData: path))
        try await Migrator(database: database, time: clock).up()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        provider = ScriptedProvider(clock: clock, script: script)
        self.understudy = ScriptedProvider(clock: clock) { _, _ in understudy }
        let directory = ChainDirectory([
            Chain(
                name: "default",
                models: [
                    ChainModel(id: ModelIdentifier(provider: name, model: "llama2"), name: "Llama", provider: provider),
                    ChainModel(id: ModelIdentifier(provider: "local", model: "extra"), name: "Extra", provider: self.understudy),
                ])
        ])
        let items = CatalogueRepository(database: database, time: clock)
        if hasCatalogue {
            try await items.put(
                [
                    CatalogueItem(id: "g", name: "Larkspur Guitar", category: "Guitars", stock: 2),
                    CatalogueItem(id: "v", name: "Willow Violin", category: "Strings", stock: 1),
                    CatalogueItem(id: "z", name: "Gone Zither", category: "Strings", stock: 0),
                ], in: "shop")
        }
        customers = CustomerRepository(database: database, time: clock)
        let adviser = Adviser(
            shelf: CatalogueShelf(repository: items, time: clock), customers: customers,
            records: RecommendationRepository(database: database),
            onDrop: { [dropped] counts in dropped.counts.withLock { $0.merge(counts, uniquingKeysWith: +) } })
        let assistants = AssistantDirectory([
            Assistant(id: "plain", name: "Plain", chain: "default", selectsModels: true),
            Assistant(id: "shop", name: "Shop", chain: "default", instructions: "Be kind."),
        ])
        let numbers = Mutex(0)
        let makeID: @Sendable () -> String = {
            numbers.withLock { number in
                number += 1
                return "id-\(number)"
            }
        }
        let repository = ConversationRepository(database: database, time: clock)
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: recorder, time: clock,
            observer: Unwatched(), logger: logger)
        let writer = TitleWriter(
            repository: repository, pipeline: pipeline, errands: RunningAnswers(grace: .zero, time: clock), directory: directory,
            makeID: makeID, logger: logger)
        conversations = ConversationDesk(
            repository: repository, pipeline: pipeline, answers: RunningAnswers(grace: .seconds(1), time: clock),
            models: ModelChoices(
                directory: directory, board: BreakerBoard(time: clock),
                settings: SettingsDesk(
                    repository: OwnerSettingsRepository(database: database, time: clock), rules: CloudRules(server: .anywhere)),
                needsSeveral: false, time: clock), assistants: assistants, titles: titles ? writer : nil, adviser: adviser,
            time: clock, makeID: makeID, logger: logger)
        sessions = SessionDesk(desk: conversations, assistants: assistants, makeID: makeID)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func say(_ message: String, to session: String = "s", as owner: String = "ann") async throws -> SessionReply {
        try await sessions.post(message, to: session, owner: owner, keyID: "key-1", requestID: "r").reply()
    }

    var answers: [AnswerSummary] {
        recorder.records.withLock { $0 }.compactMap(AnswerSummary.init)
    }
}

private struct AnswerSummary: Hashable {
    var surface: String
    var user: String?
    var key: String?
    var conversation: String?
}

extension AnswerSummary {
    fileprivate init?(_ record: LedgerRecord) {
        guard case .answer(let answer) = record else { return nil }
        self.init(surface: answer.surface, user: answer.userID, key: answer.keyID, conversation: answer.conversationID)
    }
}

@Suite struct SessionDeskTests {
    @Test func whoNamesTheConversationSeesNoMarks() async throws {
        let stage = try await SessionStage(titles: true) { _, _ in .says("The Larkspur Guitar [[item:g]] is good.") }
        _ = try await stage.say("Which guitar?")
        await stage.clock.settle { stage.provider.calls.count == 2 }
        let told = try #require(stage.provider.calls.last?.request.messages.last?.text)
        #expect(told.contains("The answer was:\nThe Larkspur Guitar is good."))
    }

    @Test func anAnswerComesWithWhatItNamesAndWhatTheWordsFind() async throws {
        let stage = try await SessionStage { _, _ in .says("Take the Willow Violin.") }
        let reply = try await stage.say("A guitar, please")
        #expect(reply.text == "Take the Willow Violin.")
        #expect(reply.model?.description == "local:llama2")
        #expect(reply.recommended.items.map(\.id) == ["v", "g"])
        #expect(reply.outage == nil)
    }

    @Test func theModelIsToldWhatThereIsAfterItsInstructions() async throws {
        let stage = try await SessionStage { _, _ in .says("Yes.") }
        _ = try await stage.say("A guitar, please")
        let system = try #require(stage.provider.calls.first?.request.messages.first)
        #expect(system.role == .system)
        #expect(system.text.hasPrefix("Be kind.\n\n"))
        #expect(system.text.contains("Larkspur Guitar"))
        #expect(!system.text.contains("Willow Violin"))
    }

    @Test func aSessionRemembersAndIsItsOwnersOnly() async throws {
        let stage = try await SessionStage { number, _ in .says("Answer \(number).") }
        _ = try await stage.say("One")
        _ = try await stage.say("Two")
        #expect(stage.provider.calls[1].request.messages.dropFirst().map(\.text) == ["One", "Answer 0.", "Two"])
        _ = try await stage.say("Mine", as: "bob")
        #expect(stage.provider.calls[2].request.messages.dropFirst().map(\.text) == ["Mine"])
        #expect(try await stage.sessions.messages(of: "s", owner: "ann").count == 4)
        #expect(try await stage.sessions.list(owner: "bob").map(\.messages) == [2])
        try await stage.sessions.delete("s", owner: "bob")
        await #expect(throws: ConversationError.notFound) { try await stage.sessions.messages(of: "s", owner: "bob") }
        #expect(try await stage.sessions.messages(of: "s", owner: "ann").count == 4)
    }

    @Test func recommendationsOfASessionFollowItsWords() async throws {
        let stage = try await SessionStage { _, _ in .says("Yes.") }
        _ = try await stage.say("Something of the violin kind")
        #expect(try await stage.sessions.recommendations(for: "s", owner: "ann").items.map(\.id) == ["v"])
        await #expect(throws: ConversationError.notFound) {
            try await stage.sessions.recommendations(for: "s", owner: "bob")
        }
    }

    @Test func withEveryModelOutTheCatalogueStillAnswers() async throws {
        let stage = try await SessionStage { _, _ in .fails(.overloaded) }
        let reply = try await stage.say("A guitar, please")
        #expect(reply.model == nil)
        #expect(reply.text.hasPrefix("No model can answer right now"))
        #expect(reply.recommended.items.map(\.id) == ["g"])
        guard case .exhausted = reply.outage else { return #expect(Bool(false)) }
        #expect(try await stage.sessions.messages(of: "s", owner: "ann").map(\.status) == [.complete, .failed])
    }

    @Test func withoutACatalogueAnOutageIsAnError() async throws {
        let stage = try await SessionStage(hasCatalogue: false) { _, _ in .fails(.overloaded) }
        await #expect(throws: ChatFailure.self) { try await stage.say("A guitar, please") }
        #expect(await stage.sessions.host().items == nil)
    }

    @Test func marksNeverReachTheReaderAndSayWhatIsMeant() async throws {
        let stage = try await SessionStage { _, _ in
            .says("Take ", "the small one [", "[it", "em:v]", "], not [[item:z]] or [[item:nothing]].")
        }
        let reply = try await stage.say("Something for me, please")
        #expect(reply.text == "Take the small one, not or.")
        #expect(reply.recommended.items.map(\.id) == ["v"])
        #expect(reply.recommended.source == .model)
        #expect(reply.recommended.dropped == ["out_of_stock": 1, "unknown": 1])
        #expect(stage.dropped.counts.withLock { $0 } == ["out_of_stock": 1, "unknown": 1])
        #expect(try await stage.sessions.messages(of: "s", owner: "ann").last?.content == reply.text)
        #expect(try await stage.sessions.recommendations(for: "s", owner: "ann") == reply.recommended)
    }

    @Test func whoAsksIsTakenIntoAccount() async throws {
        let stage = try await SessionStage { _, _ in .says("Yes.") }
        try await stage.customers.setFacts(["level": "beginner"], of: "ann")
        try await stage.customers.put(
            Rental(id: "r", owner: "ann", catalogue: "shop", item: "g", from: "1970-01-01"))
        let reply = try await stage.say("A guitar or a violin")
        #expect(reply.recommended.items.map(\.id) == ["v"])
        let system = try #require(stage.provider.calls.first?.request.messages.first?.text)
        #expect(system.contains("<customer>") && system.contains("Larkspur Guitar") && system.contains("beginner"))
        #expect(try await stage.say("A guitar or a violin", as: "bob").recommended.items.count == 2)
        #expect(stage.provider.calls.last?.request.messages.first?.text.contains("<customer>") == false)
    }

    @Test func whereNoModelIsConnectedAPlainSearchAnswersAndSaysSo() async throws {
        let stage = try await SessionStage(provider: "builtin") { _, _ in .says("No language model is configured.") }
        let reply = try await stage.say("A guitar, please")
        #expect(reply.text.hasPrefix("No language model is connected, so none was asked. This is a plain search"))
        #expect(reply.model == nil)
        #expect(reply.recommended.source == .search)
        #expect(reply.recommended.items.map(\.id) == ["g"])
        #expect(try await stage.sessions.messages(of: "s", owner: "ann").last?.content == reply.text)
    }

    @Test func aForkTakesItsRecommendationsAlong() async throws {
        let stage = try await SessionStage { _, _ in .says("Take the Willow Violin.") }
        _ = try await stage.say("Hello there")
        let last = try #require(try await stage.sessions.messages(of: "s", owner: "ann").last)
        let fork = try await stage.conversations.fork("id-1", owner: "ann", at: last.id)
        let records = try #require(try await stage.conversations.adviser?.records.all(in: fork.id, owner: "ann"))
        #expect(records.values.map { $0.items.map(\.id) } == [["v"]])
    }

    @Test func theLedgerKnowsTheDoorThePersonAndTheConversation() async throws {
        let stage = try await SessionStage { _, _ in .says("Yes.") }
        _ = try await stage.say("Hello")
        #expect(stage.answers == [AnswerSummary(surface: "chatbot", user: "ann", key: "key-1", conversation: "id-1")])
    }
}

@Suite struct PostingTests {
    private func post(_ stage: SessionStage, _ posting: Posting) async throws -> (OpenAnswer, Result<Answer, ChatFailure>) {
        let conversation = try await stage.conversations.open(owner: "ann", assistant: nil)
        let open = try await stage.conversations.post("Hi", to: conversation.id, owner: "ann", requestID: "r", as: posting)
        return (open, await open.result())
    }

    @Test func theChosenModelIsAskedBeforeTheChain() async throws {
        let stage = try await SessionStage(understudy: .says("Me.")) { _, _ in .says("Not me.") }
        let (open, result) = try await post(stage, Posting(model: ModelIdentifier(provider: "local", model: "extra")))
        #expect(try result.get().text == "Me.")
        #expect(open.chain.map(\.model) == ["extra", "llama2"])
    }

    @Test func theChainStandsInForTheChosenModel() async throws {
        let stage = try await SessionStage { _, _ in .says("Here.") }
        let (_, result) = try await post(stage, Posting(model: ModelIdentifier(provider: "local", model: "extra")))
        let answer = try result.get()
        #expect(answer.model.model == "llama2")
        #expect(answer.attempts.map(\.failure) == [.overloaded, nil])
    }

    @Test func aChosenModelThatDoesNotExistIsRefused() async throws {
        let stage = try await SessionStage { _, _ in .says("Here.") }
        await #expect(throws: ModelChoiceError.unknown(name: "local:gone", nearest: nil)) {
            _ = try await post(stage, Posting(model: ModelIdentifier(provider: "local", model: "gone")))
        }
    }
}
