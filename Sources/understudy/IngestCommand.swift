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
            var isWhole = try await take(into: target.id, ingestion)
            while watch {
                try await Task.sleep(for: .seconds(2))
                isWhole = try await take(into: target.id, ingestion) && isWhole
            }
            try await ingestion.close()
            return isWhole
        }
        if !isWhole { throw ExitCode.failure }
    }

    /// - Returns: whether all could be read.
    private func take(into collection: String, _ ingestion: Ingestion) async throws -> Bool {
        var isWhole = true
        var waiting: [String] = []
        for path in paths {
            do {
                for submission in try await submit(path, to: collection, ingestion) {
                    if submission.isUnchanged, !submission.document.status.isUnfinished {
                        if !watch { try show(submission.document, as: "unchanged") }
                    } else {
                        waiting.append(submission.document.id)
                    }
                }
            } catch let error as KnowledgeError {
                Loading.complain("\(error)")
                isWhole = false
            }
        }
        for id in waiting {
            while let document = try await ingestion.documents.document(id), document.status.isUnfinished {
                // A server on the same database may have it in work.
                if try await !ingestion.worker.work(among: waiting) { try await Task.sleep(for: .milliseconds(100)) }
            }
            guard let document = try await ingestion.documents.document(id) else { continue }
            try show(document, as: document.status.rawValue)
            if document.status == .failed { isWhole = false }
        }
        return isWhole
    }

    private func submit(_ path: String, to collection: String, _ ingestion: Ingestion) async throws -> [Submission] {
        if path.hasPrefix("http://") || path.hasPrefix("https://") {
            return watch ? [] : [try await ingestion.documents.submit(.url(path, in: collection), file: nil)]
        }
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder) else {
            throw KnowledgeError.invalid(field: path, reason: "is not there")
        }
        var submissions: [Submission] = []
        let files = isFolder.boolValue ? try await DocumentFolder.files(below: absolute).map(\.path) : [absolute]
        for file in files {
            submissions.append(try await ingestion.documents.submit(.path(file, in: collection), file: file))
        }
        return submissions
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
        fflush(nil)
    }
}
