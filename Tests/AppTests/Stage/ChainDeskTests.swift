import Accounts
import Chat
import Foundation
import Knowledge
import LanguageModel
import Logging
import Providers
import Routing
import Storage
import TestSupport
import Testing
import Web

@testable import App

/// Two servers over one database, each with a stage of its own; nothing is asked anywhere.
@Suite struct ChainDeskTests {
    private struct House {
        let keeper: StageKeeper
        let desk: ChainDesk
        let accounts: AccountServices

        var played: [String: [String]] {
            keeper.directory.all.reduce(into: [:]) { $0[$1.name] = $1.models.map(\.id.description) }
        }
    }

    /// Reaches nobody.
    private struct Nowhere: Transport {
        func send(_ request: TransportRequest) async throws -> TransportResponse {
            throw ModelFailure(.connect, "there is no network in this test")
        }
    }

    private static let configuration = """
        providers:
          sim: { kind: openai, api_key: test, base_url: "http://127.0.0.1:9/v1" }
          spare: { kind: ollama }
        chains:
          default: [sim:lead, sim:second]
          other: [spare:llama]
        assistants:
          nexus: { name: Nexus, chain: default }
        """

    private let folder: SettingsFolder
    private let database: any Database
    private let clock = TestClock()
    private let visit = Visit(actorID: "somebody")

