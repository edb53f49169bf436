import Foundation
import LanguageModel
import Logging
import Routing
import Storage
import TestSupport
import Testing

@testable import Chat

/// A cloud model, a local one, and a chain of both; and a third model in a chain of its own.
struct ChoiceStage {
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private let folder = Folder()
    let clock = TestClock()
    let board: BreakerBoard
    let directory: ChainDirectory
    let settings: SettingsDesk
    let cloud: ScriptedProvider
    let local: ScriptedProvider

    static let cloudModel = ModelIdentifier(provider: "cloud", model: "large")
    static let localModel = ModelIdentifier(provider: "local", model: "small")
    static let otherModel = ModelIdentifier(provider: "local", model: "other")

    init(server: Reach = .anywhere) async throws {
        board = BreakerBoard(time: clock)
        cloud = ScriptedProvider(clock: clock) { _, _ in .says("cloudy.") }
        local = ScriptedProvider(clock: clock) { _, _ in .says("local.") }
        let models = [
            ChainModel(id: Self.cloudModel, name: "Large", provider: cloud),
            ChainModel(id: Self.localModel, name: "Small", provider: local, isLocal: true),
        ]
        let other = ChainModel(id: Self.otherModel, name: "Other", provider: local, isLocal: true)
        directory = ChainDirectory([Chain(name: "default", models: models), Chain(name: "other", models: [other])])
        let database = try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder.path))
        try await Migrator(database: database, time: clock).up()
        settings = SettingsDesk(
            repository: OwnerSettingsRepository(database: database, time: clock), rules: CloudRules(server: server))
    }

    func choices(needsSeveral: Bool = false) -> ModelChoices {
        ModelChoices(directory: directory, board: board, settings: settings, needsSeveral: needsSeveral, time: clock)
    }
}

@Suite struct ModelChoicesTests {
    private let assistant = Assistant(id: "a", name: "Ann", chain: "default", selectsModels: true)
    private let quiet = Assistant(id: "q", name: "Quiet", chain: "default", selectsModels: false)

    private func order(
        _ stage: ChoiceStage, of assistant: Assistant, choice: ModelIdentifier? = nil
    ) async throws -> [String]? {
        await stage.choices().chain(of: assistant, choice: choice, owner: "me")?.models.map(\.id.model)
    }

    @Test func aChosenModelGoesOnFirstAndTheChainStandsBehindIt() async throws {
        let stage = try await ChoiceStage()
        #expect(try await order(stage, of: assistant) == ["large", "small"])
        #expect(try await order(stage, of: assistant, choice: ChoiceStage.localModel) == ["small", "large"])
        #expect(try await order(stage, of: assistant, choice: ChoiceStage.otherModel) == ["other", "large", "small"])
        #expect(
            try await order(stage, of: assistant, choice: ModelIdentifier(provider: "is", model: "gone")) == ["large", "small"])
    }

    @Test func onesOwnDefaultHoldsWhereNothingIsChosen() async throws {
        let stage = try await ChoiceStage()
        try await stage.settings.setDefaultModel(ChoiceStage.localModel, of: "me")
        #expect(try await order(stage, of: assistant) == ["small", "large"])
        #expect(try await order(stage, of: assistant, choice: ChoiceStage.otherModel) == ["other", "large", "small"])
        #expect(try await order(stage, of: quiet) == ["large", "small"])
        try await stage.settings.reset("me")
        #expect(try await order(stage, of: assistant) == ["large", "small"])
    }

    @Test func whereOnlyLocalModelsMayBeAskedThereAreNoOthers() async throws {
        let stage = try await ChoiceStage()
        try await stage.settings.setDefaultModel(ChoiceStage.cloudModel, of: "me")
        try await stage.settings.setCloudDisabled(true, of: "me")
        #expect(try await order(stage, of: assistant, choice: ChoiceStage.cloudModel) == ["small"])
        #expect(try await order(stage, of: quiet) == ["small"])
        #expect(stage.choices().models(for: "me").map(\.id) == [ChoiceStage.localModel, ChoiceStage.otherModel])
        #expect(stage.choices().models(for: "another").count == 3)
        #expect(throws: ModelChoiceError.cloudDisabled(ChoiceStage.cloudModel)) {
            try stage.choices().check("cloud:large", assistant: assistant, owner: "me")
        }
    }

    @Test func aChoiceThatCannotBeIsExplained() async throws {
        let choices = try await ChoiceStage().choices()
        #expect(try choices.check("local:small", assistant: assistant, owner: "me") == ChoiceStage.localModel)
        #expect(throws: ModelChoiceError.unknown(name: "local:smal", nearest: "local:small")) {
            try choices.check("local:smal", assistant: assistant, owner: "me")
        }
        #expect(throws: ModelChoiceError.hidden(assistant: "Quiet")) {
            try choices.check("local:small", assistant: quiet, owner: "me")
        }
    }

    @Test func nothingIsOfferedWhereThereIsNothingToChoose() async throws {
        let stage = try await ChoiceStage()
        #expect(stage.choices(needsSeveral: true).areOffered(by: assistant))
        #expect(!stage.choices().areOffered(by: quiet))
        stage.directory.replace(with: [Chain(name: "default", models: Array(stage.directory.models.prefix(1)))])
        #expect(stage.choices().areOffered(by: assistant))
        #expect(!stage.choices(needsSeveral: true).areOffered(by: assistant))
    }

    @Test func aModelThatIsOutSaysForHowLong() async throws {
        let stage = try await ChoiceStage()
        if case .admitted(let ticket) = stage.board.admit(ChoiceStage.cloudModel) {
            stage.board.report(.failed(.rateLimited, retryAfter: .seconds(7)), for: ticket, of: ChoiceStage.cloudModel)
        }
        #expect(stage.choices().models(for: nil).map(\.retryAfter) == [.seconds(7), nil, nil])
    }
}
