import Foundation

/// The name by which the servers of one database tell each other apart. It stays with the data folder, so that a server that
/// starts knows its predecessor by it.
enum InstanceFile {
    /// - Throws: ``DataStoreError/folder(_:_:)`` when it is not there and cannot be written.
    static func name(inData folder: String) throws -> String {
        let path = "\(folder)/instance"
        if let kept = try? String(contentsOfFile: path, encoding: .utf8),
            let name = UUID(uuidString: kept.trimmingCharacters(in: .whitespacesAndNewlines))
        {
            return name.uuidString.lowercased()
        }
        let name = UUID().uuidString.lowercased()
        do {
            try Data("\(name)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw DataStoreError.folder(folder, error.localizedDescription)
        }
        return name
    }
}
