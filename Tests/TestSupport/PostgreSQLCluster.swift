import Dispatch
import Foundation
import LanguageModel
package import Storage
import Synchronization

/// A PostgreSQL cluster of this process, started with the first test that asks for it; it ends with the process, however
/// that ends.
package final class PostgreSQLCluster: Sendable {
    package static let shared = Task {
        // Not on a thread that other tests' tasks share: it takes seconds.
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "cluster").async { continuation.resume(with: Result { try PostgreSQLCluster() }) }
        }
    }

    private struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private let folder: String
    private let administration: PostgreSQLDatabase
    /// Its write end is held open, which keeps the cluster running.
    private let lifeline: Pipe

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("us-pg-\(UUID().uuidString.prefix(8))").path
        administration = PostgreSQLDatabase(
            PostgreSQLOptions(address: Secret(address(folder)), poolTimeout: .seconds(60)), time: SystemTime())
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("postgres-cluster")
        let process = Process()
        lifeline = Pipe()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [script.path, folder]
        process.standardInput = lifeline
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard said.hasPrefix("ready") else { throw Failure(description: "no PostgreSQL cluster could be started in \(folder)") }
    }

    /// The options for a new, empty schema, which is all that its sessions see.
    package func makeSchema() async throws -> PostgreSQLOptions {
        let name = "t" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await administration.write { try $0.execute("CREATE SCHEMA \(name)") }
        return PostgreSQLOptions(address: Secret("\(address(folder))&options=-csearch_path%3D\(name)"))
    }
}

private func address(_ folder: String) -> String { "postgres://postgres@/postgres?host=\(folder)" }
