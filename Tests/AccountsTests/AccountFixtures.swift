import Accounts
import Crypto
import Foundation
import LanguageModel
import Storage
import Synchronization
import TestSupport

/// Accounts over a database of their own, at a cost that lets tests be quick.
struct AccountFixture {
    let clock = TestClock()
    let folder: Folder
    let database: any Database
    let keys: KeyRepository
    let services: AccountServices

    /// A folder that goes away with the test.
    final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("accounts-\(UUID().uuidString)").path

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    static let tokenKey = SymmetricKey(data: Array("a key of thirty-two bytes, exactly".utf8))
    static let quick = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    init(_ dialect: SQLDialect = .sqlite) async throws {
        folder = Folder()
        database = try await TestDatabase.empty(dialect, in: folder.path)
        try await Migrator(database: database, time: clock).up()
        keys = KeyRepository(database: database, time: clock)
        let number = Mutex(0)
        services = await AccountServices(
            policy: .init(passwordCost: Self.quick), database: database, keys: keys, tokenKey: Self.tokenKey, time: clock,
            makeID: {
                number.withLock {
                    $0 += 1; return "id-\($0)"
                }
            })
    }

    func add(_ name: String, role: UserRole = .member, email: String? = nil) async throws -> User {
        try await services.users.create(
            NewUser(username: name, email: email, role: role), password: "\(name)'s password", visit: Visit())
    }

    func logIn(_ name: String, visit: Visit = Visit(address: "192.0.2.1")) async throws -> LoginDesk.Tokens {
        let account = name.split(separator: "@").first.map(String.init) ?? name
        return try await services.logins.logIn(name: name, password: "\(account)'s password", visit: visit)
    }

    func events() async throws -> [String] {
        try await services.audit.list(limit: 100).map(\.event).reversed()
    }
}
