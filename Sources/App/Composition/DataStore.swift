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
    /// What is not kept.
    let temporary: TemporaryConversations
    /// Where conversations and suggestions are that are nobody's temporary ones: in the database, or nowhere but in memory.
    let spoken: any Database
    let keys: KeyRepository
    let connections: ProviderConnectionRepository
    let chainVersions: ChainVersionRepository
    let ownerSettings: OwnerSettingsRepository
    let box: SecretBox
    /// That this server still writes what it has begun to write.
    let lease: WriterLease

    init(settings: Settings, time: any TimeSource, logger: Logger) async throws {
        do {
            try FileManager.default.createDirectory(
                atPath: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DataStoreError.folder(settings.data, error.localizedDescription)
        }
        database = try openDatabase(settings, time: time)
        try await DatabaseWait(limit: settings.databaseWait, time: time, logger: logger).end(for: database)
        _ = try await Migrator(database: database, time: time).up { logger.info("\($0)") }
        journal = try Journal(directory: "\(settings.data)/ledger", logger: logger)
        indexer = Indexer(
            journal: journal, database: database, time: time, logger: logger, alongside: answerEvents(at: { time.wallClock }))
        let instance = try InstanceFile.name(inData: settings.data)
        temporary = try await TemporaryConversations(bounds: .init(lifetime: settings.privacy.temporaryLifetime), time: time)
        spoken = settings.privacy.store == .none ? temporary.database : database
        conversations = ConversationRepository(database: spoken, memory: temporary.database, time: time, writer: instance)
        keys = KeyRepository(database: database, time: time)
        box = try SecretBox(secretKey: settings.secretKey, data: settings.data)
        connections = ProviderConnectionRepository(database: database, box: box, time: time)
        chainVersions = ChainVersionRepository(database: database, time: time)
        ownerSettings = OwnerSettingsRepository(database: database, time: time)
        lease = WriterLease(database: database, id: instance)
        let interrupted = try await lease.begin()
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
    case database(String, waited: Duration)

    var description: String {
        switch self {
        case .folder(let path, let reason): "the data folder \(path) cannot be made: \(reason)"
        case .database(let reason, let waited):
            "the database is not available, it did not answer within \(Int(waited.seconds.rounded())) s: \(reason)"
        }
    }
}
