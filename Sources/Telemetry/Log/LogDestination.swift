import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Where log lines go. Each line is one `write`, so that lines of several threads, or of several processes that share
/// a file, never mix.
package final class LogDestination: Sendable {
    private struct State: ~Copyable {
        var descriptor: Int32
        var size: Int
    }

    /// A file that is set aside when it has grown to `maxSize` bytes: `name` becomes `name.1`, `name.1` becomes
    /// `name.2`, and so on up to `keep`.
    package struct File: Sendable, Hashable {
        package var path: String
        package var maxSize: Int
        package var keep: Int

        package init(path: String, maxSize: Int, keep: Int) {
            self.path = path
            self.maxSize = maxSize
            self.keep = keep
        }
    }

    /// A log file that cannot be opened.
    package struct CannotOpen: Error, CustomStringConvertible {
        package var path: String
        package var reason: String
        package var description: String { "cannot write the log file \(path): \(reason)" }
    }

    private let file: File?
    private let state: Mutex<State>

    package static let standardError = LogDestination(descriptor: 2)
    package static let standardOutput = LogDestination(descriptor: 1)

    private init(descriptor: Int32) {
        file = nil
        state = Mutex(State(descriptor: descriptor, size: 0))
    }

    /// Opens `file` for appending; its folder must exist.
    package init(file: File) throws(CannotOpen) {
        guard let (descriptor, size) = Self.open(file.path) else {
            throw CannotOpen(path: file.path, reason: String(cString: strerror(errno)))
        }
        self.file = file
        state = Mutex(State(descriptor: descriptor, size: size))
    }

    deinit {
        if file != nil { state.withLock { _ = close($0.descriptor) } }
    }

    /// Writes one line. A line that the file does not take (a full disk) goes to standard error.
    package func write(_ line: [UInt8]) {
        state.withLock { state in
            if let file, state.size > 0, state.size + line.count > file.maxSize { Self.rotate(file, &state) }
            state.size += line.count
            if !Self.writeAll(line, to: state.descriptor), file != nil { _ = Self.writeAll(line, to: 2) }
        }
    }

    /// Opens the file anew, after someone else (logrotate, say) has moved it away. Nothing to do for a stream.
    package func reopen() {
        guard let file else { return }
        state.withLock { Self.reopen(file, &$0) }
    }

    private static func rotate(_ file: File, _ state: inout State) {
        if file.keep == 0 {
            unlink(file.path)
        } else {
            for number in stride(from: file.keep - 1, through: 1, by: -1) {
                rename("\(file.path).\(number)", "\(file.path).\(number + 1)")
            }
            rename(file.path, "\(file.path).1")
        }
        reopen(file, &state)
    }

    /// Keeps the old descriptor when the file cannot be opened: a log in an odd place is better than none.
    private static func reopen(_ file: File, _ state: inout State) {
        guard let (descriptor, size) = open(file.path) else {
            state.size = 0
            return
        }
        close(state.descriptor)
        state = State(descriptor: descriptor, size: size)
    }

    private static func open(_ path: String) -> (descriptor: Int32, size: Int)? {
        #if canImport(Darwin)
            let descriptor = Darwin.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        #else
            let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        #endif
        guard descriptor >= 0 else { return nil }
        return (descriptor, max(0, Int(lseek(descriptor, 0, SEEK_END))))
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                #if canImport(Darwin)
                    let count = Darwin.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                #else
                    let count = Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                #endif
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                written += count
            }
            return true
        }
    }
}
