import Foundation
import Testing

@testable import Knowledge

@Suite struct ExactVectorStoreTests {
    private let scratch = VectorScratch()
    private var file: String { "\(scratch.path)/c.vectors" }

    private func points(_ range: Range<Int>, _ dimensions: Int, seed: UInt64 = 1) -> [VectorPoint] {
        zip(range, randomVectors(range.count, dimensions, seed: seed)).map { id, vector in
            VectorPoint(id: Int64(id), collection: "c", document: "d\(id % 7)", vector: vector)
        }
    }

    private func ids(_ store: ExactVectorStore) async throws -> [Int64] {
        try await store.scan("c", after: nil, limit: 100_000).points.map(\.id)
    }

    /// A byte for each number only tells which rows to look at.
    @Test(arguments: [1, 31, 32, 100]) func theAnswerIsThatOfComparingAllInFull(_ dimensions: Int) async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: dimensions)
        let points = points(0..<3000, dimensions)
        for piece in points.pieces(of: 700) { try await store.put(Array(piece)) }
        let units = try points.map { try $0.unit(dimensions: dimensions) }
        for query in randomVectors(12, dimensions, seed: 5) {
            let unit = try unitVector(query, dimensions: dimensions, collection: "c")
            let stride = VectorFileFormat.stride(dimensions)
            let padded = { (vector: [Float]) in vector + [Float](repeating: 0, count: stride - dimensions) }
            let expected = units.map { VectorHit(id: $0.id, score: product(padded($0.vector), padded(unit), count: stride)) }
            for limit in [1, 10, 100] {
                let hits = try await store.search(query, in: "c", documents: nil, limit: limit)
                #expect(hits == expected.nearestFirst(limit))
            }
        }
        try await store.delete(documents: ["d0", "d1", "d2", "d3", "d4", "d5"], from: "c")
        let query = randomVectors(1, dimensions, seed: 6)[0]
        let left = points.filter { $0.id % 7 == 6 }
        let all = try await store.search(query, in: "c", documents: nil, limit: 5000)
        #expect(Set(all.map(\.id)) == Set(left.map(\.id)))
    }

    @Test func equalVectorsComeByNumber() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 3)
        try await store.put((0..<50).reversed().map { VectorPoint(id: $0, collection: "c", document: "d", vector: [1, 2, 3]) })
        let hits = try await store.search([1, 2, 3], in: "c", documents: nil, limit: 5)
        #expect(hits.map(\.id) == [0, 1, 2, 3, 4])
    }

    /// Wherever a write is cut off, what was whole before it is there, and writing goes on.
    @Test func aKillAtAnyByteLosesOnlyWhatWasNotYetKept() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 2)
        try await store.put(points(0..<3, 2))
        let before = try #require(FileManager.default.contents(atPath: file))
        try await store.put(points(3..<5, 2))
        try await store.delete([0], from: "c")
        let after = try #require(FileManager.default.contents(atPath: file))
        for length in before.count...after.count {
            let other = VectorScratch()
            try FileManager.default.createDirectory(atPath: other.path, withIntermediateDirectories: true)
            #expect(FileManager.default.createFile(atPath: "\(other.path)/c.vectors", contents: after.prefix(length)))
            let store = ExactVectorStore(folder: other.path)
            let found = try await ids(store)
            #expect([[0, 1, 2], [0, 1, 2, 3, 4], [1, 2, 3, 4]].contains(found), "\(length)")
            #expect(length < after.count || found == [1, 2, 3, 4])
            guard length % 16 < 2 else { continue }
            try await store.put(points(9..<10, 2))
            #expect(try await ids(store) == found + [9])
            #expect(try await ids(ExactVectorStore(folder: other.path)) == found + [9])
        }
    }

    @Test func damageInTheMiddleIsSaidAndNothingIsCutOff() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 2)
        try await store.put(points(0..<3, 2))
        let first = try #require(FileManager.default.contents(atPath: file)).count
        try await store.put(points(3..<5, 2))
        let whole = try #require(FileManager.default.contents(atPath: file))
        for position in [64, 64 + 30, 64 + 64, first - 1] {
            var bytes = whole
            bytes[position] ^= 1
            try bytes.write(to: URL(fileURLWithPath: file))
            let fresh = ExactVectorStore(folder: scratch.path)
            await #expect { try await fresh.count(in: "c") } throws: { ($0 as? VectorStoreError)?.code == "vector_file_damaged" }
            await #expect { try await fresh.put(points(8..<9, 2)) } throws: {
                ($0 as? VectorStoreError)?.code == "vector_file_damaged"
            }
            #expect(FileManager.default.contents(atPath: file) == bytes)
        }
        var bytes = whole
        bytes[12] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        await #expect { try await ExactVectorStore(folder: scratch.path).count(in: "c") } throws: {
            ($0 as? VectorStoreError)?.code == "vector_file_damaged"
        }
    }

    @Test func twoThatWriteAtOnceLoseNothing() async throws {
        let one = ExactVectorStore(folder: scratch.path)
        let other = ExactVectorStore(folder: scratch.path)
        try await one.make("c", dimensions: 4)
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    let store = number % 2 == 0 ? one : other
                    try await store.put(points(number * 10..<number * 10 + 10, 4, seed: UInt64(number)))
                    try await store.delete([Int64(number * 10)], from: "c")
                }
            }
            try await group.waitForAll()
        }
        let expected = (0..<200).filter { $0 % 10 != 0 }.map(Int64.init)
        for store in [one, other, ExactVectorStore(folder: scratch.path)] {
            #expect(try await ids(store) == expected)
            #expect(try await store.count(in: "c") == 180)
        }
    }

    @Test func aFileThatIsMostlyDeadIsWrittenAnew() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        let other = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 4)
        let points = points(0..<3000, 4)
        try await store.put(points)
        #expect(try await other.count(in: "c") == 3000)
        let before = try #require(FileManager.default.contents(atPath: file)).count
        try await store.delete((0..<2000).map(Int64.init), from: "c")
        let after = try #require(FileManager.default.contents(atPath: file)).count
        #expect(after < before / 2)
        let query = randomVectors(1, 4, seed: 9)[0]
        let expected = try await store.search(query, in: "c", documents: nil, limit: 20)
        #expect(expected.map(\.id) == plainlyNearest(query, Array(points[2000...]), 20))
        // Another process notices that the file is another one.
        #expect(try await other.search(query, in: "c", documents: nil, limit: 20) == expected)
        try await other.put(self.points(5000..<5001, 4))
        #expect(try await store.count(in: "c") == 1001)
    }

    @Test func manySmallWritesBecomeFewBlocks() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 2)
        for point in points(0..<70, 2) { try await store.put([point]) }
        // Seventy blocks of one row take 40 kB.
        let size = try #require(FileManager.default.contents(atPath: file)).count
        #expect(size < 30_000)
        #expect(try await ids(store) == (0..<70).map(Int64.init))
    }

    @Test func aPointThatIsThereAlreadyIsNotWrittenAgain() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 8)
        try await store.put(points(0..<10, 8))
        let before = FileManager.default.contents(atPath: file)
        try await store.put(points(0..<10, 8))
        #expect(FileManager.default.contents(atPath: file) == before)
    }

    /// What the checksum of a header vouches for may still be more than fits a number.
    @Test func headersThatSayTooMuchAreNone() {
        for dimensions in [0, 20_001, Int(UInt32.max)] {
            let bytes = VectorFileHeader(dimensions: dimensions, generation: 1).bytes
            #expect(bytes.withUnsafeBytes { VectorFileHeader($0) } == nil)
        }
        let block = VectorBlockHeader(
            kind: .rows, count: Int(UInt32.max), namesLength: 0, payloadLength: 64, payloadChecksum: 0, generation: 1, offset: 64)
        #expect(block.bytes.withUnsafeBytes { VectorBlockHeader($0) } == nil)
    }

    /// As when there is no room on the disk for a second file.
    @Test func whatCannotBeWrittenAnewIsKeptAllTheSame() async throws {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make("c", dimensions: 2)
        try FileManager.default.createDirectory(atPath: "\(file).new", withIntermediateDirectories: true)
        for point in points(0..<80, 2) { try await store.put([point]) }
        #expect(try await store.count(in: "c") == 80)
        try FileManager.default.removeItem(atPath: "\(file).new")
        try await store.put(points(80..<81, 2))
        #expect(try await ids(ExactVectorStore(folder: scratch.path)) == Array(0..<81))
        #expect(!FileManager.default.fileExists(atPath: "\(file).new"))
    }

    @Test func aCollectionThatAnotherDroppedIsGone() async throws {
        let one = ExactVectorStore(folder: scratch.path)
        let other = ExactVectorStore(folder: scratch.path)
        try await one.make("C/ä", dimensions: 2)
        #expect(try await other.collections() == ["C/ä"])
        #expect(try await other.count(in: "C/ä") == 0)
        try await one.drop("C/ä")
        await #expect(throws: VectorStoreError.unknownCollection("C/ä")) { try await other.count(in: "C/ä") }
        try await other.make("C/ä", dimensions: 3)
        #expect(try await one.dimensions(of: "C/ä") == 3)
    }
}
