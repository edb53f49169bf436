import Knowledge

/// The project's own documents, which the built-in answerer quotes until others are ingested.
enum Handbook {
    static func index() -> PassageIndex {
        PassageIndex(
            documents.flatMap { title, text in
                passages(ofMarkdown: String(decoding: text, as: UTF8.self), document: title)
            })
    }

    private static let documents: [(title: String, text: [UInt8])] = [
        ("Understudy", PackageResources.README_md)
    ]
}
