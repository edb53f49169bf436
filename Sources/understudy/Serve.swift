import App
import ArgumentParser
import Foundation
import Logging
import Telemetry

/// `understudy serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the chat page and the API.")

    @Option(help: "The configuration file; understudy.yaml in this folder when it is there.")
    var config: String?
    @Option(help: "The folder for journal, database and keys.")
    var data: String?
    @Option(help: "The address to listen on.")
    var host: String?
    @Option(help: "The port to listen on; 0 takes a free one.")
    var port: String?
    @Option(help: "text, or json for one object a line.")
    var logFormat: String?
    @Option(help: "Write the log to this file, rotated.")
    var logFile: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: String?
    @Flag(help: "Print the settings as they are in effect, without secrets, and stop.")
    var checkConfig = false

    func run() async throws {
        let loaded = try Loading.settings(config: config, flags: flags)
        if checkConfig { return print(loaded.rendered) }
        let settings = loaded.settings
        let (logger, destination) = try Loading.logger(settings.log)
        for warning in loaded.warnings { logger.warning("\(warning)") }
        let server = try await Loading.orExit {
            try await UnderstudyServer(
                settings: settings, environment: ProcessInfo.processInfo.environment, logger: logger,
                onHangUp: { destination.reopen() },
                onListening: { port in announce(host: settings.server.host, port: port) })
        }
        try await Loading.listening(on: settings.server.host, settings.server.port) { try await server.run() }
    }

    private var flags: [SettingFlag] {
        [
            ("--data", "data", data), ("--host", "server.host", host), ("--port", "server.port", port),
            ("--log-format", "log.format", logFormat), ("--log-file", "log.file", logFile),
            ("--log-level", "log.level", logLevel),
        ].compactMap { name, path, value in value.map { SettingFlag(name: name, path: path, value: $0) } }
    }
}

/// Says where to look, on standard output, where scripts find it too.
private func announce(host: String, port: Int) {
    let name = host == "0.0.0.0" || host == "::" || host == "127.0.0.1" ? "localhost" : host
    print("Understudy is on stage: http://\(name):\(port)/")
    fflush(nil)
}
