import Testing

@testable import Knowledge

/// What every store must do, each against a server of its kind.
@Suite struct VectorStoreTests {
    private let scratch = VectorScratch()
    private let collection = freshCollection()
    private let dimensions = VectorServers.dimensions

    private func store(_ kind: VectorStoreKind) async throws -> any VectorStore {
        let store = try await VectorServers.store(kind, in: scratch)
        try await store.make(collection, dimensions: dimensions)
        return store
    }

    private func axis(_ position: Int, _ tilt: Float = 0) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        vector[position] = 1
        vector[(position + 1) % dimensions] += tilt
        return vector
    }

    private func point(_ id: Int64, _ document: String, _ vector: [Float]) -> VectorPoint {
        VectorPoint(id: id, collection: collection, document: document, vector: vector)
    }

    private func count(_ store: any VectorStore, is count: Int) async throws -> Bool {
        try await eventually(store.kind) { try await store.count(in: collection) == count }
    }

    @Test(arguments: VectorStoreKind.allCases) func theNearestComeFirstWithTheirCosines(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        try await store.put([
            point(1, "a", axis(0)), point(2, "a", axis(0, 1)), point(3, "b", axis(2)), point(4, "b", axis(0, -1)),
        ])
        #expect(try await count(store, is: 4))
        // The length of a vector says nothing.
        let hits = try await store.search(axis(0).map { $0 * 7 }, in: collection, documents: nil, limit: 3)
        #expect(hits.map(\.id) == [1, 2, 4])
        for (hit, cosine) in zip(hits, [1, 0.5.squareRoot(), 0.5.squareRoot()]) {
            #expect(abs(Double(hit.score) - cosine) < 1e-5)
        }
        #expect(try await store.dimensions(of: collection) == dimensions)
    }

    @Test(arguments: VectorStoreKind.allCases) func aPointIsThereOnceAsItCameLast(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        for _ in 0..<3 { try await store.put([point(7, "a", axis(0)), point(8, "a", axis(3))]) }
        try await store.put([point(7, "b", axis(1)), point(7, "c", axis(2))])
        #expect(try await eventually(kind) { try await store.points([7], in: collection).first?.document == "c" })
        #expect(try await count(store, is: 2))
        let found = try await store.points([7, 99], in: collection)
        #expect(found == [point(7, "c", axis(2))])
        #expect(try await store.search(axis(2), in: collection, documents: nil, limit: 1).map(\.id) == [7])
    }

    @Test(arguments: VectorStoreKind.allCases) func pointsGoByNumberAndByDocument(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        let quoted = #"b" \ 'c' {,}"#
        try await store.put((0..<6).map { point(Int64($0), $0 < 3 ? "a" : $0 < 5 ? quoted : "d", axis($0)) })
        #expect(try await count(store, is: 6))
        try await store.delete([0, 1, 77], from: collection)
        try await store.delete(documents: [quoted, "nobody's"], from: collection)
        #expect(try await count(store, is: 2))
        #expect(try await Set(store.search(axis(0), in: collection, documents: nil, limit: 10).map(\.id)) == [2, 5])
        try await store.delete([], from: collection)
        try await store.delete(documents: [], from: collection)
        #expect(try await count(store, is: 2))
    }

    @Test(arguments: VectorStoreKind.allCases) func onlyTheDocumentsThatMayBeSeenAreFound(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        try await store.put((0..<8).map { point(Int64($0), "d\($0 % 4)", axis(0, Float($0))) })
        #expect(try await count(store, is: 8))
        func found(_ documents: Set<String>?) async throws -> [Int64] {
            try await store.search(axis(0), in: collection, documents: documents, limit: 5).map(\.id)
        }
        #expect(try await found(["d1", "d3", "d9"]) == [1, 3, 5, 7])
        #expect(try await found(nil) == [0, 1, 2, 3, 4])
        #expect(try await found([]) == [])
        #expect(try await found(["d9"]) == [])
        // More documents than one request may name.
        let many = Set((0..<12_000).map { "x\($0)" } + ["d0", "d2"])
        #expect(try await found(many) == [0, 2, 4, 6])
    }

    @Test(arguments: VectorStoreKind.allCases) func anotherLengthIsRefusedWithBothLengths(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        let wrong = VectorStoreError.dimensionMismatch(collection: collection, expected: dimensions, found: 3)
        await #expect(throws: wrong) { try await store.put([point(1, "a", [1, 0, 0])]) }
        await #expect(throws: wrong) { try await store.search([1, 0, 0], in: collection, documents: nil, limit: 1) }
        await #expect(throws: wrong) { try await store.make(collection, dimensions: 3) }
        #expect(wrong.code == "vector_dimension_mismatch")
        // The same length again changes nothing.
        try await store.put([point(1, "a", axis(0))])
        try await store.make(collection, dimensions: dimensions)
        #expect(try await count(store, is: 1))
    }

    @Test(arguments: VectorStoreKind.allCases) func whatIsNotThereIsNamed(_ kind: VectorStoreKind) async throws {
        let store = try await VectorServers.store(kind, in: scratch)
        let unknown = VectorStoreError.unknownCollection(collection)
        await #expect(throws: unknown) { try await store.search(axis(0), in: collection, documents: nil, limit: 1) }
        await #expect(throws: unknown) { try await store.put([point(1, "a", axis(0))]) }
        await #expect(throws: unknown) { try await store.count(in: collection) }
        await #expect(throws: unknown) { try await store.dimensions(of: collection) }
        await #expect(throws: unknown) { try await store.delete([1], from: collection) }
        await #expect(throws: unknown) { try await store.scan(collection, after: nil, limit: 10) }
        try await store.drop(collection)
    }

    @Test(arguments: VectorStoreKind.allCases) func vectorsWithoutDirectionAreRefused(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        for number in [0, Float.nan, .infinity] {
            let vector = [Float](repeating: number, count: dimensions)
            await #expect { try await store.put([point(1, "a", vector)]) } throws: {
                ($0 as? VectorStoreError)?.code == "vector_invalid"
            }
            await #expect {
                try await store.search(vector, in: collection, documents: nil, limit: 1)
            } throws: { ($0 as? VectorStoreError)?.code == "vector_invalid" }
        }
    }

    @Test(arguments: VectorStoreKind.allCases) func pagesHoldEveryPointOnce(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        let points = randomVectors(253, dimensions, seed: 3).enumerated().map { point(Int64($0 * 3), "d\($0 % 9)", $1) }
        try await store.put(points)
        #expect(try await count(store, is: 253))
        var found: [VectorPoint] = []
        var cursor: String?
        repeat {
            let page = try await store.scan(collection, after: cursor, limit: 60)
            #expect(page.points.count <= 60)
            found += page.points
            cursor = page.next
        } while cursor != nil
        #expect(found.map(\.id).sorted() == points.map(\.id))
        for one in found {
            let unit = try points[Int(one.id / 3)].unit(dimensions: dimensions)
            #expect(one.document == unit.document)
            #expect(zip(one.vector, unit.vector).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test(arguments: VectorStoreKind.allCases) func collectionsDoNotMixAndGoAlone(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        let other = freshCollection()
        try await store.make(other, dimensions: dimensions)
        try await store.put([
            point(1, "a", axis(0)), VectorPoint(id: 1, collection: other, document: "b", vector: axis(1)),
            VectorPoint(id: 2, collection: other, document: "b", vector: axis(0)),
        ])
        #expect(try await eventually(kind) { try await store.count(in: other) == 2 })
        #expect(try await store.collections().filter { [collection, other].contains($0) } == [collection, other].sorted())
        #expect(try await store.search(axis(0), in: collection, documents: nil, limit: 9).map(\.id) == [1])
        try await store.drop(other)
        #expect(try await count(store, is: 1))
        #expect(try await !store.collections().contains(other))
        // Made anew it is empty.
        try await store.make(other, dimensions: dimensions)
        #expect(try await store.count(in: other) == 0)
        #expect(try await store.search(axis(0), in: other, documents: nil, limit: 9).isEmpty)
    }

    @Test(arguments: VectorStoreKind.allCases) func itAgreesWithComparingEverything(_ kind: VectorStoreKind) async throws {
        let store = try await store(kind)
        let points = randomVectors(400, dimensions, seed: 11).enumerated().map { point(Int64($0), "d", $1) }
        try await store.put(points)
        #expect(try await count(store, is: 400))
        for query in randomVectors(10, dimensions, seed: 12) {
            let hits = try await store.search(query, in: collection, documents: nil, limit: 10)
            #expect(hits.map(\.id) == plainlyNearest(query, points, 10))
        }
    }

    @Test func anApproximateIndexFindsWhatThereIsToFind() async throws {
        let store = try await VectorServers.pgvector(index: .hnsw)
        try await store.make(collection, dimensions: dimensions)
        let points = randomVectors(300, dimensions, seed: 13).enumerated().map { point(Int64($0), "d", $1) }
        try await store.put(points)
        let query = randomVectors(1, dimensions, seed: 14)[0]
        let found = try await store.search(query, in: collection, documents: nil, limit: 10).map(\.id)
        #expect(Set(found).intersection(plainlyNearest(query, points, 10)).count >= 8)
        try await store.drop(collection)
    }

    @Test(arguments: [VectorStoreKind.qdrant, .pinecone]) func aWrongKeyIsCalledOne(_ kind: VectorStoreKind) async throws {
        let store = try await VectorServers.store(kind, in: scratch, key: "wrong")
        await #expect(throws: VectorStoreError.unauthorized(kind)) { try await store.collections() }
    }
}
