import Foundation
import LanguageModel
import Ledger
import Logging
import Storage
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
    private let closeDatabase: @Sendable () throws -> Void

    init(settings: Settings, time: any TimeSource, logger: Logger) async throws {
        guard case .sqlite = settings.database else { throw DataStoreError.databaseNotSupported }
        do {
            try FileManager.default.createDirectory(
                atPath: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw DataStoreError.folder(settings.data, error.localizedDescription)
        }
        let sqlite = try SQLiteDatabase(path: SQLiteDatabase.path(inData: settings.data))
        closeDatabase = { try sqlite.close() }
        database = sqlite
        _ = try await Migrator(database: sqlite, time: time).up { logger.info("\($0)") }
        journal = try Journal(directory: "\(settings.data)/ledger", logger: logger)
        indexer = Indexer(journal: journal, database: sqlite, time: time, logger: logger)
        conversations = ConversationRepository(database: sqlite, time: time)
        keys = KeyRepository(database: sqlite, time: time)
        ownerSettings = OwnerSettingsRepository(database: sqlite, time: time)
        connections = ProviderConnectionRepository(
            database: sqlite, box: try SecretBox(secretKey: settings.secretKey, data: settings.data), time: time)
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
        try closeDatabase()
    }
}

/// Why the data could not be opened, in words for an operator.
enum DataStoreError: Error, CustomStringConvertible {
    case folder(String, String)
    case databaseNotSupported

    var description: String {
        switch self {
        case .folder(let path, let reason): "the data folder \(path) cannot be made: \(reason)"
        case .databaseNotSupported: "this version keeps its data in SQLite only: set `database: sqlite`"
        }
    }
}
