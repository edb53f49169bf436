import Foundation
package import LanguageModel
import Ledger
import Logging
package import Storage
import Telemetry

/// Everything that is kept on disk, opened and up to date.
struct DataStore: Sendable {
    let database: any Database
    let journal: Journal
    let indexer: Indexer
    let conversations: ConversationRepository
    let keys: KeyRepository
    let connections: ProviderConnectionRepository
    let ownerSettings: OwnerSettingsRepository
    let box: SecretBox

    init(settings: Settings, time: any TimeSource, logger: Logger) async throws {
        do {
            try FileManager.default.createDirectory(
                atPath: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DataStoreError.folder(settings.data, error.localizedDescription)
        }
        database = try openDatabase(settings, time: time)
        _ = try await Migrator(database: database, time: time).up { logger.info("\($0)") }
        journal = try Journal(directory: "\(settings.data)/ledger", logger: logger)
        indexer = Indexer(journal: journal, database: database, time: time, logger: logger)
        conversations = ConversationRepository(database: database, time: time)
        keys = KeyRepository(database: database, time: time)
        box = try SecretBox(secretKey: settings.secretKey, data: settings.data)
        connections = ProviderConnectionRepository(database: database, box: box, time: time)
        ownerSettings = OwnerSettingsRepository(database: database, time: time)
        let interrupted = try await conversations.interruptStreaming()
        if interrupted > 0 { logger.warning("\(interrupted) answers were being written when the server went down") }
    }

    /// Whether the database answers.
    var isReachable: Bool {
        get async { (try? await database.read { try $0.count("SELECT 1") }) != nil }
    }

    var ledgerCounts: ServerMetrics.LedgerCounts {
        let counts = indexer.counts
        return .init(accepted: counts.accepted, stored: counts.stored, setAside: counts.setAside, pending: counts.pending)
    }

    func close() async throws {
        try await journal.close()
        try await database.close()
    }
}

/// The database that `settings` name. PostgreSQL is connected to with the first call.
/// - Throws: ``Storage/StorageError``.
package func openDatabase(_ settings: Settings, time: any TimeSource) throws -> any Database {
    switch settings.database {
    case .sqlite:
        return try SQLiteDatabase(path: SQLiteDatabase.path(inData: settings.data))
    case .postgres(let address):
        return PostgreSQLDatabase(
            PostgreSQLOptions(
                address: address, poolSize: settings.postgres.poolSize, poolTimeout: settings.postgres.poolTimeout,
                statementTimeout: settings.postgres.statementTimeout), time: time)
    }
}

/// Why the data could not be opened, in words for an operator.
enum DataStoreError: Error, CustomStringConvertible {
    case folder(String, String)

    var description: String {
        switch self {
        case .folder(let path, let reason): "the data folder \(path) cannot be made: \(reason)"
        }
    }
}
