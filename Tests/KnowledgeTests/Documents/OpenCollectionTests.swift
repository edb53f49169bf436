import Foundation
import LanguageModel
import Storage
import TestSupport
import Testing

@testable import Knowledge

@Suite struct OpenCollectionTests {
    @Test func onlyWhatEverybodyMayReadCanBeOpened() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("open-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (clock, database) = (TestClock(), try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder)))
        try await Migrator(database: database, time: clock).up()
        let collections = CollectionRepository(database: database, time: clock, makeID: { UUID().uuidString })
        let help = try await collections.create(name: "Help", owner: nil, readers: .everybody)
        let adas = try await collections.create(name: "Help", owner: "ada", readers: .everybody)
        _ = try await collections.create(name: "Wages", owner: nil, readers: .owner)
        _ = try await collections.create(name: "Minutes", owner: nil, readers: .role("member"))
        let shop = try await collections.create(name: "Shop", owner: "ada", readers: .everybody)

        #expect(try await collections.open(named: [help.id, "Shop"]).map(\.id) == [help.id, shop.id])
        for name in ["Wages", "Minutes", "None", "Help", ""] {
            await #expect(throws: KnowledgeError.self, "\(name)") { try await collections.open(named: [name]) }
        }

        let bound = KnowledgeReader(owner: "browser-1", only: [adas.id])
        #expect(try await collections.readable(by: bound).map(\.id) == [adas.id])
        await #expect(throws: StorageError.self) { try await collections.collection(help.id, for: bound) }
    }
}
