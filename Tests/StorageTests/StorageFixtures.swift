import Foundation
import Storage
import TestSupport

/// A folder that goes away with the test.
final class Scratch: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func empty() throws -> SQLiteDatabase { try SQLiteDatabase(path: SQLiteDatabase.path(inData: path)) }

    func database() async throws -> SQLiteDatabase {
        let database = try empty()
        try await Migrator(database: database, time: TestClock()).up()
        return database
    }
}
