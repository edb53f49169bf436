import App
import ArgumentParser
import Foundation
import Logging
import NIOCore
import Telemetry

/// What every command that needs the configuration does first.
enum Loading {
    /// The settings, or every problem with them on standard error and exit code 78.
    static func settings(config: String?, flags: [SettingFlag]) throws -> LoadedSettings {
        do {
            return try SettingsLoader().load(config: config, flags: flags)
        } catch {
            complain("\(error)")
            throw ExitCode(78)
        }
    }

    static func logger(_ settings: Settings.Log) throws -> (logger: Logger, destination: LogDestination) {
        let destination: LogDestination
        do {
            destination =
                try settings.file.map {
                    try LogDestination(file: .init(path: $0, maxSize: settings.maxSize, keep: settings.keep))
                } ?? .standardError
        } catch {
            complain("\(error)")
            throw ExitCode(73)
        }
        let logger = Logger(label: "understudy") { label in
            LineLogHandler(label: label, level: settings.level, format: settings.format, destination: destination)
        }
        return (logger, destination)
    }

    /// Runs `body`; what it throws becomes a sentence on standard error and exit code 1.
    static func orExit<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            complain("\(error)")
            throw ExitCode.failure
        }
    }

    /// As ``orExit(_:)``, for a body that listens: an address that cannot be had is named.
    static func listening<Value>(on host: String, _ port: Int, _ body: () async throws -> Value) async throws -> Value {
        try await orExit {
            do {
                return try await body()
            } catch let error as IOError where [EADDRINUSE, EADDRNOTAVAIL, EACCES].contains(error.errnoCode) {
                throw ListeningError(host: host, port: port, code: error.errnoCode)
            }
        }
    }

    /// A line for people that is no result, on standard error.
    static func remark(_ message: String) {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
    }

    static func complain(_ message: String) {
        FileHandle.standardError.write(Data("understudy: \(message)\n".utf8))
    }
}

/// Why an address cannot be listened on, in words for an operator.
private struct ListeningError: Error, CustomStringConvertible {
    var host: String
    var port: Int
    var code: CInt

    var description: String {
        let reason =
            switch code {
            case EADDRINUSE: "the port is in use by another process; choose another with --port"
            case EACCES: "this user may not listen on that port"
            default: "this machine has no such address"
            }
        return "cannot listen on \(host):\(port): \(reason)"
    }
}
