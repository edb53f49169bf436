import Foundation

/// An open file, with the few calls that a file of vectors needs. Closed with the value that holds it last.
final class VectorFileHandle: Sendable {
    /// What tells one file from another of the same path, and a file from what it was before.
    struct Standing: Hashable, Sendable {
        var device: UInt64
        var inode: UInt64
        var length: Int
        /// When it was written to last, in nanoseconds: what was cut off and written anew may be as long as before.
        var changedAt: Int

        /// nil when there is no file at `path`.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            length = Int(status.st_size)
            changedAt = Int(status.st_mtim.tv_sec) * 1_000_000_000 + Int(status.st_mtim.tv_nsec)
        }

        func isSameFile(as other: Standing) -> Bool { device == other.device && inode == other.inode }
    }

    let descriptor: CInt
    let path: String

    /// - Parameter flags: besides `O_RDWR` and `O_CLOEXEC`.
    init(path: String, flags: CInt = 0) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw fileFailure("opened", path) }
    }

    deinit { close(descriptor) }

    func standing() throws -> Standing {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw fileFailure("looked at", path) }
        return Standing(status)
    }

    /// Fills `bytes` with what stands at `offset`; false when the file ends before.
    func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pread(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count == 0 { return false }
            if count < 0 {
                if errno == EINTR { continue }
                throw fileFailure("read", path)
            }
            done += count
        }
        return true
    }

    func write(_ bytes: [UInt8], at offset: Int) throws {
        try bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
                if count < 0 {
                    if errno == EINTR { continue }
                    throw fileFailure("written to", path)
                }
                done += count
            }
        }
    }

    func cut(to length: Int) throws {
        guard ftruncate(descriptor, off_t(length)) == 0 else { throw fileFailure("cut", path) }
    }

    /// Returns once everything is on the disk.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw fileFailure("synced", path) }
    }

    /// Waits until no other process writes, and keeps others waiting until this is closed.
    func lock() throws {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw fileFailure("locked", path) }
        }
    }

    /// Makes a rename in `folder` outlive a power cut.
    static func sync(folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw fileFailure("opened", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw fileFailure("synced", folder) }
    }
}

func fileFailure(_ what: String, _ path: String) -> VectorStoreError {
    .unavailable(.exact, "\(path) cannot be \(what): \(String(cString: strerror(errno)))")
}

/// A file in memory. It may be longer in memory than on the disk: what is appended later shows by itself.
///
/// Unchecked: the bytes are only read, and only those of blocks that were complete before anybody was told of them.
final class VectorFileMapping: @unchecked Sendable {
    let base: UnsafeRawPointer
    let length: Int

    /// - Parameter length: at least what the file has; reading behind its end is not allowed.
    init(_ file: VectorFileHandle, length: Int) throws {
        guard let mapped = mmap(nil, length, PROT_READ, MAP_SHARED, file.descriptor, 0), mapped != MAP_FAILED else {
            throw fileFailure("mapped", file.path)
        }
        base = UnsafeRawPointer(mapped)
        self.length = length
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: base), length) }
}
