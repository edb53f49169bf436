import LanguageModel
import Storage
import TestSupport
import Testing

@Suite struct OwnerSettingsTests {
    private let scratch = Scratch()
    private let model = ModelIdentifier(provider: "local", model: "llama2")

    private func repository() async throws -> OwnerSettingsRepository {
        OwnerSettingsRepository(database: try await scratch.database(), time: TestClock())
    }

    @Test func whoHasChosenNothingHasTheDefaults() async throws {
        let repository = try await repository()
        #expect(try await repository.settings(of: "ann") == OwnerSettings())
        #expect(try await repository.ownersWithoutCloud() == [])
    }

    @Test func aChoiceChangesNoOther() async throws {
        let repository = try await repository()
        try await repository.setCloudDisabled(true, of: "ann")
        try await repository.setDefaultModel(model, of: "ann")
        try await repository.setDefaultModel(model, of: "bob")
        #expect(try await repository.settings(of: "ann") == OwnerSettings(defaultModel: model, cloudDisabled: true))
        #expect(try await repository.settings(of: "bob") == OwnerSettings(defaultModel: model))
        #expect(try await repository.ownersWithoutCloud() == ["ann"])
        try await repository.setCloudDisabled(false, of: "ann")
        try await repository.setDefaultModel(nil, of: "bob")
        #expect(try await repository.settings(of: "ann") == OwnerSettings(defaultModel: model))
        #expect(try await repository.settings(of: "bob") == OwnerSettings())
    }

    @Test func aResetForgetsEverythingOfOneOwner() async throws {
        let repository = try await repository()
        for owner in ["ann", "bob"] { try await repository.setCloudDisabled(true, of: owner) }
        try await repository.reset("ann")
        #expect(try await repository.settings(of: "ann") == OwnerSettings())
        #expect(try await repository.ownersWithoutCloud() == ["bob"])
    }
}
