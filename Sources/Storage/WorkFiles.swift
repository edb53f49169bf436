import Foundation

/// Files that live no longer than a request or a job, in the system's folder for such things.
package enum WorkFiles {
    private static let prefix = "understudy-work-"

    /// Seconds after which nobody works with a file any more that nobody has written to.
    private static let longest = 6 * 3600.0

    /// A path that no other has; nothing is there yet.
    package static func path(in folder: String = folder) -> String { "\(folder)/\(prefix)\(UUID().uuidString)" }

    package static var folder: String { FileManager.default.temporaryDirectory.path }

    /// Removes what processes that were killed have left behind: documents that people gave away to nobody but this server.
    /// - Parameter now: seconds since 1970.
    package static func sweep(_ folder: String = folder, now: Double) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder) where name.hasPrefix(prefix) {
            let path = "\(folder)/\(name)"
            // Gone meanwhile: others sweep the same folder.
            guard let written = try? files.attributesOfItem(atPath: path)[.modificationDate] as? Date,
                now - written.timeIntervalSince1970 > longest
            else { continue }
            try? files.removeItem(atPath: path)
        }
    }
}
