import Foundation
package import LanguageModel
package import Providers

/// Vectors in Qdrant, over its REST interface.
package struct QdrantStore: VectorStore {
    package let kind = VectorStoreKind.qdrant
    private let http: VectorHTTP
    private let prefix: String

    /// Points of one request; at 3,072 numbers each it has about 4 MB, and Qdrant takes 32.
    private static let batch = 100

    /// - Parameters:
    ///   - url: without a slash at the end.
    ///   - prefix: begins the name of every collection there, so that those of others are left alone.
    package init(
        url: String, apiKey: Secret?, prefix: String = "understudy", transport: any Transport, time: any TimeSource
    ) {
        http = VectorHTTP(
            store: .qdrant, baseURL: url, key: apiKey.map { (name: "api-key", value: $0) }, transport: transport, time: time)
        self.prefix = "\(prefix)-"
    }

    package func make(_ collection: String, dimensions: Int) async throws {
        let answer = try await http.send(
            "PUT", path(collection), json: QdrantWire.Collection(vectors: .init(size: dimensions, distance: "Cosine")))
        if answer.status == 409 {
            let found = try await self.dimensions(of: collection)
            guard found == dimensions else {
                throw VectorStoreError.dimensionMismatch(collection: collection, expected: found, found: dimensions)
            }
        } else if answer.status == 404 {
            throw VectorStoreError.rejected(.qdrant, "there is no Qdrant at this address")
        }
        // Without it Qdrant looks at every point for a search among documents.
        _ = try await http.send(
            "PUT", path(collection, "/index?wait=true"),
            json: QdrantWire.PayloadIndex(fieldName: "document", fieldSchema: "keyword"))
    }

    package func drop(_ collection: String) async throws {
        _ = try await http.send("DELETE", path(collection))
    }

    package func collections() async throws -> [String] {
        let answer = try await http.send("GET", "/collections").decoded(
            QdrantWire.Answer<QdrantWire.CollectionList>.self, of: .qdrant)
        return answer.result.collections.map(\.name).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            .sorted()
    }

    package func dimensions(of collection: String) async throws -> Int {
        let answer = try known(collection, try await http.send("GET", path(collection)))
        return try answer.decoded(QdrantWire.Answer<QdrantWire.CollectionInfo>.self, of: .qdrant).result.config.params.vectors
            .size
    }

    package func count(in collection: String) async throws -> Int {
        let answer = try await ask("/points/count", collection, QdrantWire.Count())
        return try answer.decoded(QdrantWire.Answer<QdrantWire.Counted>.self, of: .qdrant).result.count
    }

    package func put(_ points: [VectorPoint]) async throws {
        for (collection, points) in points.byCollection() {
            let length = points.first?.vector.count ?? 0
            let units = try points.map { try $0.unit(dimensions: length) }
            for piece in units.pieces(of: Self.batch) {
                let body = QdrantWire.Points(points: piece.map(QdrantWire.Point.init))
                _ = try await explainingRejection(of: length, by: collection) {
                    try known(collection, try await http.send("PUT", path(collection, "/points?wait=true"), json: body))
                }
            }
        }
    }

    package func delete(_ ids: [Int64], from collection: String) async throws {
        for piece in ids.filter({ $0 >= 0 }).pieces(of: 1000) {
            _ = try await ask("/points/delete?wait=true", collection, QdrantWire.Selection(points: Array(piece)))
        }
    }

    package func delete(documents: [String], from collection: String) async throws {
        for piece in documents.pieces(of: 1000) {
            _ = try await ask(
                "/points/delete?wait=true", collection, QdrantWire.Selection(filter: .documents(Array(piece))))
        }
    }

    package func search(
        _ vector: [Float], in collection: String, documents: Set<String>?, limit: Int
    ) async throws -> [VectorHit] {
        let unit = try unitVector(vector, dimensions: vector.count, collection: collection)
        if documents?.isEmpty == true { return [] }
        let limit = max(1, min(limit, Self.mostHits))
        let body = QdrantWire.Query(query: unit, limit: limit, filter: documents.map { .documents($0.sorted()) })
        return try await explainingRejection(of: vector.count, by: collection) {
            try await ask("/points/query", collection, body)
        }
        .decoded(QdrantWire.Answer<QdrantWire.Found>.self, of: .qdrant).result.points
        .map { VectorHit(id: $0.id, score: $0.score) }.nearestFirst(limit)
    }

    package func points(_ ids: [Int64], in collection: String) async throws -> [VectorPoint] {
        var found: [VectorPoint] = []
        for piece in ids.filter({ $0 >= 0 }).pieces(of: Self.batch) {
            found += try await ask("/points", collection, QdrantWire.Retrieval(ids: Array(piece)))
                .decoded(QdrantWire.Answer<[QdrantWire.Kept]>.self, of: .qdrant).result.map { $0.point(in: collection) }
        }
        return found
    }

    package func scan(_ collection: String, after cursor: String?, limit: Int) async throws -> VectorPage {
        let body = QdrantWire.Scroll(limit: limit, offset: cursor.flatMap { Int64($0) })
        let page = try await ask("/points/scroll", collection, body)
            .decoded(QdrantWire.Answer<QdrantWire.Page>.self, of: .qdrant).result
        return VectorPage(points: page.points.map { $0.point(in: collection) }, next: page.nextPageOffset.map { "\($0)" })
    }

    private func ask(_ path: String, _ collection: String, _ body: some Encodable) async throws -> VectorHTTP.Answer {
        try known(collection, try await http.send("POST", self.path(collection, path), json: body))
    }

    private func known(_ collection: String, _ answer: VectorHTTP.Answer) throws -> VectorHTTP.Answer {
        if answer.status == 404 { throw VectorStoreError.unknownCollection(collection) }
        if answer.status == 409 { throw VectorStoreError.unavailable(.qdrant, "the collection is being changed") }
        return answer
    }

    private func path(_ collection: String, _ rest: String = "") -> String {
        "/collections/\(urlEscaped(prefix + collection))\(rest)"
    }
}
