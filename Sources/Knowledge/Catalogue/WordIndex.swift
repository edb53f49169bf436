/// How much each word tells of each of many texts. The texts are known by their places, 0 for the first.
struct WordIndex: Sendable {
    struct Posting: Sendable, Hashable {
        var place: Int32
        var weight: Float
    }

    /// By place, ascending.
    private var postings: [String: [Posting]] = [:]

    /// nil where no text has the word.
    subscript(word: String) -> [Posting]? { postings[word] }

    /// Adds to what is told of `place`.
    mutating func insert(_ weights: [String: Float], at place: Int) {
        for (word, weight) in weights {
            let posting = Posting(place: Int32(place), weight: weight)
            postings[word, default: []].insert(posting)
        }
    }

    mutating func remove(_ weights: [String: Float], at place: Int) {
        for word in weights.keys {
            guard let index = postings[word]?.index(of: Int32(place)) else { continue }
            postings[word]?.remove(at: index)
            if postings[word]?.isEmpty ?? false { postings[word] = nil }
        }
    }
}

extension [WordIndex.Posting] {
    fileprivate mutating func insert(_ posting: WordIndex.Posting) {
        if let last, last.place >= posting.place {
            insert(posting, at: firstPlace(notBefore: posting.place))
        } else {
            append(posting)
        }
    }

    fileprivate func index(of place: Int32) -> Int? {
        let index = firstPlace(notBefore: place)
        return index < count && self[index].place == place ? index : nil
    }

    private func firstPlace(notBefore place: Int32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
