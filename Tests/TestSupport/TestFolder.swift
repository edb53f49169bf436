import Foundation

/// Folders of tests whose databases may outlive them: gone when the process of the tests ends, whatever still uses them.
package enum TestFolder {
    private static let root: String = {
        atexit { try? FileManager.default.removeItem(atPath: TestFolder.root) }
        let name = "understudy-tests-\(ProcessInfo.processInfo.processIdentifier)"
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }()

    /// A path that no other test has; nothing is there yet.
    package static func path() -> String { "\(root)/\(UUID().uuidString)" }
}
