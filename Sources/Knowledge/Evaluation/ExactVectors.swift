/// Vectors in one row, searched one by one: what any other search for the nearest is measured against.
struct ExactVectors: Sendable {
    private let width: Int
    private var numbers: [Float] = []
    let count: Int

    /// - Parameter vectors: all of one length.
    init(_ vectors: [[Float]]) {
        width = vectors.first?.count ?? 0
        count = vectors.count
        numbers.reserveCapacity(width * count)
        for vector in vectors { numbers += Self.unit(vector) }
    }

    /// The places of the nearest by cosine, best first.
    func nearest(to vector: [Float], limit: Int) -> [(place: Int, score: Double)] {
        guard vector.count == width else { return [] }
        let query = Self.unit(vector)
        var best = BestFew<Int>(limit)
        numbers.withUnsafeBytes { numbers in
            query.withUnsafeBytes { query in
                for place in 0..<count {
                    var sums = SIMD8<Float>.zero
                    var sum: Float = 0
                    let row = place * width
                    for column in stride(from: 0, to: width, by: 8) {
                        if column + 8 <= width {
                            sums +=
                                numbers.loadUnaligned(fromByteOffset: (row + column) * 4, as: SIMD8<Float>.self)
                                * query.loadUnaligned(fromByteOffset: column * 4, as: SIMD8<Float>.self)
                        } else {
                            for rest in column..<width {
                                sum +=
                                    numbers.loadUnaligned(fromByteOffset: (row + rest) * 4, as: Float.self)
                                    * query.loadUnaligned(fromByteOffset: rest * 4, as: Float.self)
                            }
                        }
                    }
                    best.offer(place, score: Double(sum + sums.sum()), order: Int64(place))
                }
            }
        }
        return best.sorted.map { ($0.value, $0.score) }
    }

    private static func unit(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }
}
