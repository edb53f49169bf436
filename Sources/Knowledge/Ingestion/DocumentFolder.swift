import Foundation
import LanguageModel
import Parsing
import Storage

/// A folder whose documents belong to a collection: what is new or changed is taken in, what is gone is taken away.
package actor DocumentFolder {
    private let path: String
    private let collection: String
    private let documents: DocumentRepository
    /// What is known of its files, by their paths.
    private var known: [String: (id: String, state: String?)]?

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
    }

    /// Compares the folder with the collection.
    /// - Parameter patience: seconds that a file must have been left alone, so that none is read while it is written.
    /// - Throws: ``KnowledgeError`` when there is no such folder, and then nothing is taken away; ``Storage/StorageError``.
    package func look(patience: Double = 2) async throws -> Look {
        let files = try await Self.files(below: path)
        var known: [String: (id: String, state: String?)] = [:]
        if let remembered = self.known {
            known = remembered
        } else {
            known = try await documents.fileStates(in: collection).filter { $0.key.hasPrefix(path + "/") }
        }
        var look = Look()
        let now = documents.time.wallClock
        for file in files where known[file.path]?.state != file.state || known[file.path] == nil {
            guard file.changedAt <= now - patience else { continue }
            let submission = try await documents.submit(
                .path(file.path, in: collection, state: file.state), file: file.path)
            known[file.path] = (submission.document.id, file.state)
            look.submissions.append(submission)
        }
        let there = Set(files.map(\.path))
        for (path, entry) in known where !there.contains(path) {
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

    package struct File: Sendable, Hashable {
        package var path: String
        package var state: String
        /// Seconds since 1970.
        package var changedAt: Double
    }

    /// The files below a folder that can be read, by their paths; hidden ones and links are left out.
    /// - Throws: ``KnowledgeError`` when there is no such folder.
    package static func files(below path: String) async throws -> [File] {
        try await onOwnThread {
            let keys: [URLResourceKey] = [.isRegularFileKey, .isSymbolicLinkKey, .fileSizeKey, .contentModificationDateKey]
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
                let walk = FileManager.default.enumerator(
                    at: URL(fileURLWithPath: path, isDirectory: true), includingPropertiesForKeys: keys,
                    options: [.skipsHiddenFiles])
            else { throw KnowledgeError.invalid(field: path, reason: "is no folder that can be read") }
            var files: [File] = []
            for case let url as URL in walk {
                guard DocumentFormat(name: url.lastPathComponent) != nil,
                    let values = try? url.resourceValues(forKeys: Set(keys)),
                    values.isRegularFile == true, values.isSymbolicLink != true
                else { continue }
                let changed = values.contentModificationDate?.timeIntervalSince1970 ?? 0
                files.append(
                    File(path: url.path, state: "\(values.fileSize ?? 0)-\(Int(changed * 1000))", changedAt: changed))
            }
            return files.sorted { $0.path < $1.path }
        }
    }
}
