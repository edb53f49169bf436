package import Storage

extension EmbeddingFeed: PassageSink {
    package func put(_ entries: [IndexEntry]) async throws {
        for (collection, entries) in Dictionary(grouping: entries, by: \.collection).sorted(by: { $0.key < $1.key }) {
            report(try await put(entries.map(PassageText.init), into: collection))
        }
    }

    package func remove(passages: [Int64], of collection: String) async throws {
        try await remove(passages, from: collection)
    }
}

extension EmbeddingFeed {
    /// Whether anything that answers was made by another model than the one that is chosen now.
    package func staleCollections() async throws -> [String] {
        var stale: [String] = []
        for collection in try await collections() where try await isStale(collection) { stale.append(collection) }
        return stale
    }

    /// ``rebuild(_:page:)`` from the passages of the database.
    @discardableResult
    package func rebuild(_ collection: String, from database: any Database) async throws -> FeedReport {
        try await rebuild(collection) { last in
            try await database.read {
                try IndexEntry.read(
                    "p.collection_id = ? AND p.id > ?", [.text(collection), .integer(Int(last ?? 0))], limit: 200, $0
                ).map(PassageText.init)
            }
        }
    }
}

extension PassageText {
    /// Where a passage stands is part of what it means.
    init(_ entry: IndexEntry) {
        self.init(
            id: entry.id, document: entry.document, text: entry.title.isEmpty ? entry.text : "\(entry.title)\n\(entry.text)")
    }
}
