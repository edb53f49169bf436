import Foundation
import Synchronization

/// Vectors in files of the data folder, searched in this process by comparing all of them. Several processes may use one folder.
package final class ExactVectorStore: VectorStore {
    package let kind = VectorStoreKind.exact
    private let folder: String
    private let opened = Mutex<[String: ExactCollection]>([:])

    private static let suffix = ".vectors"

    /// - Parameter folder: made with the first collection.
    package init(folder: String) {
        self.folder = folder
    }

    /// Where the vectors of the data folder `data` lie.
    package static func folder(inData data: String) -> String { "\(data)/vectors" }

    package func make(_ collection: String, dimensions: Int) async throws {
        guard VectorFileFormat.lengths.contains(dimensions) else {
            throw VectorStoreError.rejected(.exact, "vectors have 1 to 20000 numbers, not \(dimensions)")
        }
        try await self.collection(collection).make(dimensions: dimensions)
    }

    package func drop(_ collection: String) async throws {
        try await self.collection(collection).drop()
    }

    package func collections() async throws -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(Self.suffix) }.compactMap { decodedName(String($0.dropLast(Self.suffix.count))) }
            .sorted()
    }

    package func dimensions(of collection: String) async throws -> Int {
        try await self.collection(collection).snapshot().dimensions
    }

    package func count(in collection: String) async throws -> Int {
        try await self.collection(collection).snapshot().count
    }

    package func put(_ points: [VectorPoint]) async throws {
        for (name, points) in points.byCollection() { try await collection(name).put(points) }
    }

    package func delete(_ ids: [Int64], from collection: String) async throws {
        try await self.collection(collection).delete(ids) { _ in false }
    }

    package func delete(documents: [String], from collection: String) async throws {
        let documents = Set(documents)
        try await self.collection(collection).delete(nil) { documents.contains($0) }
    }

    package func search(
        _ vector: [Float], in collection: String, documents: Set<String>?, limit: Int
    ) async throws -> [VectorHit] {
        let snapshot = try await self.collection(collection).snapshot()
        let unit = try unitVector(vector, dimensions: snapshot.dimensions, collection: collection)
        let limit = max(1, min(limit, Self.mostHits))
        return await ExactSearch(snapshot, unit: unit, documents: documents, limit: limit).hits()
    }

    package func points(_ ids: [Int64], in collection: String) async throws -> [VectorPoint] {
        try await self.collection(collection).points(ids)
    }

    package func scan(_ collection: String, after cursor: String?, limit: Int) async throws -> VectorPage {
        let points = try await self.collection(collection).points(after: cursor.flatMap { Int64($0) } ?? -1, limit: limit)
        return VectorPage(points: points, next: points.count == limit ? points.last.map { "\($0.id)" } : nil)
    }

    private func collection(_ name: String) throws -> ExactCollection {
        guard let file = encodedName(name) else {
            throw VectorStoreError.invalidVector("the name of a collection has 1 to 80 characters")
        }
        return opened.withLock { opened in
            if let known = opened[name] { return known }
            let made = ExactCollection(name: name, path: "\(folder)/\(file)\(Self.suffix)", folder: folder)
            opened[name] = made
            return made
        }
    }
}

/// `name` in letters that are safe in the name of a file; others as `%XX`. nil when it is empty or too long.
private func encodedName(_ name: String) -> String? {
    guard !name.isEmpty, name.utf8.count <= 80 else { return nil }
    return name.utf8.reduce(into: "") { result, byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
}

private func decodedName(_ file: String) -> String? { file.removingPercentEncoding }
