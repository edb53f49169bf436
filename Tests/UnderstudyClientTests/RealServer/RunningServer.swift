import Dispatch
import Foundation
import Simulator
import Testing

@testable import UnderstudyClient

/// The built program as its users run it: a process on a free port, in a folder that goes away with it. Its models are
/// simulated ones, which misbehave where a name says so.
struct RunningServer: Sendable {
    static let password = "a long password"

    let url: URL
    fileprivate let folder: URL

    /// What has no account or key.
    var stranger: UnderstudyAPI { UnderstudyAPI(url: url) }

    static func serving(_ body: (RunningServer) async throws -> Void) async throws {
        try await SimulatorServer.serving(Script(pace: 0)) { _, address in
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("us-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let settings = """
                providers: { sim: { kind: openai, api_key: rehearsal, base_url: "\(address)/v1" } }
                chains: { default: ["sim:m"], broken: ["sim:m+cut_after=3", "sim:n"], out: ["sim:m+rate_limit"] }
                conversations: { titles: first_line }
                deadlines: { connect: 60s, first_content: 60s, idle: 60s }
                """
            let file = folder.appendingPathComponent("understudy.yaml")
            try Data(settings.utf8).write(to: file)
            let process = Program.process(["serve", "--config", file.path, "--data", folder.path, "--port", "0"])
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            let ended = Program.end(of: process)
            try process.run()
            let said = await Program.firstOutput(of: output)
            let port = try #require(said.firstMatch(of: /http:\/\/[^:]+:(\d+)/)?.1)
            let url = try #require(URL(string: "http://127.0.0.1:\(port)"))
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(RunningServer(url: url, folder: folder)))
            } catch {
                outcome = .failure(error)
            }
            process.terminate()
            await ended()
            try outcome.get()
        }
    }

    /// Makes an account with ``password``.
    func addUser(_ name: String, role: String = "member") async throws {
        _ = try await Program.run(
            ["user", "create", name, "--role", role, "--data", folder.path], input: Self.password + "\n")
    }

    func makeKey() async throws -> String {
        struct Made: Decodable { var key: String }
        let output = try await Program.run(["key", "create", "--name", "test", "--data", folder.path, "--json"])
        return try JSONDecoder().decode(Made.self, from: output).key
    }

    func logIn(_ name: String) async throws -> UnderstudyAPI {
        UnderstudyAPI(url: url, tokens: try await stranger.login(username: name, password: Self.password))
    }
}

private enum Program {
    /// What `UNDERSTUDY_BIN` names, or what was built beside these tests.
    private static let path =
        ProcessInfo.processInfo.environment["UNDERSTUDY_BIN"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".build/debug/understudy").path

    /// Without what the developer's own environment says to the program.
    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { ["PATH", "HOME", "LANG", "TMPDIR"].contains($0.key) }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    static func run(_ arguments: [String], input: String = "") async throws -> Data {
        let process = process(arguments)
        let (standardInput, output) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        let ended = end(of: process)
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        await ended()
        #expect(process.terminationStatus == 0, "\(arguments)")
        return output.fileHandleForReading.availableData
    }

    /// Waits for a process that is not yet running to have run.
    static func end(of process: Process) -> () async -> Void {
        let (ends, end) = AsyncStream<Never>.makeStream()
        process.terminationHandler = { _ in end.finish() }
        return { for await _ in ends {} }
    }

    /// On no thread that other tests' tasks share: it waits.
    static func firstOutput(of pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "output").async {
                continuation.resume(returning: String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self))
            }
        }
    }
}
