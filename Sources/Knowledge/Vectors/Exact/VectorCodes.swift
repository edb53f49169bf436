/// A vector in a byte for each number, and how far off that is: with the query's product and the Cauchy–Schwarz inequality it
/// says between which bounds the true product lies.
struct VectorCodes: Hashable {
    /// As many as the vector has numbers, from -127 to 127.
    let codes: [Int8]
    /// What a code is to be multiplied by.
    let scale: Float
    /// The length of the difference between the vector and what its codes say, not rounded down.
    let error: Float

    init(_ vector: [Float]) {
        let largest = vector.reduce(Float(0)) { max($0, abs($1)) }
        let scale = largest / 127
        let codes = vector.map { scale > 0 ? Int8(max(-127, min(127, ($0 / scale).rounded()))) : 0 }
        let square = zip(vector, codes).reduce(0.0) { sum, pair in
            let difference = Double(pair.0) - Double(scale) * Double(pair.1)
            return sum + difference * difference
        }
        self.codes = codes
        self.scale = scale
        error = Float(square.squareRoot()).nextUp
    }
}

/// A query in two bytes for each number, which is so fine that its own error hardly counts.
struct VectorQuery: Sendable {
    /// At length 1, with zeros at the end.
    let numbers: [Float]
    /// As many as `numbers`.
    let codes: [Int16]
    let scale: Float
    /// As ``VectorCodes/error``, with what adding in 32 bits may lose.
    let error: Float

    /// - Parameter unit: a vector of length 1.
    init(unit: [Float]) {
        let stride = VectorFileFormat.stride(unit.count)
        let padding = [Float](repeating: 0, count: stride - unit.count)
        numbers = unit + padding
        let largest = unit.reduce(Float(0)) { max($0, abs($1)) }
        // So that no sum of products with bytes is beyond 32 bits.
        let range = Float(min(32767, Int(Int32.max) / (127 * max(1, unit.count)) - 1))
        let scale = largest / max(1, range)
        codes = numbers.map { Int16(($0 / scale).rounded()) }
        let square = zip(numbers, codes).reduce(0.0) { sum, pair in
            let difference = Double(pair.0) - Double(scale) * Double(pair.1)
            return sum + difference * difference
        }
        self.scale = scale
        error = Float(square.squareRoot()).nextUp + 1e-5
    }
}
