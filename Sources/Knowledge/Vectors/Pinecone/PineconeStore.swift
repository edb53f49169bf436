import Foundation
package import LanguageModel
package import Providers
import Synchronization

/// Vectors in one index of Pinecone, each collection a namespace of it. The index is made beforehand, for cosine and with the length
/// of the vectors. What was put is found a little later: the service is eventually consistent.
package final class PineconeStore: VectorStore {
    package let kind = VectorStoreKind.pinecone
    private let control: VectorHTTP
    private let index: String?
    private let makeHTTP: @Sendable (String) -> VectorHTTP
    private let data: Mutex<VectorHTTP?>

    /// What one request may hold.
    private static let largestBatch = 1000
    private static let largestBody = 2_000_000 - 10_000
    /// Documents of one search.
    private static let largestFilter = 10_000

    /// - Parameters:
    ///   - url: the index's own address, without a slash at the end; nil to ask `control` for that of `index`.
    ///   - index: its name; needed without `url`.
    ///   - control: where indexes are listed.
    package init(
        url: String?, index: String?, apiKey: Secret?, control: String = "https://api.pinecone.io", transport: any Transport,
        time: any TimeSource
    ) {
        let makeHTTP: @Sendable (String) -> VectorHTTP = { url in
            VectorHTTP(
                store: .pinecone, baseURL: url, key: apiKey.map { (name: "Api-Key", value: $0) },
                headers: [(name: "X-Pinecone-Api-Version", value: PineconeWire.version)], transport: transport, time: time)
        }
        self.makeHTTP = makeHTTP
        self.control = makeHTTP(control)
        self.index = index
        data = Mutex(url.map(makeHTTP))
    }

    package func make(_ collection: String, dimensions: Int) async throws {
        let description = try await description()
        guard description.metric ?? "cosine" == "cosine" else {
            throw VectorStoreError.rejected(.pinecone, "the index must be one for cosine, not \(description.metric ?? "")")
        }
        if let found = description.dimension, found != dimensions {
            throw VectorStoreError.dimensionMismatch(collection: collection, expected: found, found: dimensions)
        }
        _ = try await send("POST", "/namespaces", json: PineconeWire.Namespace(name: collection))
    }

    package func drop(_ collection: String) async throws {
        _ = try await send("DELETE", "/namespaces/\(urlEscaped(collection))")
    }

    package func collections() async throws -> [String] {
        var names: [String] = []
        var next: String?
        repeat {
            let query = next.map { "&paginationToken=\(urlEscaped($0))" } ?? ""
            let page = try await send("GET", "/namespaces?limit=100\(query)")
                .decoded(PineconeWire.Namespaces.self, of: .pinecone)
            names += (page.namespaces ?? []).map(\.name)
            next = page.pagination?.next
        } while next != nil
        return names.sorted()
    }

    package func dimensions(of collection: String) async throws -> Int {
        _ = try await namespace(collection)
        guard let dimension = try await description().dimension else {
            throw VectorStoreError.rejected(.pinecone, "the index is not one of dense vectors")
        }
        return dimension
    }

    package func count(in collection: String) async throws -> Int {
        try await namespace(collection).recordCount?.value ?? 0
    }

    package func put(_ points: [VectorPoint]) async throws {
        for (collection, points) in points.byCollection() {
            // The service makes a namespace of whatever name it is given.
            _ = try await namespace(collection)
            let length = points.first?.vector.count ?? 0
            let units = try points.map { try $0.unit(dimensions: length) }
            for body in try bodies(of: units, namespace: collection) {
                _ = try await explainingRejection(of: length, by: collection) { try await send("POST", "/vectors/upsert", body) }
            }
        }
    }

    package func delete(_ ids: [Int64], from collection: String) async throws {
        for piece in ids.pieces(of: Self.largestBatch) {
            try await delete(PineconeWire.Deletion(ids: piece.map(String.init), namespace: collection))
        }
    }

    package func delete(documents: [String], from collection: String) async throws {
        for piece in documents.pieces(of: Self.largestBatch) {
            try await delete(PineconeWire.Deletion(filter: .init(documents: Array(piece)), namespace: collection))
        }
    }

    package func search(
        _ vector: [Float], in collection: String, documents: Set<String>?, limit: Int
    ) async throws -> [VectorHit] {
        let unit = try unitVector(vector, dimensions: vector.count, collection: collection)
        if documents?.isEmpty == true { return [] }
        let limit = max(1, min(limit, Self.mostHits))
        var filters: [PineconeWire.Filter?] = [nil]
        if let documents {
            filters = documents.sorted().pieces(of: Self.largestFilter).map { PineconeWire.Filter(documents: Array($0)) }
        }
        var hits: [VectorHit] = []
        for filter in filters {
            let query = PineconeWire.Query(vector: unit, topK: limit, namespace: collection, filter: filter)
            let found = try await explainingRejection(of: vector.count, by: collection) {
                try await send("POST", "/query", json: query).decoded(PineconeWire.Found.self, of: .pinecone)
            }
            for match in found.matches ?? [] {
                if let id = Int64(match.id) { hits.append(VectorHit(id: id, score: match.score ?? 0)) }
            }
        }
        // An answer without any is all that tells an empty namespace from none.
        if hits.isEmpty { _ = try await namespace(collection) }
        return hits.nearestFirst(limit)
    }

    package func points(_ ids: [Int64], in collection: String) async throws -> [VectorPoint] {
        var found: [VectorPoint] = []
        // As many as a line of a request holds.
        for piece in ids.pieces(of: 100) {
            let query = piece.map { "ids=\($0)&" }.joined()
            let page = try await send("GET", "/vectors/fetch?\(query)namespace=\(urlEscaped(collection))")
                .decoded(PineconeWire.Fetched.self, of: .pinecone)
            found += (page.vectors ?? [:]).values.compactMap { $0.point(in: collection) }
        }
        return found
    }

    package func scan(_ collection: String, after cursor: String?, limit: Int) async throws -> VectorPage {
        if cursor == nil { _ = try await namespace(collection) }
        let token = cursor.map { "&paginationToken=\(urlEscaped($0))" } ?? ""
        let page = try await send(
            "GET", "/vectors/list?namespace=\(urlEscaped(collection))&limit=\(min(limit, 100))\(token)"
        ).decoded(PineconeWire.Listed.self, of: .pinecone)
        let points = try await points((page.vectors ?? []).compactMap { Int64($0.id) }, in: collection)
        return VectorPage(points: points.sorted { $0.id < $1.id }, next: page.pagination?.next)
    }

    private func namespace(_ collection: String) async throws -> PineconeWire.Namespace {
        let answer = try await send("GET", "/namespaces/\(urlEscaped(collection))")
        if answer.status == 404 { throw VectorStoreError.unknownCollection(collection) }
        return try answer.decoded(PineconeWire.Namespace.self, of: .pinecone)
    }

    private func description() async throws -> PineconeWire.IndexDescription {
        try await send("POST", "/describe_index_stats", json: PineconeWire.Nothing())
            .decoded(PineconeWire.IndexDescription.self, of: .pinecone)
    }

    private func delete(_ deletion: PineconeWire.Deletion) async throws {
        let answer = try await send("POST", "/vectors/delete", json: deletion)
        if answer.status == 404 { throw VectorStoreError.unknownCollection(deletion.namespace) }
    }

    /// `points` as bodies that are as large as the service takes them, and no larger.
    private func bodies(of points: [VectorPoint], namespace: String) throws -> [Data] {
        let encoder = JSONEncoder()
        let end = Data("],\"namespace\":".utf8) + (try encoder.encode(namespace)) + Data("}".utf8)
        var bodies: [Data] = []
        var body = Data()
        var count = 0
        for point in points {
            let vector = try encoder.encode(PineconeWire.Vector(point))
            if count == Self.largestBatch || (count > 0 && body.count + vector.count + end.count > Self.largestBody) {
                bodies.append(body + end)
                count = 0
            }
            body = count == 0 ? Data("{\"vectors\":[".utf8) : body
            if count > 0 { body.append(UInt8(ascii: ",")) }
            body.append(vector)
            count += 1
        }
        if count > 0 { bodies.append(body + end) }
        return bodies
    }

    private func send(_ method: String, _ path: String, json: some Encodable) async throws -> VectorHTTP.Answer {
        try await send(method, path, try JSONEncoder().encode(json))
    }

    private func send(_ method: String, _ path: String, _ body: Data? = nil) async throws -> VectorHTTP.Answer {
        try await http().send(method, path, body)
    }

    /// The connection to the index, whose address is asked for once.
    private func http() async throws -> VectorHTTP {
        if let known = data.withLock({ $0 }) { return known }
        guard let index else { throw VectorStoreError.rejected(.pinecone, "knowledge.vectors.index must name the index") }
        let answer = try await control.send("GET", "/indexes/\(urlEscaped(index))")
        guard answer.status != 404 else { throw VectorStoreError.rejected(.pinecone, "there is no index \(index)") }
        let host = try answer.decoded(PineconeWire.Index.self, of: .pinecone).host
        let found = makeHTTP(host.contains("://") ? host : "https://\(host)")
        data.withLock { $0 = found }
        return found
    }
}
