import Foundation
import Knowledge
import Logging
import Providers
import Routing
import Storage
import TestSupport

@testable import Chat

/// A desk of assistants over a database of its own, with a chain `default` and one `quick`.
final class AssistantFixture: Sendable {
    let clock = TestClock()
    let database: any Database
    let chains: ChainDirectory
    let collections: CollectionRepository
    let directory: AssistantDirectory
    let desk: AssistantDesk
    let ada = ChangeAuthor(id: "usr_ada")
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    init(_ dialect: SQLDialect = .sqlite) async throws {
        database = try await TestDatabase.migrated(dialect, in: folder)
        collections = CollectionRepository(database: database, time: clock, makeID: { UUID().uuidString.lowercased() })
        chains = ChainDirectory(["default", "quick"].map { Chain(name: $0, models: []) })
        directory = AssistantDirectory([
            Assistant(id: "helper", name: "Helper", chain: "default", order: 10),
            Assistant(id: "clerk", name: "Clerk", chain: "quick", order: 20),
        ])
        desk = Self.desk(directory, collections, database, chains, clock)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Another server on the same database.
    func other() -> AssistantDesk { desk(of: AssistantDirectory([])) }

    func desk(of directory: AssistantDirectory) -> AssistantDesk {
        Self.desk(directory, collections, database, chains, clock)
    }

    private static func desk(
        _ directory: AssistantDirectory, _ collections: CollectionRepository, _ database: any Database, _ chains: ChainDirectory,
        _ clock: TestClock
    ) -> AssistantDesk {
        AssistantDesk(
            directory: directory, repository: AssistantRepository(database: database, time: clock), chains: chains,
            collections: collections, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func shop(_ change: (inout Assistant) -> Void = { _ in }) -> Assistant {
        var shop = Assistant(id: "shop", name: "The Shop", chain: "default", selectsModels: true)
        change(&shop)
        return shop
    }
}
