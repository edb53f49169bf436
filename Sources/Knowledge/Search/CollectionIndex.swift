/// The keyword index of one collection as it was at one version.
struct CollectionIndex: Sendable {
    /// One segment, with what became of its passages since it was written.
    struct Part: Sendable {
        var number: Int
        /// The version that last changed what is gone.
        var changed: Int
        var segment: IndexSegment
        var gone: Gone
    }

    let collection: String
    let version: Int
    let parts: [Part]
    /// How many passages there are, and how many words in all of them.
    let passages: Int
    let length: Int
    let documents: [String]
    /// By document, in words, and in passages; documents whose passages are all gone have none.
    let documentLengths: [Int]
    let documentPassages: [Int]
    /// How many documents have passages.
    let liveDocuments: Int
    /// Which of `documents` each of a segment's own is, by part.
    let documentNumbers: [[Int]]
    let languages: Set<TextLanguage>

    init(collection: String, version: Int, parts: [Part]) {
        self.collection = collection
        self.version = version
        self.parts = parts
        var documents: [String] = []
        var numbers: [String: Int] = [:]
        var documentLengths: [Int] = []
        var documentPassages: [Int] = []
        var documentNumbers: [[Int]] = []
        for part in parts {
            let own = part.segment.documents.map { document in
                if let number = numbers[document] { return number }
                numbers[document] = documents.count
                documents.append(document)
                documentLengths.append(0)
                documentPassages.append(0)
                return documents.count - 1
            }
            documentNumbers.append(own)
            for place in part.segment.ids.indices where !part.gone[place] {
                let document = own[Int(part.segment.documentOf[place])]
                documentLengths[document] += Int(part.segment.lengths[place])
                documentPassages[document] += 1
            }
        }
        self.documents = documents
        self.documentLengths = documentLengths
        self.documentPassages = documentPassages
        self.documentNumbers = documentNumbers
        liveDocuments = documentPassages.count { $0 > 0 }
        passages = documentPassages.reduce(0, +)
        length = documentLengths.reduce(0, +)
        languages = parts.reduce(into: []) { $0.formUnion($1.segment.languages) }
    }

    /// Roughly, in memory, in bytes.
    var size: Int { parts.reduce(documents.count * 96) { $0 + $1.segment.size } }
}
