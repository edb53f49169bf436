import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Simulator
import UnixSignals

/// `understudy simulate`
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a provider that misbehaves on demand, to rehearse outages.",
        discussion: "Speaks the protocols of OpenAI, Anthropic, Gemini and Ollama on one port. See docs/simulate.md.")

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 9100

    @Option(help: "A YAML file that says how each model behaves.")
    var script: String?

    @Flag(help: "Print every fault and what it does, and exit.")
    var listFaults = false

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be from 0 to 65535") }
    }

    func run() async throws {
        if listFaults {
            for fault in Fault.allCases {
                let name = fault.rawValue + (fault.parameter == nil ? "" : "=N")
                print(name.padding(toLength: 22, withPad: " ", startingAt: 0) + fault.summary)
            }
            return
        }
        let server = SimulatorServer(script: try readScript(), host: host, port: port)
        let bound = try await Loading.listening(on: host, port) { try await server.start() }
        FileHandle.standardOutput.write(Data("Simulated provider on http://\(host):\(bound)\n".utf8))
        var configuration = ServiceGroupConfiguration(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "simulate") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }

    private func readScript() throws -> Script {
        guard let script else { return Script() }
        let text: String
        do {
            text = try String(contentsOfFile: script, encoding: .utf8)
        } catch {
            throw ValidationError("cannot read the script \(script)")
        }
        do {
            return try Script(yaml: text)
        } catch {
            throw ValidationError("\(script): \(error.description)")
        }
    }
}
