extension IndexSegment {
    /// The segment of `entries`, and its bytes. Of two entries of one id the later one counts; ids begin at 1.
    static func make(of entries: [IndexEntry]) throws(ByteReader.Damage) -> IndexSegment {
        let analyzer = TextAnalyzer()
        var latest: [Int64: IndexEntry] = [:]
        for entry in entries where entry.id > 0 { latest[entry.id] = entry }
        var passages: [(id: Int64, length: Int, document: String)] = []
        var languages: Set<TextLanguage> = []
        var postings: [String: [Posting]] = [:]
        for entry in latest.values.sorted(by: { $0.id < $1.id }) {
            let text = entry.title.isEmpty ? entry.text : "\(entry.title)\n\(entry.text)"
            let terms = analyzer.passage(text, language: entry.language.flatMap(TextLanguage.init(tag:)))
            for (term, count) in terms.counts {
                postings[term, default: []].append(Posting(place: UInt32(passages.count), count: UInt32(count)))
            }
            languages.formUnion(terms.languages)
            passages.append((entry.id, terms.length, entry.document))
        }
        let terms = postings.map { (name: ArraySlice($0.key.utf8), postings: $0.value) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
        return try IndexSegment(bytes: encode(passages: passages, languages: languages, terms: terms))
    }

    /// One segment in place of several, without the passages that are gone; nil when none is left.
    /// - Parameter parts: segments, each with whether a place of it is gone.
    static func merge(_ parts: [(segment: IndexSegment, gone: Gone)]) throws(ByteReader.Damage) -> IndexSegment? {
        var origins: [(part: Int, place: Int, id: Int64)] = []
        for (number, part) in parts.enumerated() {
            for place in part.segment.ids.indices where !part.gone[place] {
                origins.append((number, place, part.segment.ids[place]))
            }
        }
        guard !origins.isEmpty else { return nil }
        origins.sort { $0.id < $1.id }
        var places = parts.map { [Int](repeating: -1, count: $0.segment.count) }
        let passages = origins.enumerated().map { place, origin in
            places[origin.part][origin.place] = place
            let segment = parts[origin.part].segment
            return (
                id: origin.id, length: Int(segment.lengths[origin.place]),
                document: segment.documents[Int(segment.documentOf[origin.place])]
            )
        }
        var terms: [(name: ArraySlice<UInt8>, postings: [Posting])] = []
        var next = parts.map { _ in 0 }
        while true {
            var least: ArraySlice<UInt8>?
            for (number, part) in parts.enumerated() where next[number] < part.segment.terms.count {
                let name = part.segment.name(of: next[number])
                if least.map({ name.lexicographicallyPrecedes($0) }) ?? true { least = name }
            }
            guard let least else { break }
            var postings: [Posting] = []
            for (number, part) in parts.enumerated() where next[number] < part.segment.terms.count {
                guard part.segment.name(of: next[number]).elementsEqual(least) else { continue }
                part.segment.forEachPosting(of: next[number]) { posting in
                    let place = places[number][Int(posting.place)]
                    if place >= 0 { postings.append(Posting(place: UInt32(place), count: posting.count)) }
                }
                next[number] += 1
            }
            if !postings.isEmpty { terms.append((least, postings.sorted { $0.place < $1.place })) }
        }
        let languages = parts.reduce(into: Set<TextLanguage>()) { $0.formUnion($1.segment.languages) }
        return try IndexSegment(bytes: encode(passages: passages, languages: languages, terms: terms))
    }
}
