import ArgumentParser
import Foundation
import Knowledge

/// `understudy bench-vectors`: for `make bench-vectors`, not for people.
struct BenchVectors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-vectors", abstract: "Measure the vector store in process.",
        discussion: """
            Files hold 32-bit floats, row after row. With --vectors they are put into a store in the folder --data, with --queries it \
            is asked.
            """,
        shouldDisplay: false)

    private struct Result: Encodable {
        var putSeconds: Double?
        var openSeconds: Double?
        var queryMilliseconds: [Double] = []
        var memoryBytes = 0
        var fileBytes = 0
        /// The numbers of the nearest rows of each query.
        var hits: [[Int64]] = []
    }

    @Option(help: "The vectors.")
    var vectors: String?
    @Option(help: "The queries.")
    var queries: String?
    @Option(help: "Numbers of a vector.")
    var dimensions: Int
    @Option(help: "How many nearest are asked for.")
    var limit = 10
    @Option(help: "The store's folder, on the disk to measure.")
    var data: String

    func run() async throws {
        let result = try await Loading.orExit {
            var result = Result()
            let store = ExactVectorStore(folder: data)
            let began = ContinuousClock.now
            if let vectors {
                try await fill(store, from: vectors)
                result.putSeconds = began.duration(to: .now) / .seconds(1)
            }
            if let queries {
                _ = try await store.count(in: "bench")
                result.openSeconds = began.duration(to: .now) / .seconds(1)
                for query in try rows(of: queries, 0..<Int.max) {
                    let start = ContinuousClock.now
                    let found = try await store.search(query, in: "bench", documents: nil, limit: limit)
                    result.queryMilliseconds.append(start.duration(to: .now) / .milliseconds(1))
                    result.hits.append(found.map(\.id))
                }
                result.memoryBytes = residentBytes()
            }
            let file = try FileManager.default.attributesOfItem(atPath: "\(data)/bench.vectors")
            result.fileBytes = (file[.size] as? Int) ?? 0
            return result
        }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        print(String(decoding: try encoder.encode(result), as: UTF8.self))
    }

    private func fill(_ store: ExactVectorStore, from vectors: String) async throws {
        try await store.make("bench", dimensions: dimensions)
        var first = 0
        while true {
            let piece = try rows(of: vectors, first..<first + 1000)
            if piece.isEmpty { return }
            try await store.put(
                piece.enumerated().map { position, vector in
                    VectorPoint(
                        id: Int64(first + position), collection: "bench", document: "\((first + position) / 10)", vector: vector)
                })
            first += piece.count
        }
    }

    /// Rows of a file of floats; fewer where it ends.
    private func rows(of path: String, _ range: Range<Int>) throws -> [[Float]] {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(range.lowerBound * dimensions * 4))
        let data =
            try (range.upperBound == .max ? file.readToEnd() : file.read(upToCount: range.count * dimensions * 4)) ?? Data()
        return data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count / 4 / dimensions * dimensions, by: dimensions).map { start in
                (start..<start + dimensions).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
            }
        }
    }
}

/// What this process holds in memory, files that it has mapped included.
private func residentBytes() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
}
