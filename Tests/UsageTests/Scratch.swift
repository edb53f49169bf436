import Foundation
import Storage
import TestSupport

/// A folder and databases of one test's own, gone with the value.
final class Scratch: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func database(_ dialect: SQLDialect) async throws -> any Database {
        try await TestDatabase.migrated(dialect, in: path)
    }
}
