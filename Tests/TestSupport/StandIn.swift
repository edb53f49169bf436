import CSandbox
import Dispatch
import Foundation

/// A program that stands in for a server: it writes a line when it is ready, and ends with this process, however that ends.
package final class StandIn: Sendable {
    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Its first line.
    package let said: String
    /// The write end of its standard input, which keeps it running.
    private let lifeline: Int32

    deinit { close(lifeline) }

    /// Starts it and waits for its line, on no thread that other tests' tasks share: it takes seconds.
    /// - Parameter environment: what it has besides this process's.
    package static func start(
        _ executable: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> StandIn {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "stand-in").async {
                continuation.resume(with: Result { try StandIn(executable, arguments, environment) })
            }
        }
    }

    private init(_ executable: String, _ arguments: [String], _ environment: [String: String]) throws {
        var (input, output): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&input) == 0, pipe(&output) == 0 else { throw Failure(description: "no pipe for \(executable)") }
        for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        lifeline = input[1]
        defer { close(output[0]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input[0], 0)
        posix_spawn_file_actions_adddup2(&actions, output[1], 1)
        // It lives as long as all tests do: a pipe of theirs that it held would never come to its end.
        understudy_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
        let words = ([executable] + arguments).map { strdup($0) } + [nil]
        defer { for copy in words + variables { free(copy) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, executable, &actions, &attributes, words, variables)
        close(input[0])
        close(output[1])
        guard status == 0 else { throw Failure(description: "\(executable): \(String(cString: strerror(status)))") }
        said = Self.line(of: output[0])
        guard !said.isEmpty else { throw Failure(description: "\(executable) \(arguments) did not start") }
    }

    /// What comes before the first end of a line, or before the end of everything.
    private static func line(of descriptor: Int32) -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }
}
