/// A part of a collection's keyword index that never changes: the terms of some passages, and in which of them each stands.
///
/// Passages are known by their place here, in the order of their ids. All terms and postings stay in the bytes in which they
/// are kept, so that a segment is in memory about as large as on disk. A class, for it is looked at in the innermost loops, where
/// counting one reference costs an eighth of counting those of all its parts.
final class IndexSegment: Sendable {
    /// In ascending order.
    let ids: [Int64]
    /// In words, by place.
    let lengths: [UInt32]
    let documents: [String]
    /// Which of `documents` a passage is of, by place.
    let documentOf: [UInt32]
    let languages: Set<TextLanguage>
    let bytes: [UInt8]
    /// Where each term's UTF-8 is; the terms are in the order of their bytes.
    let terms: [Range<UInt32>]
    /// Where each term's postings begin, and where the last one's end.
    let postings: [UInt32]

    /// One passage that holds a term.
    struct Posting: Hashable {
        var place: UInt32
        /// How often it does.
        var count: UInt32
    }

    private static let version: UInt64 = 1

    /// - Throws: ``ByteReader/Damage`` when `bytes` are not a segment.
    init(bytes: [UInt8]) throws(ByteReader.Damage) {
        var reader = ByteReader(bytes)
        guard try reader.number() == Self.version else { throw ByteReader.Damage() }
        let count = try reader.count()
        var ids: [Int64] = []
        ids.reserveCapacity(count)
        var last: UInt64 = 0
        for _ in 0..<count {
            let (next, isTooLarge) = last.addingReportingOverflow(try reader.number())
            guard !isTooLarge, let id = Int64(exactly: next) else { throw ByteReader.Damage() }
            last = next
            ids.append(id)
        }
        var lengths: [UInt32] = []
        lengths.reserveCapacity(count)
        for _ in 0..<count { lengths.append(try reader.small()) }
        var documents: [String] = []
        for _ in 0..<(try reader.count()) { documents.append(try reader.text()) }
        var documentOf: [UInt32] = []
        documentOf.reserveCapacity(count)
        for _ in 0..<count {
            let number = try reader.small()
            guard number < documents.count else { throw ByteReader.Damage() }
            documentOf.append(number)
        }
        var languages: Set<TextLanguage> = []
        for _ in 0..<(try reader.count()) {
            if let language = TextLanguage(rawValue: try reader.text()) { languages.insert(language) }
        }
        let termCount = try reader.count()
        var terms: [Range<UInt32>] = []
        var sizes: [UInt32] = []
        terms.reserveCapacity(termCount)
        sizes.reserveCapacity(termCount)
        for _ in 0..<termCount {
            let length = try reader.count()
            let place = try reader.skip(length)
            guard let end = UInt32(exactly: place.upperBound) else { throw ByteReader.Damage() }
            terms.append(UInt32(place.lowerBound)..<end)
            sizes.append(try reader.small())
        }
        var postings: [UInt32] = []
        postings.reserveCapacity(termCount + 1)
        var start = reader.position
        for size in sizes {
            guard let place = UInt32(exactly: start) else { throw ByteReader.Damage() }
            postings.append(place)
            start += Int(size)
        }
        guard start <= bytes.count, let end = UInt32(exactly: start) else { throw ByteReader.Damage() }
        postings.append(end)
        self.ids = ids
        self.lengths = lengths
        self.documents = documents
        self.documentOf = documentOf
        self.languages = languages
        self.terms = terms
        self.postings = postings
        self.bytes = bytes
    }

    var count: Int { ids.count }

    /// Roughly, in memory.
    var size: Int { bytes.count + ids.count * 16 + terms.count * 12 + documents.count * 64 }

    /// Where passage `id` is; nil when it is not here.
    func place(of id: Int64) -> Int? {
        let place = ids.partitioningIndex { $0 >= id }
        return place < ids.count && ids[place] == id ? place : nil
    }

    /// The number of `term`; nil when no passage holds it.
    func number(of term: [UInt8]) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            let number = terms.partitioningIndex { range in
                let name = bytes[Int(range.lowerBound)..<Int(range.upperBound)]
                for (one, other) in zip(name, term) where one != other { return one > other }
                return name.count >= term.count
            }
            guard number < terms.count, name(of: number).elementsEqual(term) else { return nil }
            return number
        }
    }

    /// A term's UTF-8.
    func name(of term: Int) -> ArraySlice<UInt8> { bytes[Int(terms[term].lowerBound)..<Int(terms[term].upperBound)] }

    /// The passages that hold a term and are not gone, by place, in order.
    func postings(of term: Int, without gone: Gone) -> [Posting] {
        // Each takes two bytes at least.
        let most = Int(postings[term + 1] - postings[term]) / 2
        return [Posting](unsafeUninitializedCapacity: most) { found, count in
            forEachPosting(of: term) { posting in
                if gone[Int(posting.place)] { return }
                found.initializeElement(at: count, to: posting)
                count += 1
            }
        }
    }

    /// The passages that hold a term, by place, in order; of bytes that are damaged those up to there.
    @inline(__always)
    func forEachPosting(of term: Int, _ body: (Posting) -> Void) {
        bytes.withUnsafeBufferPointer { bytes in
            var position = Int(postings[term])
            let end = Int(postings[term + 1])
            func number() -> Int? {
                var value = 0
                var shift = 0
                while position < end, shift < 35 {
                    let byte = bytes[position]
                    position += 1
                    value |= Int(byte & 0x7F) << shift
                    if byte < 0x80 { return value }
                    shift += 7
                }
                return nil
            }
            var place = 0
            while position + 1 < end {
                var step = Int(bytes[position])
                var count = Int(bytes[position + 1])
                if step | count < 0x80 {
                    position += 2
                } else {
                    guard let longStep = number(), let longCount = number() else { return }
                    (step, count) = (longStep, longCount)
                }
                place += step
                guard place < ids.count else { return }
                body(Posting(place: UInt32(truncatingIfNeeded: place), count: UInt32(truncatingIfNeeded: count)))
            }
        }
    }

    /// The bytes of a segment.
    /// - Parameters:
    ///   - passages: in ascending order of ids, none twice.
    ///   - terms: in the order of their bytes, none twice; postings by place, in order.
    static func encode(
        passages: [(id: Int64, length: Int, document: String)], languages: Set<TextLanguage>,
        terms: [(name: ArraySlice<UInt8>, postings: [Posting])]
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(version)
        writer.write(passages.count)
        var last: Int64 = 0
        for passage in passages {
            writer.write(UInt64(passage.id - last))
            last = passage.id
        }
        for passage in passages { writer.write(passage.length) }
        var documents: [String] = []
        var numbers: [String: Int] = [:]
        for passage in passages where numbers[passage.document] == nil {
            numbers[passage.document] = documents.count
            documents.append(passage.document)
        }
        writer.write(documents.count)
        for document in documents { writer.write(document) }
        for passage in passages { writer.write(numbers[passage.document] ?? 0) }
        writer.write(languages.count)
        for language in languages.map(\.rawValue).sorted() { writer.write(language) }
        writer.write(terms.count)
        var body = ByteWriter()
        for (name, postings) in terms {
            let start = body.bytes.count
            var place: UInt32 = 0
            for posting in postings {
                body.write(UInt64(posting.place - place))
                body.write(UInt64(posting.count))
                place = posting.place
            }
            writer.write(name.count)
            writer.append(name)
            writer.write(body.bytes.count - start)
        }
        writer.append(body.bytes)
        return writer.bytes
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index from which on `isAfter` holds.
    func partitioningIndex(_ isAfter: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
