/// Vectors that look like a model's: always the same for the same text, of length one, and near each other where texts
/// share words. They know nothing of meaning.
enum PseudoEmbedding {
    static let usualDimensions = 16

    static func vector(of text: String, dimensions: Int) -> [Float] {
        var sums = [Float](repeating: 0, count: max(1, dimensions))
        for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            add(word.utf8, to: &sums, weight: 1)
        }
        // Punctuation tells texts apart, a little.
        add(text.utf8, to: &sums, weight: 0.05)
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return sums.map { $0 / length }
    }

    /// Adds the random direction that belongs to `bytes`.
    private static func add(_ bytes: some Sequence<UInt8>, to sums: inout [Float], weight: Float) {
        // FNV-1a for the seed, SplitMix64 for the numbers.
        var state = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
        for index in sums.indices {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            mixed ^= mixed >> 31
            sums[index] += weight * (Float(mixed >> 40) / Float(1 << 23) - 1)
        }
    }
}
