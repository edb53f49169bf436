/// Which passages of a segment are gone, by place.
struct Gone: Sendable, Hashable {
    /// A bit for each place, none set in what is not there.
    private var bits: [UInt64] = []
    private(set) var count = 0

    init(_ places: some Sequence<Int> = []) {
        for place in places { insert(place) }
    }

    subscript(place: Int) -> Bool {
        let word = place >> 6
        return word < bits.count && bits[word] >> UInt64(place & 63) & 1 == 1
    }

    /// - Parameter place: not negative.
    mutating func insert(_ place: Int) {
        guard !self[place] else { return }
        let word = place >> 6
        if word >= bits.count { bits += [UInt64](repeating: 0, count: word + 1 - bits.count) }
        bits[word] |= 1 << UInt64(place & 63)
        count += 1
    }

    /// As it is kept: numbers with spaces between them.
    var text: String {
        (0..<bits.count * 64).lazy.filter { self[$0] }.map(String.init).joined(separator: " ")
    }

    /// - Parameter passages: how many the segment has.
    /// - Throws: ``ByteReader/Damage`` when `text` is no list of their places.
    init(text: String, passages: Int) throws(ByteReader.Damage) {
        for part in text.split(separator: " ") {
            guard let place = Int(part), (0..<passages).contains(place) else { throw ByteReader.Damage() }
            insert(place)
        }
    }
}