    init() async throws {
        folder = try SettingsFolder(["understudy.yaml": Self.configuration])
        database = try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder.path))
        try await Migrator(database: database, time: clock).up()
    }

    private func house() async throws -> House {
        let settings = try folder.load().settings
        let crew = StageCrew(settings: settings, transport: Nowhere(), documents: Handbook.index())
        let box = try SecretBox(secretKey: settings.secretKey, data: folder.path)
        let keeper = StageKeeper(
            crew: crew, directory: ChainDirectory(crew.chains()), board: BreakerBoard(time: clock),
            connections: ProviderConnectionRepository(database: database, box: box, time: clock),
            versions: ChainVersionRepository(database: database, time: clock))
        try await keeper.refresh()
        let accounts = await AccountServices(
            settings: settings, database: database, keys: KeyRepository(database: database, time: clock), box: box, time: clock)
        let assistants = settings.assistants
        let desk = ChainDesk(
            keeper: keeper, audit: accounts.audit, users: accounts.users,
            assistants: { chain in assistants.filter { $0.chain == chain }.map(\.name) }, time: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return House(keeper: keeper, desk: desk, accounts: accounts)
    }

    @Test func aSavedChainWinsOverTheConfigurationAtOnce() async throws {
        let house = try await house()
        let running = try #require(house.keeper.directory["default"])
        let saved = try await house.desk.save("default", models: ["spare:llama", "sim:lead"], version: 0, visit: visit)
        #expect(saved.source == .stored && saved.version == 1 && saved.isConfigured)
        #expect(house.played["default"] == ["spare:llama", "sim:lead"])
        #expect(running.models.map(\.id.description) == ["sim:lead", "sim:second"], "an answer under way changed its chain")
        let entries = try await house.accounts.audit.list(event: "chain.changed", limit: 1)
        #expect(entries.first?.actorID == "somebody" && entries.first?.detail == "spare:llama, sim:lead")
        let restarted = try await self.house()
        #expect(restarted.played["default"] == ["spare:llama", "sim:lead"])
    }

    @Test func anotherServerFollows() async throws {
        let (here, there) = (try await house(), try await house())
        _ = try await here.desk.save("default", models: ["spare:llama"], version: 0, visit: visit)
        #expect(there.played["default"] == ["sim:lead", "sim:second"])
        try await there.keeper.refresh()
        #expect(there.played["default"] == ["spare:llama"])
        await #expect(throws: ChainEditError.changedMeanwhile) {
            try await there.desk.save("default", models: ["sim:lead"], version: 0, visit: visit)
        }
    }

    @Test(
        arguments: [
            ([], .empty), (["sim:lead", "sim:lead"], .twice("sim:lead")),
            (["simm:lead"], .unknownProvider("simm", nearest: "sim")),
            (["zzzzzzzz:lead"], .unknownProvider("zzzzzzzz", nearest: nil)),
            (["lead"], .badModel("lead")), (["sim:"], .badModel("sim:")), (["sim:a b"], .badModel("sim:a b")),
            (["sim:\u{7}"], .badModel("sim:\u{7}")), (Array(repeating: "sim:x", count: 51), .tooLong(limit: 50)),
        ] as [([String], ChainEditError)])
    func aChainThatCannotBePlayedIsRefused(models: [String], error: ChainEditError) async throws {
        let house = try await house()
        await #expect(throws: error) { try await house.desk.save("default", models: models, version: 0, visit: visit) }
        #expect(house.played["default"] == ["sim:lead", "sim:second"])
        #expect(try await house.desk.versions(of: "default").isEmpty)
    }

    @Test(arguments: ["", "a b", "a:b", "-a", "a/b", String(repeating: "a", count: 65), "é"])
    func aNameThatNoChainCanHaveIsRefused(name: String) async throws {
        let house = try await house()
        await #expect(throws: ChainEditError.badName(name)) {
            try await house.desk.save(name, models: ["sim:lead"], version: 0, visit: visit)
        }
    }

    @Test func undoIsAVersionToo() async throws {
        let house = try await house()
        _ = try await house.desk.save("default", models: ["sim:second"], version: 0, visit: visit)
        _ = try await house.desk.save("default", models: ["spare:llama"], version: 1, visit: visit)
        let restored = try await house.desk.restore("default", number: 1, version: 2, visit: visit)
        #expect(restored.version == 3 && house.played["default"] == ["sim:second"])
        try await house.desk.takeBack("default", version: 3, visit: visit)
        #expect(house.played["default"] == ["sim:lead", "sim:second"])
        #expect(try await house.desk.chain("default").source == .configuration)
        await #expect(throws: ChainEditError.nothingToTakeBack) {
            try await house.desk.takeBack("default", version: 4, visit: visit)
        }
        #expect(try await house.desk.versions(of: "default").map { $0.models?.count } == [nil, 1, 1, 1])
        await #expect(throws: ChainEditError.noSuchVersion(9)) {
            try await house.desk.restore("default", number: 9, version: 4, visit: visit)
        }
    }

    @Test func aChainOfOnesOwnIsDeletedAndBroughtBack() async throws {
        let house = try await house()
        _ = try await house.desk.save("mine", models: ["sim:lead"], version: 0, visit: visit)
        #expect(house.played["mine"] == ["sim:lead"])
        try await house.desk.takeBack("mine", version: 1, visit: visit)
        #expect(house.played["mine"] == nil)
        #expect(try await house.desk.chain("mine").source == .takenAway)
        _ = try await house.desk.restore("mine", number: 1, version: 2, visit: visit)
        #expect(house.played["mine"] == ["sim:lead"])
        await #expect(throws: ChainEditError.notFound) { try await house.desk.chain("nobody's") }
    }

    @Test func aChainThatAnAssistantPlaysIsNotDeleted() async throws {
        let house = try await house()
        let desk = ChainDesk(
            keeper: house.keeper, audit: house.accounts.audit, users: house.accounts.users, assistants: { _ in ["Nexus"] },
            time: clock, logger: house.desk.logger)
        _ = try await desk.save("mine", models: ["sim:lead"], version: 0, visit: visit)
        await #expect(throws: ChainEditError.usedBy(assistants: ["Nexus"])) {
            try await desk.takeBack("mine", version: 1, visit: visit)
        }
        #expect(house.played["mine"] == ["sim:lead"])
    }

    @Test func aConnectedProviderJoinsAStageOfAnotherServerAndLeavesIt() async throws {
        let (here, there) = (try await house(), try await house())
        try await here.keeper.connections.upsert(ProviderConnection(name: "cellar", kind: .ollama, models: ["llama"]))
        try await here.keeper.refresh()
        _ = try await here.desk.save("mine", models: ["cellar:llama"], version: 0, visit: visit)
        try await there.keeper.refresh()
        #expect(there.played["mine"] == ["cellar:llama"])
        #expect(there.played["default"] == ["sim:lead", "sim:second"], "the operator wrote that one down")
        try await here.keeper.connections.delete("cellar")
        try await there.keeper.refresh()
        #expect(there.played["mine"] == nil)
        #expect(try await there.desk.chain("mine").models.map(\.state.phase) == [.gone])
    }

    @Test func aStoredChainOfWhichNoProviderIsLeftGivesWayToTheConfiguration() async throws {
        let house = try await house()
        try await house.keeper.connections.upsert(ProviderConnection(name: "cellar", kind: .ollama, models: ["llama"]))
        try await house.keeper.refresh()
        _ = try await house.desk.save("default", models: ["cellar:llama"], version: 0, visit: visit)
        try await house.keeper.connections.delete("cellar")
        try await house.keeper.refresh()
        #expect(house.played["default"] == ["sim:lead", "sim:second"])
    }
}
