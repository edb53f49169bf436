import Dispatch
import Foundation
import Synchronization

/// One collection of the store in process: its file, what of it is known, and the one thread that reads and writes it.
///
/// Any number of processes may write, one at a time: each waits for the lock of the folder, takes over what others have appended,
/// and appends its own. Searches never wait for a write.
///
/// Unchecked: `reader` is touched on `queue` alone.
final class ExactCollection: @unchecked Sendable {
    private struct Published {
        var snapshot: VectorSnapshot
        var standing: VectorFileHandle.Standing
    }

    let name: String
    private let path: String
    private let folder: String
    private let queue: DispatchQueue
    private var reader: VectorFileReader?
    private let published = Mutex<Published?>(nil)
    /// While this process writes, what was published is as good as any later look.
    private let isWriting = Mutex(false)

    init(name: String, path: String, folder: String) {
        self.name = name
        self.path = path
        self.folder = folder
        queue = DispatchQueue(label: "vectors")
    }

    /// The collection as it is now.
    func snapshot() async throws -> VectorSnapshot {
        let known = published.withLock { $0 }
        if let known {
            if isWriting.withLock({ $0 }) { return known.snapshot }
            if let standing = VectorFileHandle.Standing(path: path), standing == known.standing { return known.snapshot }
        }
        return try await onQueue { try self.refreshed().snapshot }
    }

