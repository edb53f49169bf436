import Foundation

/// The folder that the journal's segments are in; a protocol so that tests can have a disk that fails.
package protocol SegmentFolder: Sendable {
    /// Makes an empty segment for appending; its name is durable when this returns.
    func create(_ name: String) throws -> any SegmentFile
    /// Opens an existing segment for appending.
    func open(_ name: String) throws -> any SegmentFile
    func remove(_ name: String) throws
}

/// A segment open for appending.
package protocol SegmentFile: Sendable {
    /// Writes all of `bytes` at the end, or throws with any part of them written.
    func append(_ bytes: [UInt8]) throws
    /// Returns once everything appended is on the disk.
    func sync() throws
    /// Cuts the file, durably.
    func truncate(to length: Int) throws
    func close()
}

/// Segments in a folder of the file system.
package struct DiskFolder: SegmentFolder {
    private let path: String

    package init(path: String) {
        self.path = path
    }

    package func create(_ name: String) throws -> any SegmentFile {
        let descriptor = Glibc.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("create", name) }
        let file = DiskFile(descriptor: descriptor, path: "\(path)/\(name)")
        do {
            guard lseek(descriptor, 0, SEEK_END) == 0 else {
                throw JournalError.io(action: "create", file: name, reason: "it exists and is not empty")
            }
            try syncFolder()
        } catch {
            file.close()
            throw error
        }
        return file
    }

    package func open(_ name: String) throws -> any SegmentFile {
        let descriptor = Glibc.open("\(path)/\(name)", O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", name) }
        return DiskFile(descriptor: descriptor, path: "\(path)/\(name)")
    }

    package func remove(_ name: String) throws {
        guard unlink("\(path)/\(name)") == 0 else { throw failure("remove", name) }
        try syncFolder()
    }

    /// Names of files last only once their folder is on the disk too.
    private func syncFolder() throws {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("sync", path) }
    }
}

private struct DiskFile: SegmentFile {
    let descriptor: Int32
    let path: String

    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure("write", path) }
                written += count
            }
        }
    }

    func sync() throws {
        guard fdatasync(descriptor) == 0 else { throw failure("sync", path) }
    }

    func truncate(to length: Int) throws {
        guard ftruncate(descriptor, length) == 0, fsync(descriptor) == 0 else { throw failure("truncate", path) }
    }

    func close() {
        _ = Glibc.close(descriptor)
    }
}

/// The error that the operating system has just reported.
func failure(_ action: String, _ file: String) -> JournalError {
    .io(action: action, file: file, reason: String(cString: strerror(errno)))
}
