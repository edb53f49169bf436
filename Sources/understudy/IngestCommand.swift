import App
import ArgumentParser
import Foundation
import Knowledge
import LanguageModel
import Storage

/// `understudy ingest`.
struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take documents into a collection.",
        discussion: """
            Files, folders (with all that is below them) and addresses of the web: Markdown, text, HTML, PDF, DOCX, PPTX, XLSX, CSV and \
            EPUB. What is there already, unchanged, is skipped. What cannot be read is named with the reason, and the others are taken \
            in. They are found by their words at once; their vectors a server makes, when it runs. The exit code is 1 when something could not be read.
            """)

    @Argument(help: ArgumentHelp("Files, folders or addresses.", valueName: "path"))
    var paths: [String]
    @Option(help: "The collection's name; it is made when it is missing, for everybody to read.")
    var collection = "documents"
    @Flag(help: "Go on, and take in what changes in the folders, until it is stopped.")
    var watch = false
    @OptionGroup var store: StoreOptions
    @Flag(help: "Print JSON: a line for each document.")
    var json = false

    func run() async throws {
        let settings = try store.settings()
        let isWhole = try await store.withDatabase { database in
            try await Migrator(database: database, time: SystemTime()).up()
            let worker = UUID().uuidString.lowercased()
            let ingestion = Ingestion(
                settings: settings, database: database, worker: worker,
                feeds: [KnowledgeIndexes.keywordFeed(database: database, holder: worker)])
            let target = try await ingestion.collections.shared(named: collection)
            var seen: [String: String] = [:]
            var isWhole = try await take(into: target.id, ingestion, &seen)
            while watch {
                try await Task.sleep(for: .seconds(2))
                isWhole = try await take(into: target.id, ingestion, &seen) && isWhole
            }
            try await ingestion.close()
            return isWhole
        }
        if !isWhole { throw ExitCode.failure }
    }

    /// - Parameter seen: in which state each file and address was when it was last taken in, or complained of.
    /// - Returns: whether all could be read.
    private func take(
        into collection: String, _ ingestion: Ingestion, _ seen: inout [String: String]
    ) async throws -> Bool {
        var isWhole = true
        var waiting: [String] = []
        for path in paths {
            var entries: [DocumentFolder.File?] = [nil]
            if !isAddress(path) {
                do {
                    let listing = try await files(at: path)
                    entries = listing.files
                    if !listing.unreadable.isEmpty { isWhole = false }
                    for folder in listing.unreadable where seen.updateValue("", forKey: folder) == nil {
                        Loading.complain("\(folder) cannot be looked into")
                    }
                } catch let error as KnowledgeError {
                    if seen.updateValue("", forKey: path) == nil { Loading.complain("\(error)") }
                    isWhole = false
                    continue
                }
            }
            for entry in entries {
                let state = entry?.state ?? ""
                guard seen.updateValue(state, forKey: entry?.path ?? path) != state else { continue }
                let new = entry.map { NewDocument.path($0.path, in: collection) } ?? .url(path, in: collection)
                do {
                    let submission = try await ingestion.documents.submit(new, file: entry?.path)
                    if submission.isUnchanged, !submission.document.status.isUnfinished {
                        if !watch { try show(submission.document, as: "unchanged") }
                    } else {
                        waiting.append(submission.document.id)
                    }
                } catch let failure as StorageError {
                    throw failure
                } catch {
                    // Gone by now, or not for this user to read.
                    Loading.complain("\(entry?.path ?? path) cannot be read: \(error.localizedDescription)")
                    isWhole = false
                }
            }
        }
        for (place, id) in waiting.enumerated() {
            while let document = try await ingestion.documents.document(id), document.status.isUnfinished {
                // A statement cannot name as many as a folder may have.
                let among = Array(waiting[(place / 500 * 500)...].prefix(500))
                // A server on the same database may have it in work.
                if try await !ingestion.worker.work(among: among) {
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            guard let document = try await ingestion.documents.document(id) else { continue }
            try show(document, as: document.status.rawValue)
            if document.status == .failed { isWhole = false }
        }
        return isWhole
    }

    private func isAddress(_ path: String) -> Bool { path.hasPrefix("http://") || path.hasPrefix("https://") }

    /// The file at `path`, or those below it.
    private func files(at path: String) async throws -> DocumentFolder.Listing {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder) else {
            throw KnowledgeError.invalid(field: path, reason: "is not there")
        }
        guard isFolder.boolValue else {
            // Of a link that somebody names, what it leads to is meant.
            let place = URL(fileURLWithPath: absolute).resolvingSymlinksInPath()
            guard var file = DocumentFolder.File(at: place) else {
                throw KnowledgeError.invalid(field: path, reason: "is no file")
            }
            file.path = absolute
            return DocumentFolder.Listing(files: [file])
        }
        return try await DocumentFolder.files(below: absolute)
    }

    private struct Line: Encodable {
        var id: String
        var title: String
        var address: String?
        var status: String
        var reason_code: String?
        var reason: String?
        var pages: Int?
        var passages: Int
    }

    private func show(_ document: SourceDocument, as status: String) throws {
        // Also a program reads it as it is said, and not when it is over.
        defer { fflush(nil) }
        if json {
            return try printJSON(
                Line(
                    id: document.id, title: document.title, address: document.address, status: status,
                    reason_code: document.reasonCode, reason: document.reason, pages: document.pages,
                    passages: document.passages))
        }
        let name = document.address ?? document.title
        let pages = document.pages.map { "\($0) pages, " } ?? ""
        print("\(name): \(status)" + (document.reason.map { ": \($0)" } ?? ", \(pages)\(document.passages) passages"))
    }
}
