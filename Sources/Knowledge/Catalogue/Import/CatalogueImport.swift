import Foundation
import LanguageModel

/// Takes a file of items into a catalogue, piece by piece: what is there already is changed where it differs, what is new is
/// added, what is broken is reported with its line and left out. Items that the file does not name stay as they are. Whatever
/// the file's size, no more than a batch of rows and the ids that were seen are in memory.
package struct CatalogueImport: Sendable {
    private let repository: CatalogueRepository
    private let catalogue: String
    private var reader: ItemReader
    /// What has become of the rows that were taken in so far.
    package private(set) var report: CatalogueImportReport
    private var batch: [CatalogueItem] = []
    /// The line on which each id was.
    private var lines: [String: Int] = [:]

    /// Rows of one transaction.
    private static let batchSize = 500

    /// - Parameter isDryRun: only says what would become of the rows.
    package init(_ format: CatalogueFormat, into catalogue: String, of repository: CatalogueRepository, isDryRun: Bool = false) {
        reader = ItemReader(format)
        self.catalogue = catalogue
        self.repository = repository
        report = CatalogueImportReport(isDryRun: isDryRun)
    }

    /// Takes a piece of the file in.
    /// - Throws: ``CatalogueError`` when the file as a whole cannot be read, ``Storage/StorageError``; what was taken in before
    ///   stays.
    package mutating func take(_ bytes: some Sequence<UInt8>) async throws {
        try await take(try reader.take(bytes, isLast: false))
    }

    /// Takes in what is left.
    /// - Throws: as ``take(_:)``.
    package mutating func finish() async throws -> CatalogueImportReport {
        try await take(try reader.take([UInt8](), isLast: true))
        try await flush()
        return report
    }

    /// A whole file.
    /// - Throws: as ``take(_:)``; ``CatalogueError`` when there is no file at `path`.
    package mutating func take(file path: String) async throws -> CatalogueImportReport {
        guard let file = FileHandle(forReadingAtPath: path) else { throw CatalogueError("The catalogue \(path) cannot be read.") }
        defer { try? file.close() }
        do {
            while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty { try await take(piece) }
            return try await finish()
        } catch let error as CatalogueError {
            throw CatalogueError("The catalogue \(path) cannot be used: \(error)")
        } catch let error as CocoaError {
            throw CatalogueError("The catalogue \(path) cannot be read: \(error.localizedDescription)")
        }
    }

    private mutating func take(_ rows: [ItemRow]) async throws {
        for row in rows {
            do {
                let item = try CatalogueItem(try row.fields.get())
                if let first = lines.updateValue(row.line, forKey: item.id) {
                    lines[item.id] = first
                    report.reject(line: row.line, "the id \"\(item.id)\" is there twice, first on line \(first)")
                    continue
                }
                guard lines.count <= CatalogueRepository.mostItems else {
                    report.reject(line: row.line, "a catalogue holds \(CatalogueRepository.mostItems) items at most")
                    continue
                }
                batch.append(item)
                if batch.count == Self.batchSize { try await flush() }
            } catch let error as CatalogueError {
                report.reject(line: row.line, error.description)
            }
        }
    }

    private mutating func flush() async throws {
        guard !batch.isEmpty else { return }
        report.add(try await repository.put(batch, in: catalogue, isDryRun: report.isDryRun))
        batch.removeAll(keepingCapacity: true)
    }
}
