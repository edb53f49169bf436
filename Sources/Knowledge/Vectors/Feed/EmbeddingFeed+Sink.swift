extension EmbeddingFeed: PassageSink {
    package func put(_ entries: [IndexEntry]) async throws {
        for (collection, entries) in Dictionary(grouping: entries, by: \.collection).sorted(by: { $0.key < $1.key }) {
            try await put(
                entries.map {
                    // Where a passage stands is part of what it means.
                    PassageText(id: $0.id, document: $0.document, text: $0.title.isEmpty ? $0.text : "\($0.title)\n\($0.text)")
                }, into: collection)
        }
    }

    package func remove(passages: [Int64], of collection: String) async throws {
        try await remove(passages, from: collection)
    }
}
