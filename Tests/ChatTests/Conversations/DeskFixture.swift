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

@testable import Chat

/// A desk over a database of its own, whose models do as they are told.
final class DeskFixture: Sendable {
    let clock = TestClock()
    let database: any Database
    let repository: ConversationRepository
    let desk: ConversationDesk
    let answers: RunningAnswers
    let errands: RunningAnswers
    let lead: ScriptedProvider
    let second: ScriptedProvider
    let recorder = MemoryLedger()
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    static let leadID = ModelIdentifier(provider: "test", model: "lead")
    static let secondID = ModelIdentifier(provider: "test", model: "second")

    /// - Parameters:
    ///   - assistants: by default one that is called Helper.
    ///   - reading: finds what answers from documents stand on.
    ///   - lead: what the first model does at a call, given its number and the call.
    init(
        titles: Bool = false,
        assistants: AssistantDirectory = AssistantDirectory([
            Assistant(id: "helper", name: "Helper", chain: "default", selectsModels: true)
        ]),
        reading: ReadingDesk = ReadingDesk(),
        lead: @escaping @Sendable (Int, ModelCall) -> [ScriptedProvider.Step] = { number, _ in .says("answer \(number)") }
    ) async throws {
        database = try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder))
        try await Migrator(database: database, time: clock).up()
        repository = ConversationRepository(database: database, time: clock)
        self.lead = ScriptedProvider(clock: clock, script: lead)
        second = ScriptedProvider(clock: clock) { _, _ in .says("second") }
        let models = [
            ChainModel(id: Self.leadID, name: "Lead", provider: self.lead),
            ChainModel(id: Self.secondID, name: "Second", provider: second),
        ]
        let directory = ChainDirectory([Chain(name: "default", models: models)])
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let pipeline = ChatPipeline(
            runner: ChainRunner(board: BreakerBoard(time: clock), time: clock), recorder: recorder, time: clock,
            observer: Silent(), reading: reading, logger: logger)
        answers = RunningAnswers(grace: .zero, time: clock)
        errands = RunningAnswers(grace: .zero, time: clock)
        let count = Mutex(0)
        let makeID: @Sendable () -> String = { "id\(count.withLock { count in count += 1; return count })" }
        let writer = TitleWriter(
            repository: repository, pipeline: pipeline, errands: errands, directory: directory, makeID: makeID, logger: logger)
        desk = ConversationDesk(
            repository: repository, pipeline: pipeline, answers: answers,
            models: ModelChoices(
                directory: directory, board: BreakerBoard(time: clock),
                settings: SettingsDesk(
                    repository: OwnerSettingsRepository(database: database, time: clock), rules: CloudRules(server: .anywhere)),
                needsSeveral: false, time: clock),
            assistants: assistants,
            titles: titles ? writer : nil, groundings: GroundingRepository(database: database), time: clock,
            makeID: makeID, logger: logger)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func open() async throws -> String { try await desk.open(owner: "ann", assistant: nil).id }

    /// Waits for the end of an answer, and returns its message's identifier.
    @discardableResult
    func finish(_ answer: OpenAnswer) async -> String {
        var read = 0
        while true {
            let events = await answer.relay.events(from: read)
            if events.isEmpty { return answer.messageID }
            read += events.count
        }
    }

    @discardableResult
    func ask(_ text: String, in id: String) async throws -> String {
        await finish(try await desk.post(text, to: id, owner: "ann", requestID: "r"))
    }

    func texts(_ id: String) async throws -> [String] { try await repository.messages(of: id, owner: "ann").map(\.content) }
}

/// Keeps answers' records.
final class MemoryLedger: Recorder {
    private let records = Mutex<[AnswerRecord]>([])
    let isWritable = true
    var answers: [AnswerRecord] { records.withLock { $0 } }

    func note(_ record: LedgerRecord) {}

    func record(_ record: LedgerRecord) async throws {
        if case .answer(let answer) = record { records.withLock { $0.append(answer) } }
    }
}

private struct Silent: ChatObserver {
    func answerBegan(_ ask: Ask) {}
    func attemptEnded(_ attempt: Attempt, of ask: Ask) {}
    func answerEnded(_ run: Run, of ask: Ask) {}
}
