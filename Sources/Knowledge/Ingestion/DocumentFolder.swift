package import Foundation
import LanguageModel
import Parsing
import Storage

/// A folder whose documents belong to a collection: what is new or changed is taken in, what is gone is taken away.
package actor DocumentFolder {
    private let path: String
    package nonisolated let collection: String
    private let documents: DocumentRepository
    /// What is known of its files, by their paths.
    private var known: [String: (id: String, state: String?)]?
    /// In which state a file could not be read, by its path.
    private var refused: [String: String] = [:]
    /// Since when a file that is not known is as it is, by its path.
    private var waiting: [String: (state: String, since: Duration)] = [:]

    package init(path: String, collection: String, documents: DocumentRepository) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        self.collection = collection
        self.documents = documents
    }

    /// What a look at the folder came to.
    package struct Look: Sendable, Hashable {
        /// Handed in, with what was recognised as unchanged.
        package var submissions: [Submission] = []
        package var removed = 0
        /// Paths of files that could not be read, which are tried again when they have changed, and of folders.
        package var unreadable: [String] = []
    }

    /// Compares the folder with the collection.
    /// - Parameter patience: for so long a file must have been seen with the same size and time of change, so that none is read while it
    ///   is written. What its time of change is does not matter: copies keep that of what they are copied from.
    /// - Throws: ``KnowledgeError`` when there is no such folder, and then nothing is taken away; ``Storage/StorageError``.
    package func look(patience: Duration = .seconds(2)) async throws -> Look {
        let listing = try await Self.files(below: path)
        let files = listing.files
        var known: [String: (id: String, state: String?)] = [:]
        if let remembered = self.known {
            known = remembered
        } else {
            known = try await documents.fileStates(in: collection).filter { $0.key.hasPrefix(path + "/") }
        }
        var look = Look()
        let now = documents.time.now
        let there = Set(files.map(\.path))
        waiting = waiting.filter { there.contains($0.key) }
        refused = refused.filter { there.contains($0.key) || listing.unreadable.contains($0.key) }
        for folder in listing.unreadable where refused.updateValue("", forKey: folder) == nil { look.unreadable.append(folder) }
        for file in files where known[file.path]?.state != file.state || known[file.path] == nil {
            guard isSettled(file, now, patience) else { continue }
            do {
                let submission = try await documents.submit(
                    .path(file.path, in: collection, state: file.state), file: file.path)
                known[file.path] = (submission.document.id, file.state)
                waiting[file.path] = nil
                look.submissions.append(submission)
            } catch let failure as StorageError {
                throw failure
            } catch let error as CancellationError {
                throw error
            } catch {
                // Gone by now, or not for this server to read; the others are none the worse for it.
                if refused[file.path] != file.state { look.unreadable.append(file.path) }
                refused[file.path] = file.state
            }
        }
        for (path, entry) in known where !there.contains(path) && !listing.hides(path) {
            do {
                try await documents.delete(entry.id)
                look.removed += 1
            } catch StorageError.notFound {
                // Somebody else was faster.
            }
            known[path] = nil
        }
        self.known = known
        return look
    }

    private func isSettled(_ file: File, _ now: Duration, _ patience: Duration) -> Bool {
        if let entry = waiting[file.path], entry.state == file.state { return now - entry.since >= patience }
        waiting[file.path] = (file.state, now)
        return patience <= .zero
    }

    package struct File: Sendable, Hashable {
        package var path: String
        /// Another one when it has changed.
        package var state: String

        fileprivate static var keys: [URLResourceKey] {
            [.isRegularFileKey, .isSymbolicLinkKey, .fileSizeKey, .contentModificationDateKey]
        }

        /// nil for what is no file, links included.
        package init?(at url: URL) {
            guard let values = try? url.resourceValues(forKeys: Set(Self.keys)), values.isRegularFile == true,
                values.isSymbolicLink != true
            else { return nil }
            path = url.path
            let changed = values.contentModificationDate?.timeIntervalSince1970 ?? 0
            state = "\(values.fileSize ?? 0)-\(Int(changed * 1000))"
        }
    }

    /// What there is below a folder.
    package struct Listing: Sendable, Hashable {
        /// By their paths.
        package var files: [File]
        /// Folders that could not be looked into. Of what was in them nobody knows whether it is there.
        package var unreadable: [String] = []

        package init(files: [File] = []) { self.files = files }

        /// Whether a file of this path may be there without being seen.
        func hides(_ path: String) -> Bool { unreadable.contains { path.hasPrefix($0 + "/") } }
    }

    /// The files below a folder that can be read; hidden ones and links are left out.
    /// - Throws: ``KnowledgeError`` when there is no such folder.
    package static func files(below path: String) async throws -> Listing {
        try await onOwnThread {
            var isFolder: ObjCBool = false
            var listing = Listing()
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
                let walk = FileManager.default.enumerator(
                    at: URL(fileURLWithPath: path, isDirectory: true), includingPropertiesForKeys: File.keys,
                    options: [.skipsHiddenFiles],
                    errorHandler: { url, _ in
                        listing.unreadable.append(url.standardizedFileURL.path)
                        return true
                    })
            else { throw KnowledgeError.invalid(field: path, reason: "is no folder that can be read") }
            for case let url as URL in walk where DocumentFormat(name: url.lastPathComponent) != nil {
                if let file = File(at: url) { listing.files.append(file) }
            }
            listing.files.sort { $0.path < $1.path }
            return listing
        }
    }
}
