import Synchronization
import Testing

@testable import Knowledge

@Suite struct VectorMoveTests {
    private let scratch = VectorScratch()
    private let collection = freshCollection()
    private let dimensions = VectorServers.dimensions

    private func points(_ range: Range<Int>) -> [VectorPoint] {
        zip(range, randomVectors(range.count, dimensions, seed: 21)).map { id, vector in
            VectorPoint(id: Int64(id), collection: collection, document: "d\(id % 5)", vector: vector)
        }
    }

    private func source(_ count: Int) async throws -> ExactVectorStore {
        let store = ExactVectorStore(folder: scratch.path)
        try await store.make(collection, dimensions: dimensions)
        try await store.put(points(0..<count))
        return store
    }

    @Test(arguments: [VectorStoreKind.pgvector, .qdrant, .pinecone])
    func everyPointArrivesAndComesBackAsItWas(_ kind: VectorStoreKind) async throws {
        let source = try await source(450)
        let away = try await VectorServers.store(kind, in: scratch)
        let there = try await VectorMove(from: source, to: away, pause: {}).move(collection)
        #expect(there.isComplete && there.moved == 450 && there.verified == 450 && there.arrived == 450)
        let folder = VectorScratch()
        let home = ExactVectorStore(folder: folder.path)
        let back = try await VectorMove(from: away, to: home, pause: {}).move(collection)
        #expect(back.isComplete && back.verified == 450)
        let query = randomVectors(1, dimensions, seed: 22)[0]
        let expected = try await source.search(query, in: collection, documents: nil, limit: 20).map(\.id)
        #expect(try await home.search(query, in: collection, documents: nil, limit: 20).map(\.id) == expected)
        // What is there is not sent again.
        let again = try await VectorMove(from: source, to: away, pause: {}).move(collection)
        #expect(again.isComplete && again.moved == 0 && again.present == 450)
    }

    @Test func anInterruptedMoveGoesOn() async throws {
        let source = try await source(500)
        let folder = VectorScratch()
        let destination = ExactVectorStore(folder: folder.path)
        try await destination.make(collection, dimensions: dimensions)
        try await destination.put(points(0..<200) + [points(0..<201)[200]])
        let report = try await VectorMove(from: source, to: destination, pause: {}).move(collection)
        #expect(report.isComplete && report.moved == 299 && report.present == 201)
    }

    @Test func aDryRunChangesNothing() async throws {
        let source = try await source(30)
        let folder = VectorScratch()
        let destination = ExactVectorStore(folder: folder.path)
        let report = try await VectorMove(from: source, to: destination, isDryRun: true, pause: {}).move(collection)
        #expect(report.points == 30 && report.moved == 30 && report.arrived == 0)
        #expect(try await destination.collections().isEmpty)
    }

    @Test func pointsThatTheSourceDoesNotHaveAreCounted() async throws {
        let source = try await source(10)
        let folder = VectorScratch()
        let destination = ExactVectorStore(folder: folder.path)
        try await destination.make(collection, dimensions: dimensions)
        try await destination.put(points(0..<12))
        try await destination.put([VectorPoint(id: 3, collection: collection, document: "other", vector: points(0..<4)[3].vector)]
        )
        let report = try await VectorMove(from: source, to: destination, pause: {}).move(collection)
        #expect(!report.isComplete && report.moved == 1 && report.verified == 10 && report.arrived == 12)
    }

    @Test func anotherLengthStopsTheMove() async throws {
        let source = try await source(10)
        let folder = VectorScratch()
        let destination = ExactVectorStore(folder: folder.path)
        try await destination.make(collection, dimensions: 3)
        await #expect(throws: VectorStoreError.dimensionMismatch(collection: collection, expected: 3, found: dimensions)) {
            try await VectorMove(from: source, to: destination, pause: {}).move(collection)
        }
    }
}