    /// - Throws: ``VectorStoreError`` `dimensionMismatch` when it is there with another length.
    func make(dimensions: Int) async throws {
        try await onQueue {
            try FileManager.default.createDirectory(
                atPath: self.folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try self.locked {
                if VectorFileHandle.Standing(path: self.path) != nil {
                    let found = try self.refreshed().header.dimensions
                    guard found == dimensions else {
                        throw VectorStoreError.dimensionMismatch(collection: self.name, expected: found, found: dimensions)
                    }
                } else {
                    try self.write(dimensions: dimensions, generation: 1, rows: nil)
                }
            }
        }
    }

    func drop() async throws {
        try await onQueue {
            guard VectorFileHandle.Standing(path: self.path) != nil else { return self.forget() }
            try self.locked {
                guard unlink(self.path) == 0 || errno == ENOENT else { throw fileFailure("deleted", self.path) }
                self.forget()
                try VectorFileHandle.sync(folder: self.folder)
            }
        }
    }

    /// - Parameter points: no number twice.
    func put(_ points: [VectorPoint]) async throws {
        try await change { reader in
            let dimensions = reader.header.dimensions
            let units = try points.map { try $0.unit(dimensions: dimensions) }.filter { point in
                reader.rows[point.id].flatMap { reader.snapshot.point(at: $0, collection: point.collection) } != point
            }
            let writer = VectorBlockWriter(dimensions: dimensions, generation: reader.header.generation)
            var end = reader.end
            for piece in units.pieces(of: VectorFileFormat.blockRows) {
                let block = writer.rows(piece, at: end)
                // Of two that a power cut meets, the later one may be whole and the first not, as if the file were damaged.
                if end > reader.end { try reader.file.sync() }
                try reader.file.write(block, at: end)
                end += block.count
            }
            return !units.isEmpty
        }
    }

    /// - Parameter isMeant: told of a point's number and its document.
    func delete(_ ids: [Int64]?, where isMeant: @escaping @Sendable (String) -> Bool) async throws {
        try await change { reader in
            let snapshot = reader.snapshot
            let meant: [Int64]
            if let ids {
                meant = Set(ids).filter { reader.rows[$0] != nil }.sorted()
            } else {
                let documents = snapshot.documents.map(isMeant)
                meant = reader.rows.filter { documents[Int(snapshot.documentOf[$0.value])] }.map(\.key).sorted()
            }
            guard !meant.isEmpty else { return false }
            let writer = VectorBlockWriter(dimensions: reader.header.dimensions, generation: reader.header.generation)
            try reader.file.write(writer.deletions(meant, at: reader.end), at: reader.end)
            return true
        }
    }

    /// The points of `ids` that are there.
    func points(_ ids: [Int64]) async throws -> [VectorPoint] {
        try await onQueue {
            let reader = try self.refreshed()
            return ids.compactMap { reader.rows[$0] }.compactMap { reader.snapshot.point(at: $0, collection: self.name) }
        }
    }

    /// The points with the lowest numbers above `id`.
    func points(after id: Int64, limit: Int) async throws -> [VectorPoint] {
        try await onQueue {
            let reader = try self.refreshed()
            return lowest(limit, of: reader.rows.keys, above: id)
                .compactMap { reader.rows[$0] }.compactMap { reader.snapshot.point(at: $0, collection: self.name) }
        }
    }

    // MARK: On the queue

    /// Lets `body` append to the file, makes that durable and takes it over.
    /// - Parameter body: says whether it has appended anything.
    private func change(_ body: @escaping @Sendable (VectorFileReader) throws -> Bool) async throws {
        try await onQueue {
            guard VectorFileHandle.Standing(path: self.path) != nil else {
                self.forget()
                throw VectorStoreError.unknownCollection(self.name)
            }
            self.isWriting.withLock { $0 = true }
            defer { self.isWriting.withLock { $0 = false } }
            try self.locked {
                let reader = try self.refreshed()
                // What a kill has left behind the last whole block.
                if reader.standing.length > reader.end { try reader.file.cut(to: reader.end) }
                let hasAppended: Bool
                do {
                    hasAppended = try body(reader)
                    // Also where nothing was: what is there already may be of another process that had not come to this.
                    try reader.file.sync()
                } catch {
                    // Whole blocks stay: others may have taken them over by now, and would read behind the end of the file.
                    if let after = try? self.refreshed() { try? after.file.cut(to: after.end) }
                    throw error
                }
                guard hasAppended else { return }
                let after = try self.refreshed()
                guard after.isWorthWritingAnew else { return }
                // What was asked for is done. Where there is no room for two files, the next change tries again.
                try? self.write(dimensions: after.header.dimensions, generation: after.header.generation + 1, rows: after)
            }
        }
    }

    /// The file as it is now, opened anew when it is another one.
    @discardableResult
    private func refreshed() throws -> VectorFileReader {
        guard let standing = VectorFileHandle.Standing(path: path) else {
            forget()
            throw VectorStoreError.unknownCollection(name)
        }
        // Taken out, so that its columns grow in place.
        var current = reader.take()
        if current?.standing.isSameFile(as: standing) == true {
            try current?.catchUp()
        } else {
            current = try VectorFileReader(path: path, collection: name)
        }
        guard let current else { throw VectorStoreError.unknownCollection(name) }
        reader = current
        published.withLock { $0 = Published(snapshot: current.snapshot, standing: current.standing) }
        return current
    }

    /// Writes the whole file anew beside the old one, which it then takes the place of.
    /// - Parameter rows: whose rows it holds; nil for none.
    private func write(dimensions: Int, generation: UInt64, rows old: VectorFileReader?) throws {
        let fresh = "\(path).new"
        // Nothing of it stays where it is not finished; after the rename there is nothing of this name.
        defer { unlink(fresh) }
        let file = try VectorFileHandle(path: fresh, flags: O_CREAT | O_TRUNC)
        try file.write(VectorFileHeader(dimensions: dimensions, generation: generation).bytes, at: 0)
        var end = VectorFileFormat.headerLength
        let writer = VectorBlockWriter(dimensions: dimensions, generation: generation)
        if let old {
            let alive = old.snapshot.isAlive.indices.filter { old.snapshot.isAlive[$0] }
            for piece in alive.pieces(of: VectorFileFormat.blockRows) {
                let points = piece.compactMap { old.snapshot.point(at: $0, collection: name) }
                let block = writer.rows(points[...], at: end)
                try file.write(block, at: end)
                end += block.count
            }
        }
        try file.sync()
        guard rename(fresh, path) == 0 else { throw fileFailure("renamed", fresh) }
        try VectorFileHandle.sync(folder: folder)
        try refreshed()
    }

    private func forget() {
        reader = nil
        published.withLock { $0 = nil }
    }

    private func locked<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = try VectorFileHandle(path: "\(folder)/lock", flags: O_CREAT)
        try lock.lock()
        return try withExtendedLifetime(lock) { try body() }
    }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}

/// The `count` lowest of `ids` above `id`, in order, without sorting all of them.
private func lowest(_ count: Int, of ids: some Sequence<Int64>, above id: Int64) -> [Int64] {
    var found: [Int64] = []
    var bound = Int64.max
    for candidate in ids where candidate > id && candidate < bound {
        found.append(candidate)
        if found.count >= count * 8 {
            found.sort()
            found.removeSubrange(count...)
            bound = found[count - 1]
        }
    }
    return Array(found.sorted().prefix(count))
}

extension VectorFileReader {
    /// Whether more than half of the rows no longer count, or the blocks have become very many for their rows.
    fileprivate var isWorthWritingAnew: Bool {
        let dead = snapshot.rowCount - snapshot.count
        return (dead > 1024 && dead > snapshot.count) || (blockCount > 64 && blockCount > snapshot.rowCount / 32)
    }
}
