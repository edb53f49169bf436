/// A passage's vector.
package struct VectorPoint: Sendable, Hashable {
    /// The passage's number, not negative.
    package var id: Int64
    /// The collection of the store that it lies in.
    package var collection: String
    /// The document that the passage is of.
    package var document: String
    package var vector: [Float]

    package init(id: Int64, collection: String, document: String, vector: [Float]) {
        self.id = id
        self.collection = collection
        self.document = document
        self.vector = vector
    }

    /// The same with a vector of length 1, as stores keep it: then its product with another one is their cosine.
    /// - Throws: ``VectorStoreError`` `dimensionMismatch` or `invalidVector`.
    func unit(dimensions: Int) throws -> VectorPoint {
        guard id >= 0 else { throw VectorStoreError.invalidVector("the point's number \(id) is negative") }
        var point = self
        point.vector = try unitVector(vector, dimensions: dimensions, collection: collection)
        return point
    }
}

/// `vector` at length 1; as it is when it has that length already.
/// - Throws: ``VectorStoreError`` `dimensionMismatch` or `invalidVector`.
func unitVector(_ vector: [Float], dimensions: Int, collection: String) throws -> [Float] {
    guard vector.count == dimensions else {
        throw VectorStoreError.dimensionMismatch(collection: collection, expected: dimensions, found: vector.count)
    }
    let square = vector.reduce(0.0) { $0 + Double($1) * Double($1) }
    guard square.isFinite else { throw VectorStoreError.invalidVector("a vector holds a number that is none") }
    guard square > 0 else { throw VectorStoreError.invalidVector("a vector of zeros has no direction") }
    let length = square.squareRoot()
    // What a store has kept goes into the next one bit by bit.
    return abs(length - 1) < 1e-6 ? vector : vector.map { Float(Double($0) / length) }
}

extension [Float] {
    /// Whether ``unitVector(_:dimensions:collection:)`` can make it one of length 1.
    var hasDirection: Bool {
        let square = reduce(0.0) { $0 + Double($1) * Double($1) }
        return square.isFinite && square > 0
    }
}

extension [VectorPoint] {
    /// The points of each collection; of those with the same number the last.
    func byCollection() -> [(collection: String, points: [VectorPoint])] {
        Dictionary(grouping: self, by: \.collection).sorted { $0.key < $1.key }.map { collection, points in
            var positions: [Int64: Int] = [:]
            var kept: [VectorPoint] = []
            for point in points {
                if let position = positions[point.id] {
                    kept[position] = point
                } else {
                    positions[point.id] = kept.count
                    kept.append(point)
                }
            }
            return (collection, kept)
        }
    }
}

extension Array {
    /// In pieces of at most `size` elements, in order.
    func pieces(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
