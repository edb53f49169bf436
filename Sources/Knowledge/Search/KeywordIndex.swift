package import Storage
import Synchronization

/// Finds passages by their words.
///
/// The database has the index; what was searched is held in memory as well, and each search first asks the database whether
/// that is still how things are. So any number of servers see what any of them has indexed, at once.
package final class KeywordIndex: PassageSink {
    private struct Held {
        var indexes: [String: CollectionIndex] = [:]
        /// When each was last searched.
        var uses: [String: Int] = [:]
        var clock = 0
    }

    private let store: SegmentStore
    private let memory: Int
    private let held = Mutex(Held())

    /// - Parameter memory: the most bytes that are held of collections that are not being searched right now.
    package init(database: any Database, memory: Int = 512 << 20) {
        store = SegmentStore(database: database)
        self.memory = memory
    }

    /// Indexes passages, in place of those of the same ids. All of a collection's are found at once, or none when it throws.
    package func put(_ entries: [IndexEntry]) async throws {
        for (collection, entries) in Dictionary(grouping: entries, by: \.collection).sorted(by: { $0.key < $1.key }) {
            let segment: IndexSegment
            do {
                segment = try IndexSegment.make(of: entries)
            } catch {
                throw StorageError.rejected("these passages are too many for one part of the index")
            }
            if segment.count > 0 { try await store.add(segment, to: collection, known: known(collection)) }
        }
    }

    package func remove(passages: [Int64], of collection: String) async throws {
        try await store.remove(passages, of: collection, known: known(collection))
    }

    package func keepOnly(_ known: @escaping @Sendable ([Int64]) async throws -> Set<Int64>) async throws {
        for collection in try await store.collections() {
            for index in try await store.indexes(of: [collection], held: [:]) {
                for part in index.parts {
                    let ids = part.segment.ids.indices.filter { !part.gone[$0] }.map { part.segment.ids[$0] }
                    for piece in ids.pieces(of: 500) {
                        let gone = Set(piece).subtracting(try await known(Array(piece)))
                        if !gone.isEmpty { try await remove(passages: gone.sorted(), of: collection) }
                    }
                }
            }
        }
    }

    /// Forgets all of a collection.
    package func remove(collection: String) async throws {
        try await store.remove(collection: collection)
        held.withLock { held in
            held.indexes[collection] = nil
            held.uses[collection] = nil
        }
    }

    /// The passages nearest to a question, by their words and their documents' words.
    package func search(_ query: PassageQuery, limit: Int) async throws -> KeywordRanking {
        let collections = Array(Set(query.collections)).sorted()
        let indexes = try await store.indexes(of: collections, held: held.withLock { $0.indexes })
        keep(indexes)
        return KeywordSearch(indexes).search(query, limit: limit)
    }

    /// How many bytes are held in memory, roughly.
    package var heldBytes: Int { held.withLock { $0.indexes.values.reduce(0) { $0 + $1.size } } }

    private func known(_ collection: String) -> [Int: IndexSegment] {
        let parts = held.withLock { $0.indexes[collection]?.parts ?? [] }
        return Dictionary(parts.map { ($0.number, $0.segment) }) { first, _ in first }
    }

    private func keep(_ indexes: [CollectionIndex]) {
        held.withLock { held in
            held.clock += 1
            for index in indexes {
                held.uses[index.collection] = held.clock
                if let old = held.indexes[index.collection], old.version >= index.version { continue }
                held.indexes[index.collection] = index
            }
            var size = held.indexes.values.reduce(0) { $0 + $1.size }
            for (collection, use) in held.uses.sorted(by: { $0.value < $1.value }) where size > memory && use < held.clock {
                size -= held.indexes.removeValue(forKey: collection)?.size ?? 0
                held.uses[collection] = nil
            }
        }
    }
}
