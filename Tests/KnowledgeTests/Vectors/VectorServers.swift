import Foundation
import LanguageModel
import Providers
import Storage
import TestSupport

@testable import Knowledge

/// Gives servers that share two processors with every other test time to take a connection.
private struct PatientTransport: Transport {
    private let transport = NIOTransport()

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        var request = request
        request.connectTimeout = .seconds(60)
        return try await transport.send(request)
    }
}

/// Twenty times slower than the clock: so much longer servers have to answer that have every other test's work before them.
private struct SlowTime: TimeSource {
    private let time = SystemTime()

    var now: Duration { time.now / 20 }
    var wallClock: Double { time.wallClock }

    func sleep(until deadline: Duration) async throws { try await time.sleep(until: deadline * 20) }
}

/// The servers that vector stores are tested against, each started with the first test that asks for it.
enum VectorServers {
    /// The length of vectors in all shared tests: an index at Pinecone has but one.
    static let dimensions = 8
    private static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }.path
    private static let transport = PatientTransport()

    private static let qdrant = Task { try await python("qdrant_server.py") }
    private static let pinecone = Task { try await python("pinecone_server.py", "\(dimensions)") }
    private static let postgres = Task {
        let packages = "\(root)/.venv/lib"
        let version = try FileManager.default.contentsOfDirectory(atPath: packages).first { $0.hasPrefix("python3") } ?? ""
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("us-pgv-\(UUID().uuidString.prefix(8))").path
        let standIn = try await StandIn.start(
            "/bin/bash", ["\(root)/Tests/TestSupport/postgres-cluster", folder],
            environment: ["PGBIN": "\(packages)/\(version)/site-packages/pgserver/pginstall/bin"])
        let options = PostgreSQLOptions.patient("postgres://postgres@/postgres?host=\(folder)")
        return (PostgreSQLDatabase(options, time: SystemTime()), standIn)
    }

    /// A script, run by what `scripts/install-python` installs.
    private static func python(_ script: String, _ arguments: String...) async throws -> StandIn {
        try await StandIn.start("\(root)/.venv/bin/python", ["\(root)/Tests/VectorServers/\(script)"] + arguments)
    }

    /// A store of `kind`; what tests put into it they put into collections of their own.
    /// - Parameter key: what is said to be the key; nil for the right one.
    static func store(_ kind: VectorStoreKind, in scratch: VectorScratch, key: String? = nil) async throws -> any VectorStore {
        switch kind {
        case .exact: return ExactVectorStore(folder: scratch.path)
        case .pgvector: return PgVectorStore(database: try await postgres.value.0)
        case .qdrant:
            return QdrantStore(
                url: "http://127.0.0.1:\(try await qdrant.value.said)", apiKey: Secret(key ?? "qdrant-test-key"),
                transport: transport, time: SlowTime())
        case .pinecone:
            return PineconeStore(
                url: nil, index: "passages", apiKey: Secret(key ?? "pinecone-test-key"),
                control: "http://127.0.0.1:\(try await pinecone.value.said)", transport: transport, time: SlowTime())
        }
    }

    static func pgvector(index: PgVectorStore.Index) async throws -> PgVectorStore {
        PgVectorStore(database: try await postgres.value.0, schema: "other", index: index)
    }
}

/// A folder that goes away with the test.
final class VectorScratch: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("understudy-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A name that no other test has.
func freshCollection() -> String { UUID().uuidString.lowercased() }

/// Asks again and again where a store answers late, until it is so.
func eventually(_ kind: VectorStoreKind, _ isSo: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<(kind.isEventual ? 20 : 1) {
        if try await isSo() { return true }
    }
    return false
}

/// `count` vectors of `dimensions` numbers, the same for the same seed, in a few clusters as texts are.
func randomVectors(_ count: Int, _ dimensions: Int, seed: UInt64) -> [[Float]] {
    var random = SeededNumbers(seed: seed)
    let centres = (0..<5).map { _ in (0..<dimensions).map { _ in random.next() } }
    return (0..<count).map { index in centres[index % 5].map { $0 + 0.5 * random.next() } }
}

private struct SeededNumbers {
    var seed: UInt64

    /// From -1 to 1.
    mutating func next() -> Float {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: seed >> 32)) / Float(Int32.max)
    }
}

/// The nearest by comparing everything in double precision.
func plainlyNearest(_ query: [Float], _ points: [VectorPoint], _ limit: Int) -> [Int64] {
    func cosine(_ one: [Float], _ other: [Float]) -> Double {
        func product(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } }
        return product(one, other) / (product(one, one) * product(other, other)).squareRoot()
    }
    return points.map { ($0.id, cosine(query, $0.vector)) }.sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
        .prefix(limit).map(\.0)
}
