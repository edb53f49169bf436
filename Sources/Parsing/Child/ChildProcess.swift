import CSandbox
import Foundation
import Glibc
import Synchronization

/// A program that was started, whose output is read.
final class ChildProcess: Sendable {
    private let pid: pid_t
    /// The end of the pipe that is read.
    private let output: Int32
    private let ownsGroup: Bool
    /// Whether the system may have given its number to another process.
    private let isGone = Mutex(false)

    /// - Parameters:
    ///   - ownGroup: whether what it starts in turn is killed with it.
    ///   - mergingErrors: whether its complaints are part of its output; otherwise nobody sees them.
    /// - Throws: ``ChildProcessError``.
    init(_ path: String, _ arguments: [String], ownGroup: Bool = false, mergingErrors: Bool = false) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw ChildProcessError(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        if mergingErrors {
            posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        // Connections and files of this process are none of its business.
        understudy_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if ownGroup {
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        var pid: pid_t = 0
        // No keys or passwords of the server's environment.
        let environment = ["PATH", "LD_LIBRARY_PATH", "TMPDIR"].compactMap { name in
            ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
        }
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = (environment + ["LC_ALL=C.UTF-8"]).map { strdup($0) } + [nil]
        defer { for copy in words + variables { free(copy) } }
        let status = posix_spawn(&pid, path, &actions, &attributes, words, variables)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw ChildProcessError(status)
        }
        self.pid = pid
        output = ends[0]
        ownsGroup = ownGroup
    }

    deinit { close(output) }

    /// Some of its output, empty at the end of it; nil when there was none for so long.
    /// - Parameter limit: nil waits for as long as it takes.
    func read(within limit: Duration?) throws -> [UInt8]? {
        var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        while true {
            let milliseconds = limit.map { Int32(clamping: Int64(max(.zero, $0) / .milliseconds(1))) }
            let ready = poll(&waiting, 1, milliseconds ?? -1)
            if ready == 0 { return nil }
            if ready > 0 { break }
            guard errno == EINTR else { throw ChildProcessError(errno) }
        }
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(output, &piece, piece.count)
            if count >= 0 { return Array(piece.prefix(count)) }
            guard errno == EINTR else { throw ChildProcessError(errno) }
        }
    }

    /// Ends it at once, with what it started when it has a group of its own. May be called at any time.
    func kill() {
        isGone.withLock { isGone in
            if !isGone { _ = Glibc.kill(ownsGroup ? -pid : pid, SIGKILL) }
        }
    }

    /// Waits for its end: its exit status, or 128 and the number of the signal that ended it.
    func wait() -> Int32 {
        // Its number stays its own until the lock is held.
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return isGone.withLock { isGone in
            // What it has started does not outlive it, however it ended.
            if ownsGroup { _ = Glibc.kill(-pid, SIGKILL) }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            isGone = true
            let signal = status & 0x7F
            return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        }
    }
}

/// Why a program could not be started or read from.
struct ChildProcessError: Error, CustomStringConvertible {
    var code: Int32

    init(_ code: Int32) {
        self.code = code
    }

    var description: String { String(cString: strerror(code)) }
}
