import Foundation
import LanguageModel
package import Storage

/// A PostgreSQL cluster of this process, started with the first test that asks for it; it ends with the process, however
/// that ends.
package final class PostgreSQLCluster: Sendable {
    package static let shared = Task { try await PostgreSQLCluster() }

    private let folder: String
    private let administration: PostgreSQLDatabase
    private let server: StandIn

    private init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("us-pg-\(UUID().uuidString.prefix(8))").path
        administration = PostgreSQLDatabase(.patient(address(folder)), time: SystemTime())
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("postgres-cluster")
        server = try await StandIn.start("/bin/bash", [script.path, folder])
    }

    /// The options for a new, empty schema, which is all that its sessions see.
    package func makeSchema() async throws -> PostgreSQLOptions {
        let name = "t" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await administration.write { try $0.execute("CREATE SCHEMA \(name)") }
        return .patient("\(address(folder))&options=-csearch_path%3D\(name)")
    }
}

extension PostgreSQLOptions {
    /// Of a cluster that many tests share, on a machine that is busy and may stand still for a while: nothing ends for want of
    /// time that a test does not bound itself.
    package static func patient(_ address: String) -> PostgreSQLOptions {
        let patience = Duration.seconds(300)
        return PostgreSQLOptions(
            address: Secret(address), poolTimeout: patience, statementTimeout: patience, connectTimeout: patience)
    }
}

private func address(_ folder: String) -> String { "postgres://postgres@/postgres?host=\(folder)" }
