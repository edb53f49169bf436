import Foundation
package import LanguageModel

/// Everything that a database holds, in one file that both databases can take: JSON lines, counted and checksummed.
package struct Backup: Sendable {
    private let path: String
    private let catalogue: [Migration]
    private let time: any TimeSource

    package init(path: String, catalogue: [Migration] = Migration.catalogue, time: any TimeSource) {
        self.path = path
        self.catalogue = catalogue
        self.time = time
    }

    /// Writes the file from one snapshot of `database`, while others go on writing. It comes to its place once it has been
    /// restored into a database made for that, and compared.
    /// - Throws: ``BackupError`` or ``StorageError``; there is no new file then.
    /// - Returns: what is in it, by name.
    @discardableResult
    package func make(of database: any Database) async throws -> [TableSummary] {
        let draft = "\(path).\(UUID().uuidString.prefix(8)).part"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        let createdAt = Timestamp(seconds: time.wallClock).description
        let catalogue = catalogue
        let written = try await database.read { session in
            guard let migrations = try Migration.applied(in: session) else { throw BackupError.noSchema }
            if let newest = migrations.last, let known = catalogue.map(\.number).max(), newest > known {
                throw StorageError.newerSchema(found: newest, known: known)
            }
            let file = try BackupFileWriter(path: draft)
            let header = BackupLine.Header(version: 1, createdAt: createdAt, migrations: migrations)
            try file.write(try BackupLine.mark(BackupLine.Mark(header: header)))
            var summaries: [TableSummary] = []
            for table in try PortableTable.all(in: session, catalogue: catalogue) {
                try file.write(try BackupLine.mark(BackupLine.Mark(table: table)))
                var summary = TableSummary(name: table.name)
                try table.forEachRow(in: session) { values in
                    let line = BackupLine.row(values)
                    summary.add(line)
                    try file.write(line)
                }
                summaries.append(summary)
            }
            try file.finish(summaries)
            return summaries.sorted { $0.name < $1.name }
        }
        let restored = try await Backup(path: draft, catalogue: catalogue, time: time).tried()
        if let wrong = written.first(where: { !restored.contains($0) }) { throw BackupError.differs(table: wrong.name) }
        do {
            try? FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: draft, toPath: path)
        } catch {
            throw BackupError.file(path: path, reason: error.localizedDescription)
        }
        return written
    }

    /// Restores the file into a database beside it, which is then gone again.
    package func tried() async throws -> [TableSummary] {
        let folder = "\(path).try-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let scratch = try SQLiteDatabase(path: SQLiteDatabase.path(inData: folder))
        let summaries = try await restore(into: scratch)
        try scratch.close()
        return summaries
    }

    /// Puts the file's rows into `database`, whose schema is made anew, all in one transaction: afterwards everything is there
    /// and has been read back and compared, or nothing has changed.
    /// - Parameter replacing: whether what the database holds may go.
    /// - Throws: ``BackupError`` or ``StorageError``.
    @discardableResult
    package func restore(into database: any Database, replacing: Bool = false) async throws -> [TableSummary] {
        let file = BackupFileReader(path: path)
        let header = try file.header()
        let known = catalogue.map(\.number)
        if let newest = header.migrations.last(where: { !known.contains($0) }) {
            throw StorageError.newerSchema(found: newest, known: known.max() ?? 0)
        }
        let restoration = Restoration(
            file: file, migrations: header.migrations, catalogue: catalogue, now: Timestamp(seconds: time.wallClock),
            replacing: replacing)
        return try await database.write(unhurried: true) { try restoration.run(in: $0) }
    }
}
